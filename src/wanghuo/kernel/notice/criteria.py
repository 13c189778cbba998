"""Thresholds that say to whom a duty applies, and are no targets."""

import re

MAKE = (
    r"建设|建成|打造|创建|培育|新建|设立|建立|选定|至少|配备|评选|改造|新增|新购|购置|安装|完成|培养|引进|招引|推出|开展|组织|举办|实施|选树|遴选|认定|配置|布设|增设|改建|扩建|开办|创办|形成|推广|发展|"
    r"扶持|整治|关停|淘汰|治理|明确|确定|落实|配齐|选派|聘请|招录|办好|制作|发放|拆除|清理|修建|修缮|储备|组建|建好|选取|选择|增加|不少于|不低于|达到|各|支持|命名|谋划|编制|制定|出台|征集|刊播|播放|设置|规划|争创|选出|评定|提升"
)
_SCALE = r"(人口|人数|面积|数量|床位数?|规模|收入|金额|年龄|高度|层数|产值|产量|投资额?|营业额|成员|从业人员|员工|职工|学生|户数|用户|销售额|容量|占地|建筑面积|装机|储量|里程|分数|工龄|资金|距离|宽度|存栏|年|满)"


def is_criterion(text: str, begin: int, found: re.Match[str], end: int) -> bool:
    """Does the number only say to whom something applies: 常住人口超千人的行政村, 50人以上的企业?"""
    before, after = text[begin : found.start()], text[found.end() : end]
    if (
        re.search(r"(对|凡|其中|对于|针对)[^，。]{0,24}$", before)
        and re.match(r"[^，。]{0,10}的", after)
        and not re.search(rf"({MAKE}|给予|奖励|补助|罚款|处以?)[^，、]{{0,6}}$", before)
    ):
        return True
    if found["pct"] or found["unit"] == "%":
        return False
    made = re.search(
        rf"({MAKE}|保留|预留|选择|安排|提供|给予|留出|占|拿出|按照?|不少于|提取)[^，、的]{{0,4}}$", before
    )
    scaled = re.search(
        rf"{_SCALE}(均|在|为|达到?|超过?|[大小少]于(或?等于)?|不足|不满|已?满|有)?$",
        before + (found["pre"] or ""),
    )
    if scaled and re.match(r"的[^，。、]{1,16}", after):
        return True
    if re.match(r"(且|或|并)?的(，|[^，。、]{1,16})", after) and not made:
        return bool(
            scaled
            or found["post"]
            or found["pre"] in ("超过", "超", "不足", "少于", "大于", "低于", "高于", "未满", "小于")
        )
    if scaled and re.match(r"(且|或|、)[^，。]{0,20}的", after):
        return True
    return found["pre"] in ("未满", "不满", "不足") and not made
