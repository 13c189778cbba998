"""A body as JSON and back, and the bytes that are hashed when a paper is frozen."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from wanghuo.base.documents.body.model import (
    Attachment,
    Block,
    Body,
    BodyError,
    Cell,
    Heading,
    Paragraph,
    Run,
    Table,
)

SCHEMA = 1


def to_json(body: Body) -> dict[str, Any]:
    """A body as plain JSON values; ``from_json`` gives it back unchanged."""
    return {
        "schema": SCHEMA,
        "layout": body.layout,
        "masthead": body.masthead,
        "number": body.number,
        "signers": list(body.signers),
        "copy_number": body.copy_number,
        "secrecy": body.secrecy,
        "urgency": body.urgency,
        "title": body.title,
        "recipients": body.recipients,
        "blocks": [block_out(b) for b in body.blocks],
        "attachments": [
            {"title": a.title, "blocks": [block_out(b) for b in a.blocks]} for a in body.attachments
        ],
        "issuers": list(body.issuers),
        "date": body.date.isoformat() if body.date else None,
        "note": body.note,
        "copies": body.copies,
        "printer": body.printer,
        "print_date": body.print_date.isoformat() if body.print_date else None,
    }


def from_json(data: dict[str, Any]) -> Body:
    """The body of JSON values. Raises BodyError, in Chinese, where they are not one."""
    if not isinstance(data, dict) or data.get("schema", SCHEMA) != SCHEMA:
        raise BodyError("公文正文的数据版本不认识，可能由更新的程序写成。")
    try:
        return Body(
            layout=data.get("layout", "document"),
            title=data.get("title", ""),
            blocks=tuple(block_in(b) for b in data.get("blocks", ())),
            attachments=tuple(
                Attachment(a["title"], tuple(block_in(b) for b in a.get("blocks", ())))
                for a in data.get("attachments", ())
            ),
            signers=tuple(data.get("signers", ())),
            issuers=tuple(data.get("issuers", ())),
            date=_day(data.get("date")),
            print_date=_day(data.get("print_date")),
            **{name: data.get(name, "") for name in _LINES},
        )
    except BodyError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BodyError(f"公文正文的数据不完整：{error}") from error


_LINES = (
    "masthead",
    "number",
    "copy_number",
    "secrecy",
    "urgency",
    "recipients",
    "note",
    "copies",
    "printer",
)


def canonical_bytes(body: Body) -> bytes:
    """The one byte string of a body: UTF-8 JSON, keys sorted, no blanks."""
    return json.dumps(to_json(body), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(body: Body) -> str:
    """SHA-256 of the canonical bytes, 64 lower-case hex digits."""
    return hashlib.sha256(canonical_bytes(body)).hexdigest()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _runs_out(parts: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [
        {"text": r.text, **({"bold": True} if r.bold else {}), **({"underline": True} if r.underline else {})}
        for r in parts
    ]


def _runs_in(parts: list[dict[str, Any]]) -> tuple[Run, ...]:
    return tuple(Run(p["text"], bool(p.get("bold")), bool(p.get("underline"))) for p in parts)


def block_out(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            run_in = {"run_in": _runs_out(block.run_in)} if block.run_in else {}
            return {"kind": "heading", "level": block.level, "text": block.text, **run_in}
        case Paragraph():
            return {"kind": "paragraph", "align": block.align, "runs": _runs_out(block.runs)}
        case Table():
            return {
                "kind": "table",
                "widths": list(block.widths),
                "header_rows": block.header_rows,
                "rows": [[_cell_out(c) for c in row] for row in block.rows],
            }


def _cell_out(cell: Cell) -> dict[str, Any]:
    return {
        "paragraphs": [_runs_out(p) for p in cell.paragraphs],
        "columns": cell.columns,
        "rows": cell.rows,
        "align": cell.align,
    }


def _cell_in(data: dict[str, Any]) -> Cell:
    return Cell(
        tuple(_runs_in(p) for p in data["paragraphs"]),
        data.get("columns", 1),
        data.get("rows", 1),
        data.get("align", "left"),
    )


def block_in(data: dict[str, Any]) -> Block:
    match data["kind"]:
        case "heading":
            return Heading(data["level"], data["text"], _runs_in(data.get("run_in", [])))
        case "paragraph":
            return Paragraph(_runs_in(data["runs"]), data.get("align", "body"))
        case "table":
            rows = tuple(tuple(_cell_in(c) for c in row) for row in data["rows"])
            return Table(tuple(data["widths"]), rows, data.get("header_rows", 0))
        case other:
            raise BodyError(f"正文中有不认识的内容块“{other}”。")
