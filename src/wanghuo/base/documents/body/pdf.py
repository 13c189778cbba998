"""A body as PDF in the layout of GB/T 9704-2012, set by typst."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

from wanghuo.base.documents.body.dates import chinese
from wanghuo.base.documents.body.docx_table import fitted
from wanghuo.base.documents.body.fonts import FontSet, fonts, missing_glyphs
from wanghuo.base.documents.body.layout import SHEET, masthead_size
from wanghuo.base.documents.body.model import Block, Body, Cell, Heading, Paragraph, Run, Table, grid
from wanghuo.base.documents.body.numbers import attachment_lines, attachment_mark

TEMPLATE = Path(__file__).with_name("official.typ")


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an issued paper is verified: the address in the QR code and the code beside it."""

    url: str
    code: str


@dataclass(frozen=True, slots=True)
class Printed:
    """The PDF, the characters no face holds (named), and the faces Noto Serif SC stood in for."""

    pdf: bytes
    missing: tuple[str, ...]
    stand_ins: tuple[str, ...]


def write_pdf(
    body: Body,
    *,
    fonts_folder: Path | None = None,
    proof: Proof | None = None,
    mark: str = "",
    at: datetime | None = None,
) -> Printed:
    """The paper as PDF. ``mark`` is printed above every page （草稿）； ``at`` is the PDF's time stamp.

    About 0.1 s a page. Raises typst.TypstError only when a face file is broken.
    """
    found = fonts(fonts_folder)
    data = json.dumps(_data(body, found, proof, mark), ensure_ascii=False)
    compiler, lock = _compiler(found.engine)
    with lock:
        made = compiler.compile(
            format="pdf", sys_inputs={"data": data}, timestamp=at and at.replace(microsecond=0)
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    texts = (*_texts(json.loads(data)), "— ：。（）附件抄送印发签发人0123456789")
    return Printed(made, tuple(missing_glyphs(texts, found)), tuple(found.stand_ins))


@lru_cache(maxsize=4)
def _compiler(engine: typst.Fonts) -> tuple[typst.Compiler, Lock]:
    compiler = typst.Compiler(
        input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=engine, ignore_system_fonts=True
    )
    return compiler, Lock()


def _texts(data: Any) -> Iterator[str]:
    """All text that is printed, out of the data for the template."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in ("fonts", "qr"):
                yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _data(body: Body, found: FontSet, proof: Proof | None, mark: str) -> dict[str, Any]:
    titles = tuple(a.title for a in body.attachments)
    return {
        "pitch": int(SHEET.line_pitch * 1000) / 1000,
        "character": int(SHEET.character_pitch * 1000 - 10) / 1000,  # a hair less, or the 28th may fall off
        "fonts": {**found.roles, "bold_stroke": 0.35 if "fangsong" in found.own else 0},
        "mark": mark,
        "qr": _qr(proof.url) if proof else "",
        "code": f"查验码 {proof.code}" if proof else "",
        "layout": body.layout,
        "masthead": body.masthead,
        "masthead_size": masthead_size(body.masthead),
        **{
            name: _breakable(getattr(body, name))
            for name in (
                "number", "copy_number", "secrecy", "urgency", "title", "recipients", "note", "copies", "printer"
            )
        },
        "signers": list(body.signers),
        "blocks": [_block(b) for b in body.blocks],
        "attachments": [_entry(text) for text in attachment_lines(titles)],
        "issuers": list(body.issuers),
        "date": chinese(body.date) if body.date else "",
        "print_date": chinese(body.print_date) if body.print_date else "",
        "annexes": [
            {"mark": attachment_mark(i, len(titles)), "title": a.title, "blocks": [_block(b) for b in a.blocks]}
            for i, a in enumerate(body.attachments)
            if a.blocks
        ],
    }  # fmt: skip


def _entry(text: str) -> list[str]:
    hit = re.match(r"(\d+\.)(.*)", text, re.DOTALL)
    return [hit[1], _breakable(hit[2])] if hit else ["", _breakable(text)]


def _qr(url: str) -> str:
    stream = io.BytesIO()
    segno.make(url, error="m").save(stream, kind="svg", border=0, xmldecl=False)
    return stream.getvalue().decode()


def _breakable(text: str) -> str:
    """Let words longer than a line, such as addresses, break."""
    return re.sub(r"[\x21-\x7e]{40,}", lambda m: "\u200b".join(re.findall(".{1,16}", m[0])), text)


def _hands(parts: tuple[Run, ...]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for part in parts:
        pieces = re.split(r"([ \u3000]{2,})", part.text) if part.underline else [part.text]
        for piece in filter(None, pieces):
            if part.underline and not piece.strip(" \u3000"):
                made.append({"blank": sum(2 if c == "\u3000" else 1 for c in piece)})
            else:
                made.append({"text": _breakable(piece), "bold": part.bold, "underline": part.underline})
    return made


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            text = _breakable(block.text)
            return {"kind": "heading", "level": block.level, "text": text, "run_in": _hands(block.run_in)}
        case Paragraph():
            return {"kind": "paragraph", "align": block.align, "runs": _hands(block.runs)}
        case Table():
            rows = [[_cell(c) for c in row] for row in block.rows]
            head = _header_rows(block)
            return {
                "kind": "table",
                "widths": list(fitted(block.widths)),
                "header": [c for row in rows[:head] for c in row],
                "cells": [c for row in rows[head:] for c in row],
            }


def _cell(cell: Cell) -> dict[str, Any]:
    paragraphs = [_hands(p) for p in cell.paragraphs]
    return {"paragraphs": paragraphs, "columns": cell.columns, "rows": cell.rows, "align": cell.align}


def _header_rows(table: Table) -> int:
    """Header rows that can repeat: none when a merged cell reaches out of them."""
    covered = grid(table)
    head = table.header_rows
    reaches_out = head < len(covered) and any(row < head for row, _ in covered[head])
    return 0 if reaches_out else head
