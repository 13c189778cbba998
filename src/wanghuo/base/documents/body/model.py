"""What an official paper consists of, as frozen values.

Every constructor brings text into one normal form, so that equal papers are equal values and
``read_docx(write_docx(body)).body == body`` holds for every body there is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

Layout = Literal["document", "form"]
Day = date  # the name is also a field of Body
Align = Literal["body", "flush", "center", "right"]
CellAlign = Literal["left", "center", "right"]

ALIGNS: tuple[Align, ...] = ("body", "flush", "center", "right")
CELL_ALIGNS: tuple[CellAlign, ...] = ("left", "center", "right")
TEXT_WIDTH = 1560  # 版心宽 156 mm, in tenths of a millimetre (GB/T 9704-2012 5.2.1)


class BodyError(ValueError):
    """The value is not a body; the message is Chinese and fit for the screen."""


_UNPRINTABLE = {"Cc", "Cs", "Cf", "Zl", "Zp"}  # Cf: bidi overrides and other invisible hands


def _printable(text: str) -> str:
    """Drop what no printed paper can hold. Unassigned code points stay: new characters of names are."""
    return "".join(
        c
        for c in text
        if unicodedata.category(c) not in _UNPRINTABLE
        and ord(c) & 0xFFFE != 0xFFFE
        and not 0xFDD0 <= ord(c) <= 0xFDEF
    )


def line(text: str) -> str:
    """One line in normal form: breaks and tabs become one space, ends are bare."""
    return _printable(re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", text)).strip()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one hand."""

    text: str
    bold: bool = False
    underline: bool = False

    def __post_init__(self) -> None:
        flat = re.sub(r"\t", "\u3000", self.text)
        object.__setattr__(self, "text", _printable(re.sub(r"[\r\n\v\f\x85\u2028\u2029]+", " ", flat)))


def runs(text: str | Run | Iterable[Run]) -> tuple[Run, ...]:
    """Normal form of a run list: neighbours of one hand joined, empty ones gone, ends bare.

    Blank ends stay where they are underlined, for that is a line to write on.
    """
    given = (Run(text),) if isinstance(text, str) else (text,) if isinstance(text, Run) else tuple(text)
    joined = [
        Run("".join(r.text for r in same), *hand)
        for hand, same in groupby((r for r in given if r.text), key=lambda r: (r.bold, r.underline))
    ]
    while joined and not joined[0].underline:
        first = Run(joined[0].text.lstrip(), joined[0].bold)
        if first.text:
            joined[0] = first
            break
        joined.pop(0)
    while joined and not joined[-1].underline:
        last = Run(joined[-1].text.rstrip(), joined[-1].bold)
        if last.text:
            joined[-1] = last
            break
        joined.pop()
    return tuple(joined)


def plain(parts: Iterable[Run]) -> str:
    """The text of runs without its hands."""
    return "".join(r.text for r in parts)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``body`` aligned ones are indented by two characters."""

    runs: tuple[Run, ...]
    align: Align = "body"

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", runs(self.runs))
        if self.align not in ALIGNS:
            raise BodyError(f"段落对齐方式“{self.align}”不认识，应为 {'、'.join(ALIGNS)} 之一。")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with the number as typed （一、 （一） 1. (1)）； ``run_in`` follows it on the same line."""

    level: int
    text: str
    run_in: tuple[Run, ...] = ()

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise BodyError("标题层级应为 1 至 4（一、/（一）/1./(1)）。")
        object.__setattr__(self, "text", line(self.text))
        object.__setattr__(self, "run_in", runs(self.run_in))


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its paragraphs, how many columns and rows it spans, alignment."""

    paragraphs: tuple[tuple[Run, ...], ...] = ((),)
    columns: int = 1
    rows: int = 1
    align: CellAlign = "left"

    def __post_init__(self) -> None:
        kept = tuple(runs(p) for p in self.paragraphs)
        object.__setattr__(self, "paragraphs", kept or ((),))
        if self.columns < 1 or self.rows < 1:
            raise BodyError("表格单元格至少占一行一列。")
        if self.align not in CELL_ALIGNS:
            raise BodyError(f"单元格对齐方式“{self.align}”不认识。")

    @property
    def text(self) -> str:
        return "\n".join(plain(p) for p in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``widths`` in tenths of a millimetre; ``rows`` hold origin cells only, as in HTML.

    The first ``header_rows`` rows repeat on each page. Spans must fill the grid exactly.
    """

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "widths", tuple(self.widths))
        object.__setattr__(self, "rows", tuple(tuple(r) for r in self.rows))
        if not self.widths or any(w < 10 for w in self.widths):
            raise BodyError("表格至少一列，每列不窄于 1 毫米。")
        if not self.rows:
            raise BodyError("表格至少一行。")
        if not 0 <= self.header_rows <= len(self.rows):
            raise BodyError("表头行数超过表格行数。")
        grid(self)


def grid(table: Table) -> list[list[tuple[int, int]]]:
    """For every row and column the (row, index) of the cell that covers it; BodyError if it does not fit."""
    width = len(table.widths)
    covered: list[list[tuple[int, int] | None]] = [[None] * width for _ in table.rows]
    for r, row in enumerate(table.rows):
        for i, cell in enumerate(row):
            col = next((c for c in range(width) if covered[r][c] is None), None)
            if col is None or col + cell.columns > width or r + cell.rows > len(table.rows):
                raise BodyError(f"表格第{r + 1}行的单元格超出表格范围。")
            for rr in range(r, r + cell.rows):
                for cc in range(col, col + cell.columns):
                    if covered[rr][cc] is not None:
                        raise BodyError(f"表格第{r + 1}行的合并单元格互相重叠。")
                    covered[rr][cc] = (r, i)
    whole = [[c for c in row if c is not None] for row in covered]
    short = next((r for r, row in enumerate(whole) if len(row) != width), None)
    if short is not None:
        raise BodyError(f"表格第{short + 1}行的单元格不足 {width} 列。")
    return whole


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """An entry of the list of 附件； with ``blocks`` it is also printed, on a page of its own."""

    title: str
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", line(self.title).rstrip("。.;,\uff1b\uff0c") or "（未命名）")
        object.__setattr__(self, "blocks", _bare(self.blocks))


@dataclass(frozen=True, slots=True)
class Body:
    """A whole paper. Empty text means the element is absent. Names as in GB/T 9704-2012 7."""

    title: str
    blocks: tuple[Block, ...] = ()
    layout: Layout = "document"  # document: red head; form: 执法文书， black head, number under the title
    masthead: str = ""  # 发文机关标志
    number: str = ""  # 发文字号
    signers: tuple[str, ...] = ()  # 签发人 (only papers going upward)
    copy_number: str = ""  # 份号
    secrecy: str = ""  # 密级和保密期限
    urgency: str = ""  # 紧急程度
    recipients: str = ""  # 主送机关， without the colon
    attachments: tuple[Attachment, ...] = ()
    issuers: tuple[str, ...] = ()  # 署名
    date: Day | None = None  # 成文日期
    note: str = ""  # 附注， without the brackets
    copies: str = ""  # 抄送， without the full stop
    printer: str = ""  # 印发机关
    print_date: Day | None = None  # 印发日期

    def __post_init__(self) -> None:
        for name in ("title", "masthead", "number", "copy_number", "secrecy", "urgency", "printer"):
            object.__setattr__(self, name, line(getattr(self, name)))
        object.__setattr__(self, "recipients", line(self.recipients).rstrip(":\uff1a ").strip())
        object.__setattr__(self, "copies", line(self.copies).rstrip("。").strip())
        object.__setattr__(self, "note", _unbracket(line(self.note)))
        names = ("".join(line(s).split()) for s in self.signers)
        object.__setattr__(self, "signers", tuple(n for n in names if n))
        object.__setattr__(self, "issuers", tuple(n for n in (line(s) for s in self.issuers) if n))
        object.__setattr__(self, "blocks", _bare(self.blocks))
        object.__setattr__(self, "attachments", tuple(self.attachments))
        if self.layout not in ("document", "form"):
            raise BodyError(f"版式“{self.layout}”不认识。")


def _unbracket(text: str) -> str:
    """Take off the pair of brackets around the whole, if there is one."""
    depth = i = 0
    for i, c in enumerate(text):  # noqa: B007 — where the outer bracket closes
        depth += (c in "(\uff08") - (c in ")\uff09")
        if depth <= 0:
            break
    if len(text) > 1 and text[0] in "(\uff08" and depth == 0 and i == len(text) - 1:
        return _unbracket(text[1:-1].strip())
    return text


def _bare(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks without empty ones; a heading without words is the paragraph that follows it."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and not block.text:
            block = Paragraph(block.run_in)
        if isinstance(block, Table) or (block.text if isinstance(block, Heading) else block.runs):
            kept.append(block)
    return tuple(kept)
