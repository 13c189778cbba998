"""Numbers as notices write them: 1000, 1.2亿, 二十, 一百五十, 百分之八十."""

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}

CHINESE = "零〇一二三四五六七八九十百千两"
NUMBER = rf"(?:\d{{1,3}}(?:，\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{CHINESE}]+)"


def chinese(text: str) -> int | None:
    """The value of a Chinese numeral (十二, 一百零五, 二〇二〇, 两千); None when it is none."""
    if not text or any(c not in DIGITS and c not in _TENS and c not in _MYRIADS for c in text):
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in _TENS:
            section += (digit or (0 if digit else 1)) * _TENS[char]
            digit = 0
        else:
            total += ((section + digit) or 1) * _MYRIADS[char]
            section = digit = 0
    return total + section + digit


def value(text: str, multiplier: str = "") -> float | int | None:
    """A number with its multiplier folded in: ("1.2", "亿") is 120000000."""
    text = text.replace("，", "")
    number: float | None
    number = float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else chinese(text)
    if number is None:
        return None
    for char in multiplier:
        number *= _MYRIADS.get(char) or _TENS.get(char) or 1
    number = round(number, 6)
    return int(number) if number == int(number) else number


def ordinal(text: str) -> int | None:
    """The number of a heading: 十六, 16, ⑯."""
    if re.fullmatch(r"\d+", text):
        return int(text)
    if len(text) == 1 and "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    return chinese(text)
