"""Last days by which something must be done."""

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from .fact import Context, Piece, sentences
from .numbers import chinese

_Y = r"(?:(?P<year>20\d\d)年|(?P<rel>今年|本年度?|当年|明年|次年))"
_N = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_PATTERN = re.compile(
    rf"(?P<lead>到|至|于|在|截至|截止|截止到|力争|争取|—|-|~|每)?"
    rf"(?:{_Y}?(?P<day_m>{_N})月(?P<day_d>{_N})日(?:(?:至|—|-|~)(?P<day_e>{_N})日)?|"
    rf"{_Y.replace('year', 'year2').replace('rel', 'rel2')}?(?P<m>{_N})月(?P<part>底|末|上旬|中旬|下旬|份)?|"
    rf"{_Y.replace('year', 'year3').replace('rel', 'rel3')}?(?P<season>第?[一二三四1-4]季度|上半年|下半年|春季|秋季)(?P<send>末|底)?|"
    rf"(?:{_Y.replace('year', 'year4').replace('rel', 'rel4')}(?P<yown>年?底|年?末|年?内|年?终)|(?<!每)(?<!\d)(?P<yend>年底|年末|年内|年终))|"
    rf"(?P<whole>20\d\d)(?P<wy>年)?)"
    rf"(?P<tail>之?前|以前|底前|前后|起|以来|开始|以后|后|为止|止)?"
)
_SPAN = re.compile(r"(?P<a>20\d\d)年?(?:—|-|~|至|到){1,2}(?P<b>20\d\d)年(?!度|\d|[底末]|\d*月)")
_SERIES = re.compile(r"(?:20\d\d年?(?:、|和|，)){1,5}20\d\d年(?=分别|各)")
_SEASON = {
    "一": (3, 31),
    "二": (6, 30),
    "三": (9, 30),
    "四": (12, 31),
    "1": (3, 31),
    "2": (6, 30),
    "3": (9, 30),
    "4": (12, 31),
}
_DONE = re.compile(
    r"^，?(力争|争取|要|须|应|需|底)?(全面(完成|建成|实现|启动)|全部|基本|累计|新增|完成|实现|达到|建成|新建|改造|建设|启动|开展|组织|安排|召开|培训|推进|推动|制定|出台|印发|编制|实施|进行|举办|报送|上报|形成)"
)
_BACKGROUND = re.compile(r"近年来|已(经)?(完成|建成|实现|达到|有|累计)|以来|基础上")


def _int(text: str) -> int:
    return int(text) if text.isdigit() else (chinese(text) or 0)


def _iso(year: int, month: int, day: int | None = None) -> str | None:
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, day or last).isoformat()
    except ValueError:
        return None


def _year(found: re.Match[str], index: str, default: int | None) -> int | None:
    named, relative = found[f"year{index}"], found[f"rel{index}"]
    if named:
        return int(named)
    if default is None:
        return None
    return default + 1 if relative in ("明年", "次年") else default


def _date(found: re.Match[str], default: int | None) -> tuple[str | None, str]:
    """The day a match means, and which form it has."""
    if found["day_m"]:
        year = _year(found, "", default)
        return (
            _iso(year, _int(found["day_m"]), _int(found["day_e"] or found["day_d"])) if year else None
        ), "day"
    if found["m"]:
        year = _year(found, "2", default)
        day = {"上旬": 10, "中旬": 20}.get(found["part"] or "")
        return (_iso(year, _int(found["m"]), day) if year and 1 <= _int(found["m"]) <= 12 else None), "month"
    if found["season"]:
        year = _year(found, "3", default)
        season = found["season"]
        month = (
            _SEASON.get(season.replace("第", "")[:1], (12, 31))
            if "季度" in season
            else ((6, 30) if season in ("上半年", "春季") else (12, 31))
        )
        return (_iso(year, *month) if year and season not in ("春季", "秋季") else None), "season"
    if found["yend"] or found["yown"]:
        year = _year(found, "4", default)
        return (_iso(year, 12, 31) if year else None), "year-end"
    return _iso(int(found["whole"]), 12, 31), "year"


def _dates_action(text: str, found: re.Match[str], form: str, stop: int, begin: int) -> bool:
    """Does the date bind an action, rather than name a year, a start or a day of remembrance?"""
    lead, tail = found["lead"] or "", found["tail"] or ""
    before, after = text[max(begin, found.start() - 6) : found.start()], text[found.end() : stop]
    if re.search(r"(有效期|执行|施行|有效)(至|到)?$", before + lead):
        return False
    if (
        tail in ("起", "以来", "开始", "以后", "后", "前后")
        or lead == "每"
        or re.search(r"每年?$", before)
        or re.match(r"起|以来|开始|后|以后|（[^）]*）起", after)
    ):
        return False
    if (
        re.search(r"(比|较|与|以|自|从|超|对照)$", before)
        and tail not in ("前",)
        and lead not in ("至", "到")
    ):
        return False
    if tail in ("前", "之前", "以前", "底前", "为止", "止"):
        return True
    if form == "year-end":
        if "年终" in found[0]:
            return False
        return not re.search(r"[一二三两几多\d]$", before)
    if form == "year":
        if not found["wy"] or after[:1] in tuple("度至—-~版底末级") or re.match(r"（?\d", after):
            return False
        target = after.startswith("，") and re.search(
            "达到|完成|新建|建成|实现|力争|不低于|以上|培育|改造|启动|%", after
        )
        return lead in ("到", "至", "截至", "力争") or bool(_DONE.match(after) or target)
    if form == "season":
        return bool(re.match(r"，|完成|前|底|$|）|开展|组织|启动|召开", after)) and "每" not in before
    if form == "month":
        if (found["part"] in ("底", "末", "上旬", "中旬", "下旬") and lead != "至") or lead in (
            "到",
            "至",
            "截至",
            "—",
            "-",
            "~",
            "力争",
            "于",
            "在",
        ):
            return True
        closed = before.endswith(("（", "：")) or begin == found.start()
        return bool(_DONE.match(after)) or (closed and re.match(r"）|，|$", after) is not None)
    return bool(found["day_e"]) or lead in ("到", "至", "截至", "截止", "截止到", "—", "-", "~")


def _quoted(text: str, begin: int, place: int) -> bool:
    """Is the place within 《》?"""
    return text.rfind("《", begin, place) > text.rfind("》", begin, place)


def _spans(context: Context, piece: Piece, begin: int, end: int) -> Iterator[dict[str, Any]]:
    for found in _SPAN.finditer(context.text, begin, end):
        after = context.text[found.end() : end]
        if _quoted(context.text, begin, found.start()) or re.match(
            r"[）》][^，。；]*》|[^，。]{0,20}(行动|规划|计划|方案)", after
        ):
            continue
        day = _iso(int(found["b"]), 12, 31)
        yield context.fact(piece, found.start(), end, "deadline.span-of-years", 0.85, text=found[0], date=day)


def _sentence(context: Context, piece: Piece, begin: int, end: int) -> Iterator[dict[str, Any]]:
    text = context.text
    spans = [m.span() for m in _SPAN.finditer(text, begin, end)]
    yield from _spans(context, piece, begin, end)
    year = context.year
    for found in _SERIES.finditer(text, begin, end):
        spans.append(found.span())
        for named in re.findall(r"20\d\d", found[0]):
            yield context.fact(
                piece,
                found.start(),
                end,
                "deadline.series-of-years",
                0.9,
                text=found[0],
                date=f"{named}-12-31",
            )
    for found in _PATTERN.finditer(text, begin, end):
        if any(a < found.end() and found.start() < b for a, b in spans) or _quoted(
            text, begin, found.start()
        ):
            continue
        if (found.start() and found[0][0].isdigit() and text[found.start() - 1].isdigit()) or text[
            found.start() - 1 : found.start()
        ] in tuple("第十"):
            continue
        own = found["year"] or found["year2"] or found["year3"] or found["year4"]
        inherited = bool(re.match(r"(—|-|~|至|到)", found[0]))
        day, form = _date(found, year if inherited else context.year)
        if own:
            year = int(own)
        if form == "year" and not piece.path and not found["lead"]:
            continue
        if not day or not _dates_action(text, found, form, end, begin):
            continue
        if (context.signed and day < context.signed[:4]) or _BACKGROUND.search(
            text[max(begin, found.start() - 12) : found.end() + 12]
        ):
            continue
        certainty = 0.97 if own or form == "year" else 0.9
        yield context.fact(
            piece, found.start(), end, f"deadline.{form}", certainty, text=found[0].lstrip("—-~"), date=day
        )


def read_deadlines(context: Context) -> list[dict[str, Any]]:
    """Facts ``{path, text, date, quote}``; none in a holiday notice."""
    facts: list[dict[str, Any]] = []
    for piece in context.pieces:
        if piece.owner in ("lead", "support", "responsible", "person"):
            continue
        for begin, end in sentences(context.text, piece):
            if (
                re.search(r"(现将|经.{0,20}同意)", context.text[begin:end])
                and piece.cover
                and not re.search(r"前(将|报)", context.text[begin:end])
            ):
                continue
            facts.extend(_sentence(context, piece, begin, end))
    return facts
