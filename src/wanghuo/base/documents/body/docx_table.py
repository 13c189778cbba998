"""Tables of the .docx, with column widths, merged cells and a repeated header."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.document import Document as DocxDocument
from docx.shared import Mm
from docx.text.paragraph import Paragraph as DocxParagraph

from wanghuo.base.documents.body.docx_sheet import element
from wanghuo.base.documents.body.model import TEXT_WIDTH, Cell, Table, grid
from wanghuo.base.documents.body.styles import STYLES

AddRuns = Callable[[DocxParagraph, tuple], None]


def fitted(widths: tuple[int, ...]) -> tuple[int, ...]:
    """Widths brought down to the block's 156 mm when they pass it."""
    total = sum(widths)
    return widths if total <= TEXT_WIDTH else tuple(max(1, w * TEXT_WIDTH // total) for w in widths)


def _twips(tenths: int) -> int:
    return round(Mm(tenths / 10).twips)


def add_table(document: DocxDocument, table: Table, add_runs: AddRuns) -> None:
    """Append the table to the document's body."""
    made = element("w:tbl")
    properties = element("w:tblPr")
    properties.append(element("w:tblW", w=sum(_twips(w) for w in table.widths), type="dxa"))
    properties.append(element("w:jc", val="center"))
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", val="single", sz=4, space=0, color="000000"))
    properties.append(borders)
    properties.append(element("w:tblLayout", type="fixed"))
    made.append(properties)
    columns = element("w:tblGrid")
    for width in table.widths:
        columns.append(element("w:gridCol", w=_twips(width)))
    made.append(columns)
    covered = grid(table)
    for r in range(len(table.rows)):
        made.append(_row(document, table, covered, r, add_runs))
    document.element.body.insert_element_before(made, "w:sectPr")


def _row(document: DocxDocument, table: Table, covered: list, r: int, add_runs: AddRuns) -> Any:
    row = element("w:tr")
    properties = element("w:trPr")
    properties.append(element("w:cantSplit"))
    if r < table.header_rows:
        properties.append(element("w:tblHeader"))
    row.append(properties)
    column = 0
    while column < len(table.widths):
        origin, index = covered[r][column]
        cell = table.rows[origin][index]
        row.append(_cell(document, table, cell, column, origin == r, add_runs))
        column += cell.columns
    return row


def _cell(
    document: DocxDocument, table: Table, cell: Cell, column: int, is_origin: bool, add_runs: AddRuns
) -> Any:
    made = element("w:tc")
    properties = element("w:tcPr")
    width = sum(_twips(w) for w in table.widths[column : column + cell.columns])
    properties.append(element("w:tcW", w=width, type="dxa"))
    if cell.columns > 1:
        properties.append(element("w:gridSpan", val=cell.columns))
    if cell.rows > 1:
        properties.append(element("w:vMerge", **({"val": "restart"} if is_origin else {})))
    properties.append(element("w:vAlign", val="center"))
    made.append(properties)
    for parts in cell.paragraphs if is_origin else ((),):
        paragraph = document.add_paragraph(style=STYLES["cell"].name)
        add_runs(paragraph, parts)
        if cell.align != "left":
            paragraph._p.get_or_add_pPr().append(element("w:jc", val=cell.align))
        made.append(paragraph._p)
    return made


def add_imprint(document: DocxDocument, lines: list[DocxParagraph]) -> None:
    """Move the paragraphs of the 版记 into a table fixed to the foot of the block (7.4.1: 0.35 and 0.25 mm lines)."""
    document.element.body.insert_element_before(element("w:p"), "w:sectPr")  # else it joins a table before it
    made = element("w:tbl")
    properties = element("w:tblPr")
    place: dict[str, str | int] = {
        "leftFromText": 0,
        "rightFromText": 0,
        "vertAnchor": "margin",
        "horzAnchor": "margin",
    }
    properties.append(element("w:tblpPr", **place, tblpXSpec="center", tblpYSpec="bottom"))
    properties.append(element("w:tblW", w=_twips(TEXT_WIDTH), type="dxa"))
    borders = element("w:tblBorders")
    for side, size in (("top", 8), ("bottom", 8), ("insideH", 6)):
        borders.append(element(f"w:{side}", val="single", sz=size, space=0, color="000000"))
    properties.append(borders)
    properties.append(element("w:tblLayout", type="fixed"))
    made.append(properties)
    columns = element("w:tblGrid")
    columns.append(element("w:gridCol", w=_twips(TEXT_WIDTH)))
    made.append(columns)
    for paragraph in lines:
        row, cell, inside = element("w:tr"), element("w:tc"), element("w:tcPr")
        inside.append(element("w:tcW", w=_twips(TEXT_WIDTH), type="dxa"))
        cell.append(inside)
        cell.append(paragraph._p)
        row.append(cell)
        made.append(row)
    document.element.body.insert_element_before(made, "w:sectPr")
    document.element.body.insert_element_before(element("w:p"), "w:sectPr")
