"""Ordinals of official papers: 一、 （一） 1. (1), the list of 附件， 发文字号."""

from __future__ import annotations

import re

_HAN = "一二三四五六七八九十百零〇"
_OPEN, _CLOSE = r"[(\uff08]\s*", r"\s*[)\uff09]"
HEADING_PATTERNS = (
    (1, re.compile(rf"[{_HAN}]+\s*、")),
    (2, re.compile(rf"{_OPEN}[{_HAN}]+{_CLOSE}")),
    (3, re.compile(r"\d{1,2}\s*[.\uff0e、](?!\d)")),
    (4, re.compile(rf"{_OPEN}\d{{1,2}}{_CLOSE}")),
)
_LISTED = re.compile(r"\s*\d{1,2}\s*[.\uff0e、](?!\d)\s*")
_NUMBER = re.compile(r"\S{1,30}\s*[\u3014\[\uff3b(\uff08]\s*\d{4}\s*[\u3015\]\uff3d)\uff09]\s*第?\s*\d+\s*号")


def is_document_number(text: str) -> bool:
    """Whether the text is a 发文字号 and nothing else."""
    return bool(_NUMBER.fullmatch(text.strip()))


def han(n: int) -> str:
    """1..99 in Chinese numerals."""
    tens, ones = divmod(n, 10)
    digit = " 一二三四五六七八九"
    head = "" if tens == 0 else "十" if tens == 1 else f"{digit[tens]}十"
    return head + (digit[ones] if ones else "")


def heading_number(level: int, n: int) -> str:
    """The number of the n-th heading of a level (GB/T 9704-2012 7.3.3)."""
    return (f"{han(n)}、", f"\uff08{han(n)}\uff09", f"{n}.", f"\uff08{n}\uff09")[level - 1]


def heading_level(text: str) -> int | None:
    """The level whose number the text begins with."""
    return next((level for level, pattern in HEADING_PATTERNS if pattern.match(text)), None)


def attachment_lines(titles: tuple[str, ...]) -> list[str]:
    """The entries of 附件说明： numbered when there are several, or when a single one begins with a number."""
    if len(titles) == 1 and not _LISTED.match(titles[0]):
        return list(titles)
    # a blank keeps "2. 0.5 MPa" from being read as the number 20.5 later
    return [f"{i}. {t}" if re.match(r"\d", t) else f"{i}.{t}" for i, t in enumerate(titles, 1)]


def without_number(text: str) -> str:
    """An entry of 附件说明 without its ordinal."""
    return _LISTED.sub("", text, count=1) if _LISTED.match(text) else text


def attachment_mark(index: int, total: int) -> str:
    """附件， or 附件1 where there are several."""
    return "附件" if total == 1 else f"附件{index + 1}"
