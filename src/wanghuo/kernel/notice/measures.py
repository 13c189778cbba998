"""Quantified targets, and the thresholds (criteria) that are none."""

import re
from collections.abc import Iterator
from typing import Any

from .criteria import MAKE, is_criterion
from .fact import Context, Piece, sentences
from .numbers import CHINESE, value
from .units import UNITS

_UNIT = "|".join(sorted(map(re.escape, set(UNITS)), key=len, reverse=True))
_NUM = rf"\d{{1,3}}(?:，\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{CHINESE}]+"
_RATE = r"(?:/(?:年|月|日|天|[百千万]?人|亩|户|次|吨|平方米|立方米|公里|小时|升|km|㎡|千瓦时|台|床|辆))?"
_MEASURE = re.compile(
    rf"(?P<pre>不低于|不少于|不得少于|不得低于|不小于|大于或?等于|少于或?等于|小于或?等于|至少|最少|达到|达|超过|突破|高于|大于|多于|超|不超过|不高于|不大于|不得超过|不多于|低于|少于|小于|控制在|以上|未满|不足|不满)?(?:约|近|在)?"
    rf"(?:百分之(?P<pct>[{CHINESE}]+|\d+)|(?P<n>{_NUM})(?P<mul>万亿|[万亿百]|千(?![瓦米克伏])|)(?P<more>余|多)?(?P<range>(?:(?:—|-|~|至|到)(?P<n2>{_NUM})(?P<mul2>万亿|[万亿百]|千(?![瓦米克伏])|))?)(?P<unit>(?:{_UNIT}){_RATE}))"
    rf"(?P<post>以上|及以上|以下|及以下|以内|之内|左右|上下)?"
)
_PCT_RANGE = re.compile(r"(?P<a>\d+(?:\.\d+)?)%(?:—|-|~|至|到)(?P<b>\d+(?:\.\d+)?)%")
_SMALL = re.compile(rf"^[{CHINESE}]$|^两$")
_SLOGAN = re.compile(
    r"^(意识|自信|维护|确立|必须|到位|全面|文明|责任|一批|方面|环节|层面|阶段|维度|坚持|着力|结合|统筹|转变|关键|重点|主体|清单)"
)
_NAMES = re.compile(
    r"^(大)?(行动|工程|制度|机制|措施|任务|要求|条件|原则|体系|意见|举措|内容|能力|职责|工作|政策|规定|指标|改革|服务|活动|机关|部门|等级|灾害|类型)"
)
_DATEISH = re.compile(r"^(\d{1,4}|[一二三四五六七八九十]+)(年|月|日)$")


def _comparator(found: re.Match[str]) -> str:
    pre, post = found["pre"] or "", found["post"] or ""
    if (
        "以下" in post
        or "以内" in post
        or "之内" in post
        or pre in ("不超过", "不高于", "不大于", "不得超过", "不多于")
        or (pre[:2] in ("少于", "小于") and "等于" in pre)
    ):
        return "<="
    if pre in ("低于", "少于", "小于", "不足", "不满"):
        return "<"
    if "左右" in post or "上下" in post:
        return "="
    if pre in ("超过", "突破", "高于", "大于", "多于", "超"):
        return ">"
    if (
        "以上" in post
        or pre in ("不低于", "不少于", "不得少于", "不得低于", "不小于", "至少", "最少", "达到", "达")
        or pre.endswith("等于")
    ):
        return ">="
    return "<=" if pre == "控制在" and not post else "="


def _excluded(text: str, begin: int, found: re.Match[str], end: int) -> bool:
    """Numbers that are no targets: slogans, names, dates, grades, counts of cadences, documents."""
    number, unit = found["n"], re.sub("/.*", "", found["unit"])
    before, after = text[begin : found.start()], text[found.end() : end]
    if re.search(
        r"[第零〇\d〔（]$|第[一二三四五六七八九十]*$|[A-Za-z-]$|每(增加|减少|超过|新增)?$", before
    ) or (number == "一" and re.search("[统唯万逐专单进]$", before) and not found["pre"]):
        return not (
            before.endswith("每")
            and re.search("至|—|-|~", found["range"] or "")
            and re.match(r"[^，。]{0,8}组成", after)
        )
    if unit == "小时" and number == "24" and not re.match("内|之内|以内", after + (found["post"] or "")):
        return True
    if unit in ("岁", "周岁") or (
        unit in ("日", "天", "工作日", "个工作日")
        and re.match(r"内|之内|前", after)
        and not re.search(r"(压缩|缩短|控制)[^，]{0,6}$", before)
    ):
        return True
    if (
        unit in ("日", "天", "工作日", "个工作日")
        and found["post"] in ("以内", "之内", "内")
        and not re.search(r"压缩|缩短|控制", before[-8:] + (found["pre"] or ""))
    ):
        return True
    if (unit in ("日", "月") and re.search(r"月$|年$|[—\-~至]$", before)) or (
        unit == "分" and re.match(r"[之别类级]", after)
    ):
        return True
    if (
        unit
        in ("类", "种", "批次", "期", "度", "节", "面", "道", "分", "点", "把", "块", "对", "部", "片", "本")
        and not number[0].isdigit()
    ):
        return True
    if (
        re.match(r"[级类级号]", after)
        or unit in ("类",)
        or (unit == "条" and re.match(r"(规定|款|、第|第)", after))
    ):
        return True
    if unit == "次" and re.match(r"性", after):
        return True
    return _words(text, number, unit, before, after, found)


def _words(text: str, number: str, unit: str, before: str, after: str, found: re.Match[str]) -> bool:
    """Numbers written as words count only where they count something."""
    if re.match(rf"({_UNIT})?(部门|单位)?(联合|印发|下发|共同)", after) or (
        unit == "部" and after.startswith("门")
    ):
        return True
    if re.match(r"(意识|自信|维护|确立|必须)", after):
        return True
    if not number[0].isdigit():
        if re.search("[零〇]", number) or number in ("千", "百", "十", "百千", "千百"):
            return not (found["post"] or found["pre"])
        made = bool(re.search(rf"({MAKE})(了)?[^，。；、]{{0,10}}$", before) or found["pre"] or found["post"])
        if number == "一":
            return _article(unit, before, after, found, made)
        if unit in ("个", "项", "大", "条", "方", "级", "个层面") and (
            _SLOGAN.match(after) or _NAMES.match(after) or not made
        ):
            return True
        if (
            unit
            in ("人", "家", "户", "口", "队", "门", "点", "位", "站", "村", "镇", "社区", "场", "单", "车")
            and not made
        ):
            return True
    elif (
        unit in ("项", "个", "条")
        and re.match(r"(大)?(任务|措施|要求|部门|方面)", after)
        and not found["pre"]
        and not re.search(rf"({MAKE})$", before)
    ):
        return True
    return unit in ("次", "场", "轮", "期") and _in_cadence(before)


def _article(unit: str, before: str, after: str, found: re.Match[str], made: bool) -> bool:
    """Is this 一 but an article (组成一个协作区域, 打造一支…队伍)?"""
    if unit in ("次", "场", "轮", "期", "遍") and _in_cadence(before):
        return True
    if re.search("(组成|形成|构成|汇成|连成|拧成)$", before):
        return True
    if re.match(r"[^，。]{0,3}一[^，。]", after) and unit in (
        "户",
        "人",
        "村",
        "企",
        "镇",
        "家",
        "站",
        "校",
        "点",
        "口",
        "套",
        "个",
        "社区",
        "队",
        "件",
        "单",
        "车",
    ):
        return True
    if found["pre"] in ("至少", "不少于", "不低于", "最少", "达到") or found["post"] == "以上":
        return False
    if unit in ("所", "处", "座", "家", "名", "辆", "台", "幢", "栋", "位", "间", "套", "艘", "架"):
        return (
            not (made or re.search(r"(每[^，。]{1,8}|选择[^，。]{0,8})$", before))
            or re.match(r"(线|体)", after) is not None
        )
    if unit in ("个", "场", "次", "轮", "支", "人", "条", "项"):
        close = re.search(
            rf"(每[^，。、]{{1,10}}|各[^，。、]{{1,6}})({MAKE})?$|(建设|建成|新建|创建|选定|设立|新增|改造|开展|组织|举办|完成)$",
            before,
        )
        return close is None or (unit in ("条", "项", "套") and "每" not in before[-14:])
    return True


def _in_cadence(before: str) -> bool:
    return bool(
        re.search(r"(每(半?年|个?季|个?月|周|日|天|学期|两|三)|全年|年度内|一年|半年)[^。；]{0,30}$", before)
    ) or bool(re.search(r"(年|月|季度?|周)(至少)?$", before) and not re.search(r"\d年$", before))


def _masked(text: str, begin: int, end: int, place: int) -> bool:
    """Within 《》, or within a short quotation (a slogan)."""
    if text.rfind("《", begin, place) > text.rfind("》", begin, place):
        return True
    opened = text.rfind("“", begin, place)
    if opened <= text.rfind("”", begin, place):
        return False
    closed = text.find("”", place, end)
    return 0 < closed - opened < 18


def _object(text: str, begin: int, found: re.Match[str], end: int) -> tuple[str, str]:
    """(action, object) around the number, as a proposal to the clerk."""
    head = re.split("[，、：；（）]", text[begin : found.start()])[-1]
    tail = re.split("[，、：；（）。]", text[found.end() : end])[0][:24]
    verb = re.match(rf"(?:.*?)((?:新)?(?:{MAKE}|招录))(.*)$", head)
    if verb and not verb[2]:
        return verb[1], tail
    if verb:
        return verb[1], verb[2] if not tail or not re.match("[一-鿿]", tail) else tail
    return (found["pre"] or ""), (head or tail)[:24]


def _sentence(context: Context, piece: Piece, begin: int, end: int) -> Iterator[tuple[str, dict[str, Any]]]:
    text = context.text
    ranges = list(_PCT_RANGE.finditer(text, begin, end))
    for found in ranges:
        if not _masked(text, begin, end, found.start()):
            for side, comparator in (("a", ">="), ("b", "<=")):
                yield (
                    "measure",
                    context.fact(
                        piece,
                        found.start(),
                        found.end(),
                        "measure.range",
                        0.93,
                        action="",
                        object="",
                        value=value(found[side]),
                        unit="%",
                        comparator=comparator,
                    ),
                )
    for found in re.finditer(r"一半以上|过半|半数以上", text[begin:end]):
        place = begin + found.start()
        yield (
            "measure",
            context.fact(
                piece,
                place,
                begin + found.end(),
                "measure.half",
                0.85,
                action="",
                object="",
                value=50,
                unit="%",
                comparator=">=",
            ),
        )
    for found in _MEASURE.finditer(text, begin, end):
        if any(r.start() < found.end() and found.start() < r.end() for r in ranges) or _masked(
            text, begin, end, found.start("n") if found["n"] else found.start()
        ):
            continue
        yield from _judge(context, piece, begin, end, found)


def _judge(
    context: Context, piece: Piece, begin: int, end: int, found: re.Match[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    text = context.text
    number = value(found["pct"]) if found["pct"] else value(found["n"], found["mul"] or found["mul2"] or "")
    unit = "%" if found["pct"] else found["unit"]
    if number is None or (not found["pct"] and _excluded(text, begin, found, end)):
        return
    if is_criterion(text, begin, found, end):
        left = max(text.rfind(c, begin, found.start()) for c in "，；。：、（") + 1
        left, right = (
            max(left, begin),
            min([p for p in (text.find(c, found.end(), end) for c in "，；。、") if p > 0] or [end]),
        )
        yield "criterion", context.fact(piece, left, right, "criterion.threshold", 0.8, text=text[left:right])
        return
    action, thing = _object(text, begin, found, end)
    certainty = 0.95 if (found["n"] or "1")[0].isdigit() or found["pct"] else 0.85
    if found["n2"]:
        second = value(found["n2"], found["mul2"] or found["mul"] or "")
        for amount, comparator in ((number, ">="), (second, "<=")):
            yield (
                "measure",
                context.fact(
                    piece,
                    found.start(),
                    found.end(),
                    "measure.range",
                    0.9,
                    action=action,
                    object=thing,
                    value=amount,
                    unit=unit,
                    comparator=comparator,
                ),
            )
        return
    rule = "measure.number" if (found["n"] or "1")[0].isdigit() else "measure.numeral"
    yield (
        "measure",
        context.fact(
            piece,
            found.start(),
            found.end(),
            rule,
            certainty,
            action=action,
            object=thing,
            value=number,
            unit=unit,
            comparator=_comparator(found),
        ),
    )


def _background(context: Context, begin: int, end: int) -> bool:
    """A sentence that tells of the past: 近年来…, 2023年…同比下降12%."""
    text = context.text[begin:end]
    year = re.match(r"(截至)?(20\d\d)年", text)
    past = bool(year and context.signed and year[2] < context.signed[:4])
    return "近年来" in text[:12] or "同比" in text or (past and re.search("前|完成率|达到", text) is None)


def read_measures(context: Context) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Measures ``{path, action, object, value, unit, comparator, quote}`` and criteria ``{path, text}``."""
    measures: list[dict[str, Any]] = []
    criteria: list[dict[str, Any]] = []
    for piece in context.pieces:
        if piece.owner:
            continue
        for begin, end in sentences(context.text, piece):
            if _background(context, begin, end):
                continue
            for kind, fact in _sentence(context, piece, begin, end):
                (measures if kind == "measure" else criteria).append(fact)
    return measures, criteria
