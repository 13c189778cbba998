"""成文日期 as printed: Arabic numerals without leading zeros (GB/T 9704-2012 7.3.5.4)."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0, "O": 0}
_NUMERAL = r"\d〇○零Oo一二三四五六七八九"  # \d takes full-width digits too
_DATE = re.compile(rf"([{_NUMERAL}]{{4}})\s*年\s*([{_NUMERAL}十]{{1,3}})\s*月\s*([{_NUMERAL}十]{{1,3}})\s*日")


def chinese(day: date) -> str:
    """2020年3月5日."""
    return f"{day.year:04d}年{day.month}月{day.day}日"


def find(text: str) -> date | None:
    """The date written in the text, Arabic or Chinese numerals; None where there is none or it never was."""
    hit = _DATE.search(text)
    if hit is None:
        return None
    year, month, day = (_number(part) for part in hit.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_whole(text: str) -> bool:
    """Whether the text is a date and nothing else."""
    return bool(_DATE.fullmatch(text.strip()))


def _number(text: str) -> int:
    text = text.replace("o", "O")
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_DIGITS[c] if c in _DIGITS else int(c)) for c in text))
