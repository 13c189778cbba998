"""Bodies that act in sentences: as subjects, after 由, 会同 and 委托, in 与…协作."""

import re
from typing import Any

from .fact import Context, Piece, sentences, split
from .names import SHORT, Name, enumerate_names, is_body, weak
from .owners import Owners

_MODAL = r"要(?!素|求|点|件)|应当|应(?!急|对|用|变)|须|必须|需要|需(?!求)|负责(?!人|同志)|将(?!军|来)|得(?!到|分)|不得|严禁|按照?|依照|依据|依法|依托|根据|结合|在|对|把|为(?!主|首|例)|向|请|于|以|从|会同|牵头|具体|是否|配合|协助|参与|予以|给予|责令"
_ADVERB = r"分类|分别|分头|共同|联合|定期|不定期|及时|严格|认真|切实|积极|主动|持续|全面|深入|进一步|统一|统筹|充分|广泛|大力|加快|加大|逐步|逐级|率先|普遍|同步|也|均|都|每年|每半年|每季度?|每月|每周|每日|至少|年内|年底前|全程|通过|利用|运用|围绕|聚焦|坚持|迅速|立即|扎实|密切|各司其职|随时|专门|分级|按时|按期|如实|指定|适时|首先|优先|强制|一律|自行|独立|分工|轮流"
_VERBS = (
    "加强|建立|落实|开展|组织|制定|制订|完善|建强|建成|建设|推进|推动|推广|强化|健全|指导|督促|做好|抓好|履行|承担|明确|编制|出台|印发|实施|完成|确保|设立|设置|配备|配齐|配足|配强|安排|召开|举办|公布|公开|发布|报送|上报|汇总|梳理|"
    "排查|检查|抽查|巡查|监督|监管|管理|审核|审批|审查|受理|办理|研究|协调|支持|培育|打造|选择|选派|选取|聘请|提升|提高|提供|提出|解决|遵守|执行|贯彻|宣传|普及|培训|引导|动员|采取|采用|新建|改造|新增|购置|招录|安装|整治|整改|整合|纳入|列入|"
    "收集|建档|核查|评估|通报|约谈|调度|考核|跟踪|保障|优化|规范|划定|拆除|清理|处置|查处|打击|曝光|拨付|发放|设计|运营|维护|接收|形成|压实|细化|发挥|争取|筹措|统计|填报|反馈|接受|参照|督导|验收|复核|签订|储备|开设|开通|开放|创建|构建|搭建|对接|"
    "落细|更新|登记|备案|告知|公示|张贴|悬挂|播放|刊播|组建|成立|制作|印制|增加|减少|压减|淘汰|关停|巩固|启动|部署|谋划|挖掘|探索|试行|试点|推行|实行|执行|严查|严控|严管|严防|牵头|包保|包抓|联系|走访|入户|上门|逐户|逐项|逐一|值守|值班|预警|监测|报告|建议|认定|遴选|推荐|申报|申请|承办|主办|协同|使用|停止|暂停|禁止|关闭|疏散|救助|赔偿|投保|购买|缴纳|发起|倡议|全力|同"
)
_MORE = (
    "签署|是(?=[^，。]{0,24}(?:责任主体|责任单位|牵头单位|责任人))|接到|收到|发现|获得|取得|设立|出席|听取|审议|分析|研判|会商|记录|录入|上传|安检|检修|承接|吸纳|投入|投放|引进|引入|撤销|注销|吊销|扣减|奖励|表彰|表扬|补助|资助|返还|减免|免收|免费|代为|保留|保存|保持|坚守|学习|征集|征求|拟定|拟订|"
    "起草|修订|修编|编印|解读|解释|答复|回复|调查|调研|摸排|摸底|盘点|清查|清疏|疏通|加固|修缮|维修|养护|种植|收购|收储|配送|储存|保供|转移|安置|搬迁|撤离|转运|救治|接种|筛查|随访|签约|承诺|自查|自评|复查|核实|核对|核发|签发|颁发|挂牌|"
    "覆盖|保证|看护|照护|严肃|从严|尽快|尽早|提前|第一时间|全力|合理|科学|精准|有效|妥善|稳妥|原则上|继续|带头|轮流|交叉|集中|协力|合力|因地制宜|力争|争取|确因|一旦|遇有|未|自收到|自接到|凭|经|参加|兑现|追究|问责|追责|倒查|移送|抄告|交办|转办|派驻|派员|指派|选树|评选|推选|评定|培养|扶持|支撑|出资|筹集|租用|借助|发动|劝导|制止|举报|反映|提请|提示|提醒|警示|培训|演练|联动|协作|管控|严防死守"
)
PREDICATE = re.compile(rf"(还|又|则|再)?({_MODAL}|{_ADVERB}|{_VERBS}|{_MORE}|\d{{4}}年|\d{{1,2}}月|每)")
_PERMIT = re.compile(r"(还|也)?(可以?|可视|可结合|可根据|可按|有权)")
_NO_SUBJECT = re.compile(
    r"^(鼓励|支持|引导|推动|指导|督促|组织|动员|发动|加强|强化|落实|完善|建立|健全|推进|深化|依托|发挥|对|把|将|为|向|按|按照|根据|依据|以|从|在|通过|利用|结合|促进|帮助|保障|提升|提高|开展|优化|实现|实施|打造|构建|形成|鼓|培育|扶持|联合|联系|覆盖|"
    r"充分|明确|确保|做好|抓好|加大|加快|推广|整合|统筹|探索|制定|新建|改造|建设|建成|创建|设立|成立|配备|要求|责令|允许|选择|选取|选派|压实|督导|检查|抽查|组建|协调|完成|纳入|列入|给予|接受|严格|严禁|严防|突出|聚焦|围绕|紧盯|坚持|报|经|凡|如|若|因|并|且|或|及|以及|比|到|是|于|被|让|使|令|像|"
    r"每|不|未|无|应(?!急|对)|要|须|需|可|全面|持续|积极|定期|进一步|深入|大力|集中|有序|逐步|分批|分级|分类|严厉|依法|适时|及时|广泛|认真|切实|着力|扎实|重点|优先|新增|拓展|扩大|规范|印发|转发|贯彻|学习|宣传|现将|经|举办|召开|参加|参与|面向|针对|关于|有关情况|公开|发布|由于|委托|聘请|邀请|购买|协助|配合|会同|同|与|和|由|参照|参考|依照|遵照|对照|享受|推行|更好|已|曾|正在|继续)(?!、)"
)
_LEAD_IN = re.compile(
    r"^(一是|二是|三是|四是|五是|六是|其中|同时|此外|另外|原则上|今后|下一步|凡|凡是|因此|对此|必要时|平时|请|[\u4e00-\u9fa5、]{1,10}期间|期间|汛期|汛前|平时|冬季|夏季|春季|秋季|(到|至|截至|力争)?\d{4}年(底|末)?(前|起|内)?|\d{1,2}月(底|份)?前?|(今|本)?年底前|年内|上半年|下半年|第?[一二三四]季度|每年|每月|每季度|每半年|每周|——|-|[①-⑩]|（\d）|\d[.、])+"
)
_WITH = re.compile(
    r"^(?:加强|深化|密切|强化|健全|建立|完善)?(?P<a>[^，]{2,30}?)(?:与|同|和)(?P<b>[^，]{2,80}?)(?:之间)?(?:的)?(?:信息共享、)?(?:密切|加强|开展|建立)?(?:协作|联动|协同配合|协调联动|协同联动|联勤联动)"
)
_BY = re.compile(r"(?<![自缘理事经])由(?!于|此|来|衷)")
_NOT_BY = re.compile(r"(组成|构成|担任|兼任|任|为主|转|引起|造成|引发|主导|承接的|参加|参与的)")
_AFTER = re.compile(
    r"组成|成立|提请|担任|构成|提出|任|引起|造成|等(?=[，。]|$)|进行|维修|发起|印|签|出|先|代|再|派|主管的|主导"
)
_AMONG = re.compile(
    r"^(?:并|要|加强|强化|密切)?(?:与|同)(?P<b>[^，]{2,80}?)(?:之间)?(?:的)?(?:密切|加强|开展|建立)?(?:协作|联动|协同配合|协调联动|协同联动|联勤联动)"
)
_AS = re.compile(r"作为(?P<np>[^，。；]{2,20})$")
_PAST = re.compile(
    r"^(近年来|当前|目前|去年|过去|截至目前|长期以来|近期|前期|今年以来)|积累了|取得了|探索实践|(进入|存在|发生|暴露)了|以来，|印发了"
)


class Subjects(Owners):
    """Reads the parties of running text, outside the stretches that name owners."""

    def __init__(self, context: Context, used: list[tuple[int, int]]) -> None:
        super().__init__(context)
        self.taken = used

    def read(self) -> list[dict[str, Any]]:
        for piece in self.context.pieces:
            if piece.owner or (piece.cover and not piece.path):
                continue
            for start, end in sentences(self.context.text, piece):
                if (
                    piece.heading
                    and start == piece.start
                    and len(self.context.text[start:end].split("（")[0]) <= 14
                ):
                    continue
                if any(a <= start and end <= b for a, b in self.taken) or _PAST.search(
                    self.context.text[start:end]
                ):
                    continue
                self.sentence(piece, start, end)
        return self.facts

    def sentence(self, piece: Piece, start: int, end: int) -> None:
        previous: tuple[int, int] | None = None
        colon = self.context.text.find("：", start, min(end, start + 26))
        if colon > 0 and not self.subject(piece, start, colon):
            start = colon + 1
        for a, b in split(self.context.text, start, end, "，："):
            if any(u <= a and b <= v for u, v in self.taken):
                continue
            self.part(piece, a, b, previous)
            previous = (a, b)

    def part(self, piece: Piece, start: int, end: int, previous: tuple[int, int] | None) -> None:
        text = self.context.text
        part = text[start:end]
        lead = _LEAD_IN.match(part)
        begin = start + (lead.end() if lead else 0)
        self.by(piece, start, end)
        self.met(piece, start, end)
        for found in re.finditer("委托", part) if not _FREE.match(part) else ():
            names, _ = self.following(start + found.end(), end)
            self.put(piece, names, "responsible", "party.entrusted", 0.8, (start, end))
        if previous and re.match(r"负责", part) and (serving := _AS.search(text, *previous)):
            self.names(piece, serving.start("np"), serving.end("np"), "responsible", "party.serving-as", 0.75)
        if not self.together(piece, begin, end):
            self.subject(piece, begin, end)

    def following(self, start: int, end: int) -> tuple[list[Name], int]:
        """The bodies that stand right after a word such as 委托, and where their predicate begins."""
        for stop in range(start + 2, min(end, start + 120) + 1):
            met = PREDICATE.match(self.context.text, stop, end) or _AFTER.match(self.context.text, stop, end)
            if (met or stop == end) and not self._inside(start, stop):
                names = self._bodies(start, stop, "要")
                if names:
                    return names, stop
        return [], end

    def names(self, piece: Piece, start: int, end: int, role: str, rule: str, certainty: float) -> bool:
        found = enumerate_names(self.context.text, start, end)
        found = [n for n in found if is_body(n.name)]
        if found:
            self.put(piece, found, role, rule, certainty, (start, end))
        return bool(found)

    def by(self, piece: Piece, start: int, end: int) -> None:
        text = self.context.text
        for found in _BY.finditer(text, start, end):
            names, stop = self.following(found.end(), end)
            rest = text[stop:end]
            if (
                not rest
                or _NOT_BY.match(rest)
                or re.match(r"[^，]{0,14}(组成|构成)的|[^，]{0,6}任(组长|召集人|主任)", rest)
            ):
                continue
            if re.match(r"[^，的]{1,10}的[^，]*", rest) and text[:start].endswith(("对", "将")):
                continue
            role = "lead" if re.match("(具体)?牵头", rest) else "responsible"
            self.put(piece, names, role, "party.by", 0.85, (start, end))

    def met(self, piece: Piece, start: int, end: int) -> None:
        text = self.context.text
        for found in re.finditer("会同|联合", text[start:end]):
            before = text[start : start + found.start()]
            if re.search("(鼓励|支持|引导|推动)", before) or (found[0] == "联合" and not before):
                continue
            names, _ = self.following(start + found.end(), end)
            self.put(piece, names, "support", "party.together-with", 0.85, (start, end))
        if among := _AMONG.match(text[start:end]):
            self.names(
                piece, start + among.start("b"), start + among.end("b"), "support", "party.cooperates", 0.8
            )

    def together(self, piece: Piece, start: int, end: int) -> bool:
        """A与B协作."""
        found = _WITH.match(self.context.text[start:end])
        if not found or _NO_SUBJECT.match(found["a"]) or not is_body(found["a"]):
            return False
        if not [
            n
            for n in enumerate_names(self.context.text, start + found.start("b"), start + found.end("b"))
            if is_body(n.name)
        ]:
            return False
        self.names(
            piece, start + found.start("a"), start + found.end("a"), "responsible", "party.cooperates", 0.8
        )
        self.names(
            piece, start + found.start("b"), start + found.end("b"), "support", "party.cooperates", 0.8
        )
        return True

    def subject(self, piece: Piece, start: int, end: int) -> bool:
        """The longest list of bodies at the head of a clause that a predicate follows."""
        text = self.context.text
        if (_NO_SUBJECT.match(text[start:end]) or _BEGINS.match(text, start, end)) and not _TRADE.match(
            text, start, end
        ):
            return False
        for stop in range(start + 2, min(end, start + 140)):
            found = PREDICATE.match(text, stop, end)
            if not found or self._inside(start, stop):
                continue
            names = self._bodies(start, stop, found[0])
            if not names and _STRICT.match(found[0]):
                return False
            if names:
                return self._accept(piece, names, start, stop, end, found[0])
        return self._unknown_verb(piece, start, end)

    def _unknown_verb(self, piece: Piece, start: int, end: int) -> bool:
        """A body with its level (区水利局, 各镇人民政府) at the head of a clause acts, even by a verb we do not know."""
        text = self.context.text
        for found in _FIRM.finditer(text, start, min(end, start + 140)):
            stop = found.end()
            if end - stop < 4 or self._inside(start, stop) or _NOMINAL.match(text, stop, end):
                continue
            names = self._bodies(start, stop, "")
            if names and re.match("[区县市省州镇]|自治区|各", names[0].name):
                return self._accept(piece, names, start, stop, end, "")
        return False

    def _inside(self, start: int, stop: int) -> bool:
        part = self.context.text[start:stop]
        return (
            part.count("（") > part.count("）")
            or part.count("“") > part.count("”")
            or part.count("《") > part.count("》")
        )

    def _bodies(self, start: int, stop: int, predicate: str) -> list[Name]:
        text = self.context.text
        part = text[start:stop]
        closed = re.search(
            r"等[\u4e00-\u9fa5]{0,5}?(部门|单位|机构|企业|机关|组织|院校|媒体|队伍|主体|平台|学校|医院|公司)?$",
            part,
        )
        if not closed and not is_body(
            re.split("[、和及或的]", part)[-1] if "的" not in part[-12:] else part.split("的")[-1]
        ):
            return []
        names = enumerate_names(text, start, stop)
        if (
            not names
            or any(_verbal(n.name) for n in names)
            or any(
                _NO_SUBJECT.match(n.name)
                and not re.match(r"(有关|各|消防)", n.name)
                and not re.search("(部门|宣传部|组织部)$", n.name)
                for n in names
            )
        ):
            return []
        if _LONGER.match(text, stop) or (not closed and SHORT.search(names[-1].name)):
            return []
        strong = re.match(r"要|应|须|必须|需|将|负责|不得|会同|牵头|按", predicate)
        if not strong and (
            (any(weak(n.name) for n in names) and not closed) or any(len(n.name) > 16 for n in names)
        ):
            return []
        return names

    def _accept(
        self, piece: Piece, names: list[Name], start: int, stop: int, end: int, predicate: str
    ) -> bool:
        text = self.context.text
        rest = text[stop:end]
        if _PERMIT.match(rest) or re.match(
            r"将(会)?(得到|获得)|应急(?!响应)|对口|在(运营|建|册|校|职|岗|编|售|用)[^，]{0,4}的|[^，的]{2,14}的[^，的]{0,6}(标准|价格|费用|情况|范围|数据|问题|结果|项目|资金|方式)$|(主要|有关|分管|相关)?(负责人|负责同志|领导)|管理(的|制度|人员|办法)|监督管理(的|部门)|检查(站|组)|同意",
            rest,
        ):
            return False
        if not piece.path and not re.match(r"(要|应|须|必须|将|负责|需)", predicate):
            return False
        if re.match("(为|任|担任)(主要)?(成员|副?组长|召集人|副|组员|理事|主任)|组成|构成", rest):
            return False
        role, rule = "responsible", "party.subject"
        if re.match(r"(要|应|应当|负责)?(为|作为)?(具体|统一)?牵头", rest):
            role = "lead"
        elif re.match(
            r"(要|应|应当|等)?(为|作为)?(积极|主动|按职责|予以|密切|做好|依职责|协同)*(配合|协助|参与|支持配合)",
            rest,
        ):
            role = "support"
        self.put(piece, names, role, rule, 0.82, (start, end))
        return True


_FREE = re.compile("鼓励|支持|引导|可|允许|提倡")
_LONGER = re.compile(
    "(管理|监督|监管|检查|检验|检测|监测|建设|规划|宣传|培训|保障|维护|运营|审批|评估|应急|服务|推广|协调|审计|统计|执行|救助|预警|综合|行政|执法|发展|信息|监察|救援|技术|事务|和|与){1,5}"
    "(局|厅|委员会|委(?=[，、会牵配要负])|部门|大队|支队|总队|中心|机构|办公室|站|所(?!有)|队伍|人员|力量|体系|能力|设施|设备|水平|职责|意识|行为)"
    "|组织(?=为|要|应|将|须|负责|和|、|与|按|、)"
)
_FIRM = re.compile(
    "(局|厅|委|支队|大队|政府|管委会|办事处|委员会|部门|办公室|各单位|各镇街|各乡镇|各街道)(?:（[^）]*）)?"
)
_NOMINAL = re.compile(
    "组成|构成|参加的|[的、和及与或等之（）“”《》：；，。是有内外中上下以为间]|主要|负责人|领导|干部|职责|责任|常务|会议|例会|网站|官网|工作|人员|下属|所属|内部|系统|党组|机关|关于|备案|同意|批准|部署|决策|文件|精神|窗口|员工|协同|联席|名义|统一领导|主导|引导|购买|服务|"
    "班子|干事|民警|法定|年度|专项|专职|信息|数据|门户|平台|采购|投资|财政|债|信用|意见|授权|许可|监管|管理|重点|预算|职能|联合|印发|间|层面|协作|联动|需求|投入|诚信|质量|形象|效能|推动|牵引"
)
_STRICT = re.compile("要|应|须|必须|负责|将")
_BEGINS = re.compile(rf"({_VERBS}|{_MORE})(?!、)")
_ACTING = re.compile(rf"({_VERBS})")
_BY_TRADE = re.compile(
    "(建设|施工|监理|管理|运营|使用|经营|生产|维护|检测|检验|审批|监管|监督|设计|勘察|检查|执法|服务|承办|主办|实施|责任|牵头|配合|主管|编制|测绘|维保|产权|租赁|销售|供应|承包|委托|受托|评估|鉴定|培训|宣传|保障|组织|审计|统计|指导){1,3}"
    "(单位|部门|企业|公司|机构|主体|局|部|办|中心|站)"
)
_TRADE = re.compile(_BY_TRADE.pattern.replace("|局|部|办|中心|站)", ")") + "(?!的)|有关|各")


def _verbal(name: str) -> bool:
    """Does the name begin like a sentence (推行政府…), not like a body (建设单位)?"""
    return bool(
        (_ACTING.match(name) and not _BY_TRADE.fullmatch(name) and not name.startswith(("组织部", "报告厅")))
        or re.search(
            "发挥|更好|每|至少|应当|必须|同志|负责人|要(?!素)|率|累计|可|由|与|以|设在|.报[区市县省]|报送|上报|位于|属于",
            name,
        )
    )


def read_subjects(context: Context, used: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Parties that act in sentences."""
    return Subjects(context, used).read()
