"""Tables of a .docx, whoever wrote it, as :class:`Table` values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from wanghuo.base.documents.body.docx_source import Source
from wanghuo.base.documents.body.model import BodyError, Cell, CellAlign, Paragraph, Run, Table

_ALIGN: dict[str, CellAlign] = {"center": "center", "right": "right", "end": "right"}


@dataclass
class _Found:
    column: int
    columns: int
    merge: str  # "", restart, continue
    paragraphs: tuple[tuple[Run, ...], ...]
    align: CellAlign
    width: int
    rows: int = 1


def read_table(source: Source, node: Any) -> list[Table | Paragraph]:
    """The table; as plain paragraphs, with a note, where its grid makes no sense."""
    found: list[list[_Found]] = []
    headers = 0
    for row in _rows(source, node):
        properties = row.find(qn("w:trPr"))
        if properties is not None and properties.find(qn("w:del")) is not None:
            source.note("修订痕迹：已按删除处理整行", lost=False)
            continue
        if (
            properties is not None
            and properties.find(qn("w:tblHeader")) is not None
            and headers == len(found)
        ):
            headers += 1
        found.append(_cells(source, row))
    if not found:
        return []
    _span_rows(found)
    widths = _widths(node, found)
    rows = tuple(
        tuple(Cell(c.paragraphs, c.columns, c.rows, c.align) for c in row if c.merge != "continue")
        for row in found
    )
    try:
        return [Table(widths, rows, headers)]
    except BodyError as error:
        source.note(f"表格的合并方式无法读入，文字已逐格转为段落：{error}")
        return [Paragraph(p) for row in found for c in row for p in c.paragraphs if p]


def _rows(source: Source, node: Any) -> list[Any]:
    rows = []
    for child in node:
        if child.tag == qn("w:tr"):
            rows.append(child)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            rows.extend(_rows(source, child))
    return rows


def _attribute(properties: Any, tag: str, name: str = "val") -> str | None:
    found = properties.find(qn(tag)) if properties is not None else None
    return found.get(qn(f"w:{name}"), "") if found is not None else None


def _cells(source: Source, row: Any) -> list[_Found]:
    before = _attribute(row.find(qn("w:trPr")), "w:gridBefore")
    column = int(before) if before and before.isdigit() else 0
    made = [_Found(0, column, "", ((),), "left", 0)] if column else []
    for node in _tags(row, "w:tc"):
        properties = node.find(qn("w:tcPr"))
        span = _attribute(properties, "w:gridSpan") or "1"
        columns = max(1, int(span)) if span.isdigit() else 1
        merge = _attribute(properties, "w:vMerge")
        kind = "" if merge is None else "restart" if merge == "restart" else "continue"
        width = _attribute(properties, "w:tcW", "w") or "0"
        paragraphs, align = _content(source, node)
        made.append(_Found(column, columns, kind, paragraphs, align, int(width) if width.isdigit() else 0))
        column += columns
    return made


def _tags(node: Any, tag: str) -> list[Any]:
    found = []
    for child in node:
        if child.tag == qn(tag):
            found.append(child)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            found.extend(_tags(child, tag))
    return found


def _content(source: Source, cell: Any) -> tuple[tuple[tuple[Run, ...], ...], CellAlign]:
    paragraphs: list[tuple[Run, ...]] = []
    align: CellAlign | None = None
    for child in cell.iterchildren():
        if child.tag == qn("w:tbl"):
            words = "".join(t.text or "" for t in child.iter(qn("w:t")))
            source.note("表格中的嵌套表格无法读入", words)
        elif child.tag == qn("w:sdt"):
            inside = child.find(qn("w:sdtContent"))
            more, _ = _content(source, inside) if inside is not None else ((), "left")
            paragraphs.extend(more)
        elif child.tag == qn("w:p"):
            for piece in source.pieces(child):
                align = align or _ALIGN.get(piece.align, "left")
                paragraphs.append(tuple(Run(*r) for r in (*piece.runs, *piece.run_in)))
    return tuple(paragraphs) or ((),), align or "left"


def _span_rows(found: list[list[_Found]]) -> None:
    """Count how many rows a vertically merged cell covers; an orphan continuation is a cell of its own."""
    for r, row in enumerate(found):
        for cell in row:
            if cell.merge != "continue":
                continue
            origin = None
            for above in reversed(found[:r]):
                origin = next(
                    (c for c in above if (c.column, c.columns) == (cell.column, cell.columns)), None
                )
                if origin is None or origin.merge != "continue":
                    break
            if origin is None or origin.merge != "restart":
                cell.merge = ""
            else:
                origin.rows += 1


def _widths(node: Any, found: list[list[_Found]]) -> tuple[int, ...]:
    """Column widths in tenths of a millimetre; equal ones when the file does not say."""
    count = max(c.column + c.columns for row in found for c in row)
    layout = node.find(qn("w:tblGrid"))
    given = [c.get(qn("w:w"), "0") for c in layout.findall(qn("w:gridCol"))] if layout is not None else []
    twips = [int(g) for g in given if re.fullmatch(r"\d+", g)]
    if len(twips) != count or any(t < 60 for t in twips):
        single = {c.column: c.width for row in found for c in row if c.columns == 1 and c.width > 60}
        twips = [single.get(i, 8845 // count) for i in range(count)]
    return tuple(max(10, round(t * 254 / 1440)) for t in twips)
