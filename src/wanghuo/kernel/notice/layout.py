"""What each line of a notice is: page noise, head, heading, text, table row, signature or attachment."""

import re
from dataclasses import dataclass, field

from .fold import Folded
from .markers import Marker, marker
from .repair import Read, document_number, signing_date

NOISE = re.compile(
    r"^(导航|字体.{0,12}|字号.{0,12}|〔?(大中小|大|中|小)〕?|回到顶部|返回顶部|TOP|打印(本页|此页)?|关闭(窗口|本页)?|分享(到|至)?.{0,10}|收藏|首页(〉|»|>|/|-).*|首页|"
    r"(您?(的)?(当前|现在|所在)(的)?位置).*|当前位置.*|您现在的位置.*|浏览(次数|量).*|点击(数|率|次数|量).*|阅读(次数|量)?：?\d*|访问量.*|"
    r"(信息|文章)?来源：.*|作者：.*|(发布|更新)(时间|日期)：?.*|时间：\d.*|责任编辑：.*|编辑：.*|审核：.*|扫一扫.*|扫码.*|相关(解读|链接|文章|附件|阅读)：?.*|"
    r"(上|下)一(篇|条)：?.*|版权所有.*|主办单位：.{0,40}(承办|ICP|网站).*|.*ICP备.*|.*公网安备.*|网站(地图|标识码|声明).*|联系我们|政务(微博|微信|公开)|无障碍.*|"
    r"长者(模式|版).*|繁体(版)?|English|微信|微博|QQ空间|语音(播报|阅读).*|政策解读：?.*|图解：?.*|附件下载：?.*|\*+|-{3,}|_{3,}|=+|第?\d+页(共\d+页)?|—\d+—|-\d+-|#+)$"
)
META = re.compile(
    r"^(索引号|信息名称|标题|名称|发文机关|发布机构|发文单位|制发机关|成文日期|发文日期|发布日期|公开日期|生成日期|发文字号|文号|主题(分类|词)|信息分类|公文种类|体裁分类|有效性|"
    r"效力状态|文件状态|公开(方式|形式|类型|范围|时限)|服务对象|关键词|统一登记号|统一编号|失效日期|废止日期|生效日期|主题词|内容概述)：?(\t.*|.*)$"
)
CLOSING = re.compile(
    r"^（?(此件|本件|信息)(公开|主动|依申请|不予|删减).{0,12}）?$|^（?联系(人|电话|方式)：.*）?$|^抄送：.*|^.{4,24}(办公室|办公厅|秘书科)\d{4}年\d+月\d+日印发$|^[\u4e00-\u9fa5]{4,20}年[\u4e00-\u9fa5]+日印发$"
)
GENRE = r"(通知|意见|方案|要点|措施|办法|计划|规划|决定|公告|通告|通报|规定|细则|规则|纲要|预案|清单|责任书|任务书|制度|规范|指南|函|批复|请示|报告|命令|条例|行动|工作安排|安排|分工|若干政策|政策|指引|标准)(（[^）]{1,24}）)?"
TITLE_END = re.compile(GENRE + "$")
OFFICE_LINE = re.compile(
    r"^[\u4e00-\u9fa5（）、·\d]{2,60}(政府|办公室|办公厅|委员会|局|厅|部|委|院|会|署|办|党组|支队|总队|大队|中心|指挥部|领导小组|学校|大学|集团|公司|联社|处|行|关|国务院|专班)(（[^）]{1,6}）)?$"
)
ADDRESSEE = re.compile(r"^[^。；]{2,300}：$")
ADDRESSED = re.compile(
    r"(政府|办事处|部门|单位|委|局|机构|企业|学校|直属|街道|公司|院|厅|处|办|中心|队|园区?|区|县|镇|乡)[^。；]{0,12}：$|^(各|全|市|区|县|有关|相关)[^。]*：$"
)
_NOT_ADDRESSED = re.compile(
    r"^(为|根据|按照|经|现|依据|结合|近|一|今年|按|提出|当前|随着|针对|目前)|如下：$|(通知|意见|要求|措施|方案|安排|工作|以下)：$"
)
ATTACHED = re.compile(
    r"^附(件|录|表)?(目录)?[\d一二三四五六七八九十]{0,2}(：|$)|^附(件|表)[\d一二三四五六七八九十]{1,2}[.、]?[^。]{0,40}$"
)
ISSUED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")


@dataclass(slots=True)
class Line:
    """A line [start, end) of the folded text. ``kind`` is empty until it is known."""

    start: int
    end: int
    text: str
    kind: str = ""
    marker: Marker | None = None
    plan: int = 0
    read: Read | None = None


@dataclass(slots=True)
class Layout:
    """The lines with their kinds, and the heads found among them."""

    lines: list[Line]
    title: list[Line] = field(default_factory=list)
    plan_titles: list[list[Line]] = field(default_factory=list)
    absent: list[Line] = field(default_factory=list)


def is_addressee(text: str) -> bool:
    """Is the line the list of those the notice is sent to?"""
    return bool(ADDRESSEE.match(text) and ADDRESSED.search(text) and not _NOT_ADDRESSED.search(text))


def lines_of(folded: Folded) -> list[Line]:
    """All lines that hold anything."""
    lines, start = [], 0
    for text in folded.text.split("\n"):
        end = start + len(text)
        stripped = text.strip("\t")
        if stripped:
            lead = re.match(r"[#*\t>]*", text)
            begin = start + (lead.end() if lead else 0)
            lines.append(Line(begin, end, folded.text[begin:end].rstrip("\t*")))
        start = end + 1
    return [line for line in lines if line.text]


def _first_marks(lines: list[Line]) -> None:
    label = ""
    for line in lines:
        if label and len(line.text) < 40 and not marker(line.text) and "关于" not in line.text:
            line.kind, label = "meta", ""
            continue
        label = line.text if META.match(line.text) and len(line.text) < 9 and line.text != "标题" else ""
        if label:
            line.kind = "meta"
            continue
        squeezed = line.text.replace("\t", "")
        if NOISE.match(squeezed):
            line.kind = "noise"
        elif (
            META.match(line.text)
            and ("：" in line.text[:8] or "\t" in line.text or line.text.startswith("索引号"))
            and len(line.text) < 160
        ):
            line.kind = "meta"
        elif CLOSING.match(squeezed):
            line.kind = "closing"
        elif read := document_number(squeezed.strip("【】")):
            line.kind, line.read = "number", read
        elif read := signing_date(squeezed):
            line.kind, line.read = "date", read
        elif "\t" in line.text:
            line.kind = "row"
        else:
            line.marker = marker(line.text)


def _signature(lines: list[Line]) -> None:
    """Offices that stand right above a date; or office and date in one line."""
    tail = re.compile(
        r"(\d{4}年\d{1,2}月\d{1,2}日|[二〇○零一三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)$"
    )
    for i, line in enumerate(lines):
        found = tail.search(line.text)
        if not line.kind and found and found.start() and OFFICE_LINE.match(line.text[: found.start()]):
            line.kind, line.read = "signature", signing_date(found[0])
        if line.kind != "date":
            continue
        j = i - 1
        while j >= 0 and i - j < 9 and lines[j].kind in ("noise", ""):
            if lines[j].kind == "":
                if lines[j].marker or not OFFICE_LINE.match(lines[j].text) or TITLE_END.search(lines[j].text):
                    break
                lines[j].kind = "signature"
            j -= 1


def _titles(layout: Layout, free: list[Line]) -> int:
    """Mark the title of the notice; return how many free lines the head takes."""
    stop = next(
        (i for i, row in enumerate(free) if row.marker or "。" in row.text or row.kind == "row"), len(free)
    )
    stop = next((i for i, row in enumerate(free[:stop]) if is_addressee(row.text)), stop)
    groups: list[list[Line]] = []
    begin = 0
    for i in range(min(stop, 12)):
        text = free[i].text
        nested = "".join(row.text for row in free[begin : i + 1])
        if TITLE_END.search(text) and nested.count("《") == nested.count("》"):
            groups.append(free[begin : i + 1])
            begin = i + 1
        elif re.match(r"^（.{2,40}）$", text) and groups and begin == i:
            if re.match(r"^（(\d{4}|试行|暂行|修订|征求)[^。]*）$", text) and "日" not in text:
                groups[-1].append(free[i])
            begin = i + 1
    for line in free[:stop]:
        line.kind = "head"
    best = max(
        groups, key=lambda g: ("关于" in "".join(row.text for row in g), -free.index(g[0])), default=[]
    )
    best = _trim(best)
    if not best and stop:
        best = [free[0]] if not OFFICE_LINE.match(free[0].text) else []
    layout.title = best
    for line in best:
        line.kind = "title"
    return stop


def _trim(group: list[Line]) -> list[Line]:
    """Drop what stands above a title: a letterhead, a page name."""
    for i, line in enumerate(group):
        if "关于" in line.text and i:
            above = group[i - 1]
            office = line.text.startswith("关于") and OFFICE_LINE.match(above.text)
            return group[i - 1 :] if office else group[i:]
    return group


def read_layout(folded: Folded) -> Layout:
    """Say of every line what it is."""
    from .parts import walk

    layout = Layout(lines_of(folded))
    _first_marks(layout.lines)
    _signature(layout.lines)
    free = [line for line in layout.lines if line.kind in ("", "row")]
    stop = _titles(layout, free)
    walk(layout, free[stop:])
    return layout
