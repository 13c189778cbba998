"""Automatic numbers of Word and WPS: the label a reader sees but the text does not hold."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

from wanghuo.base.documents.body.numbers import han

_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting",
    "ideographDigital", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseDigitalTenThousand",
}  # fmt: skip


def _ordinal(n: int, kind: str) -> str:
    if kind in _CHINESE:
        return han(n) if n < 100 else str(n)
    if kind == "decimalEnclosedCircle" and 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (n - 1) % 26)
        return letter if kind == "lowerLetter" else letter.upper()
    return str(n)


class Numbering:
    """Counts the numbered paragraphs as they come. One for each reading."""

    def __init__(self, root: Any | None, style_numbers: dict[str, tuple[str, int]]) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.style_numbers = style_numbers  # style id → (numId, level)
        self.counts: dict[str, dict[int, int]] = {}
        self.list_of: dict[str, str] = {}
        if root is None:
            return
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            number, link = num.get(qn("w:numId")), num.find(qn("w:abstractNumId"))
            source = abstract.get(link.get(qn("w:val"))) if link is not None else None
            if source is not None:
                self.list_of[number] = link.get(qn("w:val"))
                self.levels[number] = {
                    int(lv.get(qn("w:ilvl"), "0")): _level(lv) for lv in source.findall(qn("w:lvl"))
                }

    def label(self, properties: Any, style: str | None) -> str:
        """The number before this paragraph, or ''."""
        number, level = self.style_numbers.get(style or "", ("", 0))
        direct = properties.find(qn("w:numPr")) if properties is not None else None
        if direct is not None:
            for child in direct:
                value = child.get(qn("w:val"), "0")
                if child.tag == qn("w:numId"):
                    number = value
                elif child.tag == qn("w:ilvl") and value.isdigit():
                    level = int(value)
        known = self.levels.get(number, {})
        if number in ("", "0") or level not in known:
            return ""
        counts = self.counts.setdefault(self.list_of[number], {})
        counts[level] = counts.get(level, known[level][2] - 1) + 1
        for deeper in [lv for lv in counts if lv > level]:
            del counts[deeper]
        kind, pattern, _ = known[level]
        if kind in ("bullet", "none"):
            return ""
        return re.sub(
            r"%(\d)",
            lambda m: _ordinal(counts.get(int(m[1]) - 1, 1), known.get(int(m[1]) - 1, (kind,))[0]),
            pattern,
        )


def _level(node: Any) -> tuple[str, str, int]:
    def value(tag: str, default: str) -> str:
        found = node.find(qn(tag))
        return found.get(qn("w:val"), default) if found is not None else default

    start = value("w:start", "1")
    return value("w:numFmt", "decimal"), value("w:lvlText", ""), int(start) if start.isdigit() else 1
