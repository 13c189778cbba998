"""Marks that make a line a heading: 第一章, 一、, （一）, 1., （1）, ①."""

import re
from dataclasses import dataclass

from .numbers import ordinal

_CN = "一二三四五六七八九十百零〇"
_KINDS = (
    (0, re.compile(rf"第([{_CN}\d]+)[编章]")),
    (1, re.compile(rf"第([{_CN}\d]+)节")),
    (2, re.compile(rf"第([{_CN}\d]+)条(?![、和至第的规措款])")),
    (3, re.compile(rf"([{_CN}]+)[、.](?![{_CN}]+[类级批期]|二级|三级)")),
    (4, re.compile(rf"（([{_CN}]+)）[、.]?")),
    (5, re.compile(r"(\d{1,2})(?:[.](?!\d)|[.](?=\d{4}年)|、)")),
    (6, re.compile(r"（(\d{1,2})）")),
    (7, re.compile(r"(\d{1,2})）")),
    (8, re.compile(r"([①-⑳])")),
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed mark: its rank (0 第一章 … 8 ①), number and length in the folded line."""

    rank: int
    number: int
    length: int


def marker(line: str) -> Marker | None:
    """The mark a line begins with, if any."""
    for rank, pattern in _KINDS:
        found = pattern.match(line)
        if found:
            number = ordinal(found[1])
            if number is None or number > 200 or found.end() >= len(line):
                return None
            return Marker(rank, number, found.end())
    return None


def heading_end(text: str, gap: int | None = None) -> int:
    """Length of the heading sentence at the head of ``text`` (mark removed), without its final stop."""
    depth = 0
    for i, char in enumerate(text):
        if char in "（《“〔【":
            depth += 1
        elif char in "）》”〕】":
            depth = max(0, depth - 1)
        elif depth == 0:
            if char in "。；！？\t":
                return i
            if char == "：" and i <= 24 and "，" not in text[:i]:
                return i
            if (
                gap is not None
                and i == gap
                and 2 <= i <= 26
                and not re.search("[，、；。]", text[:i])
                and len(text) > i + 12
            ):
                return i
    return len(text)


_OWNER_TAIL = re.compile(
    r"[（〔【][^（）〔〕【】]*(?:（[^（）]*）[^（）〔〕【】]*)*(负责|牵头|配合|落实|单位：|部门：|完成时限|时限：)[^（）〔〕【】]*(?:（[^（）]*）[^（）〔〕【】]*)*[）〕】]$"
)


def trim_heading(heading: str) -> str:
    """Without a closing bracket that names owners or dates, and without the final stop."""
    heading = heading.rstrip("，。；：、.！？")
    found = _OWNER_TAIL.search(heading)
    if found and found.start():
        heading = heading[: found.start()]
    return heading.rstrip("，。；：、.")
