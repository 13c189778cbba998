"""Damage in the head of a notice, put right with a reason (or left, with a warning): never silently."""

import re
from dataclasses import dataclass
from datetime import date

from .numbers import DIGITS, chinese

_CN = "零〇○O一二三四五六七八九十"
NUMBER_LINE = re.compile(
    r"^(?:发文字号|文号|发文号)?：?(?P<office>[一-鿿]{2,16}(?:（[一-鿿]{1,4}）)?)(?P<open>[〔〈【（\[《〖]?)(?P<year>(?:19|20)\d\d)(?P<close>[〕〉】）\]》〗]?)"
    r"(?:第)?(?P<number>\d{1,4})(?P<tail>号?)$"
)
_OFFICE = re.compile(r"(发|函|办|字|令|文|政|规|电|通|告|号|委|指|消|安|联|党|综|函发)$")
DATE_WHOLE = re.compile(
    rf"^（?((?:19|20)\d\d|[{_CN}]{{4}})年(\d{{1,2}}|[{_CN}]{{1,3}})月(\d{{1,2}}|[{_CN}]{{1,3}})日）?$"
)
_DATE_PLAIN = re.compile(r"^((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})$")
_DATE_BARE = re.compile(r"^((?:19|20)\d\d)(\d{2,4})$")
_DATE_HALF = re.compile(r"^((?:19|20)\d\d)年?(\d{1,2})月?(\d{1,2})日?$")


@dataclass(frozen=True, slots=True)
class Read:
    """A value read from a line of the head; ``reason`` is set when the line was damaged."""

    value: str
    certainty: float
    reason: str = ""


def document_number(line: str) -> Read | None:
    """发文字号 in its proper form, e.g. 开州府办发〔2020〕48号 from 开州府办发〔202048."""
    found = NUMBER_LINE.match(line)
    if not found or not (_OFFICE.search(found["office"]) or found["open"]):
        return None
    if not found["open"] and not found["close"] and not found["tail"]:
        return None
    office = re.sub(r"^(发文字号|文号)", "", found["office"])
    value = f"{office}〔{found['year']}〕{int(found['number'])}号"
    faults = []
    if not found["open"] or not found["close"]:
        faults.append("年份的六角括号残缺")
    if not found["tail"]:
        faults.append("缺“号”字")
    if not faults:
        return Read(value, 1.0)
    return Read(
        value,
        0.95,
        "，".join(faults) + f"；括号后前四位只能是年份 {found['year']}，其余为顺序号 {found['number']}",
    )


def _day(year: int, month: int | None, day: int | None) -> str | None:
    try:
        return date(year, month or 0, day or 0).isoformat()
    except ValueError:
        return None


def _bare(year: int, rest: str) -> Read | None:
    """2020522: the ways to part 522 into month and day."""
    ways = [_day(year, int(rest[:cut]), int(rest[cut:])) for cut in (1, 2) if 0 < cut < len(rest)]
    days = [way for cut, way in zip((1, 2), ways, strict=False) if way and len(rest[cut:]) <= 2]
    if not days:
        return None
    if len(days) == 1:
        return Read(days[0], 0.95, "缺“年”“月”“日”；这串数字只有一种分法能成为日期")
    return Read(days[0], 0.5, f"缺“年”“月”“日”；可读作 {' 或 '.join(days)}，取前者，请核对")


def signing_date(line: str) -> Read | None:
    """The ISO date of a line that is nothing but a date, whole or damaged."""
    found = DATE_WHOLE.match(line)
    if found:
        parts = [
            int(p) if p.isdigit() else chinese(p.replace("○", "〇").replace("O", "〇"))
            for p in found.groups()
        ]
        value = _day(parts[0] or 0, parts[1], parts[2])
        return Read(value, 1.0) if value else None
    found = _DATE_PLAIN.match(line)
    if found:
        value = _day(*(int(p) for p in found.groups()))
        return Read(value, 1.0) if value else None
    found = _DATE_BARE.match(line)
    if found:
        return _bare(int(found[1]), found[2])
    found = _DATE_HALF.match(line)
    if found:
        value = _day(*(int(p) for p in found.groups()))
        return Read(value, 0.9, "“年”“月”“日”不全") if value else None
    return None


__all__ = ["DIGITS", "Read", "document_number", "signing_date"]
