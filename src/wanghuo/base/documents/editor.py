"""The drafting page's form: a body as rows that a browser can post, and back. Pure.

Bold and underline stand between 【粗】…【/粗】 and 【划】…【/划】. Tables with merged cells are carried through
unchanged and edited in Word; plain ones are lines of cells between vertical bars.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .body import Attachment, Block, Body, BodyError, Cell, Heading, Paragraph, Run, Table, runs
from .body.codec import block_in, block_out

KINDS = {
    "body": "正文段落",
    "heading1": "一级标题（一、）",
    "heading2": "二级标题（（一））",
    "heading3": "三级标题（1.）",
    "heading4": "四级标题（（1））",
    "flush": "顶格",
    "center": "居中",
    "right": "居右",
    "table": "表格",
}
LINES = ("masthead", "title", "recipients", "urgency", "note", "copies", "printer")
LARGEST = 2000  # rows a browser may post; a longer paper is edited in Word


@dataclass(frozen=True, slots=True)
class Row:
    """A block in the form. ``keep`` holds the JSON of a table that only Word can edit."""

    kind: str
    text: str
    keep: str = ""

    @property
    def lines(self) -> int:
        """Height of the text area."""
        return min(14, max(2, sum(1 + len(part) // 42 for part in self.text.split("\n"))))


def rows_of(body: Body) -> list[Row]:
    """The blocks of a body as form rows."""
    return [_row(b) for b in body.blocks]


def _row(block: Block) -> Row:
    match block:
        case Heading():
            run_in = f"\n{_marked(block.run_in)}" if block.run_in else ""
            return Row(f"heading{block.level}", block.text + run_in)
        case Paragraph():
            return Row(block.align, _marked(block.runs))
        case Table():
            text = "\n".join(" | ".join(c.text.replace("\n", "／") for c in r) for r in block.rows)
            keep = json.dumps(block_out(block), ensure_ascii=False)
            return Row("table", text, keep)


def _marked(parts: tuple[Run, ...]) -> str:
    made = ""
    for r in parts:
        text = f"【粗】{r.text}【/粗】" if r.bold else r.text
        made += f"【划】{text}【/划】" if r.underline else text
    return made


def _hands(text: str) -> tuple[Run, ...]:
    """Runs out of marked text; a mark without its partner holds to the end."""
    made, bold, underline = [], False, False
    for part in re.split(r"(【/?[粗划]】)", text):
        if re.fullmatch(r"【/?[粗划]】", part):
            on = "/" not in part
            bold, underline = (on, underline) if "粗" in part else (bold, on)
        else:
            made.append(Run(part, bold, underline))
    return runs(made)


def body_from(post: Mapping[str, Any], rows: list[Row], before: Body) -> Body:
    """The body of the posted form. What the form does not show (layout, annexes, dates) stays as before."""
    titles = [t for t in str(post.get("attachments", "")).splitlines() if t.strip()]
    annexes = {a.title: a.blocks for a in before.attachments}
    attachments = []
    for i, title in enumerate(titles):
        made = Attachment(title)
        held = before.attachments[i].blocks if i < len(before.attachments) else ()
        attachments.append(Attachment(title, annexes.get(made.title, held)))
    return replace(
        before,
        blocks=tuple(b for row in rows for b in _blocks(row)),
        attachments=tuple(attachments),
        issuers=tuple(str(post.get("issuers", "")).splitlines()),
        signers=tuple(str(post.get("signers", "")).split()),
        **{name: str(post.get(name, "")) for name in LINES},  # type: ignore[arg-type]
    )


def rows_from(post: Mapping[str, Any]) -> list[Row]:
    """The rows of a posted form, after its 插入/删除/上移/下移 button. BodyError when there are too many."""
    kinds, texts, keeps = (post.getlist(n) for n in ("kind", "text", "keep"))  # type: ignore[attr-defined]
    if len(kinds) > LARGEST or not len(kinds) == len(texts) == len(keeps):
        raise BodyError("公文段落过多，请下载 Word 稿修改后回传。")
    rows = [
        Row(k if k in KINDS else "body", t.replace("\r\n", "\n"), p)
        for k, t, p in zip(kinds, texts, keeps, strict=True)
    ]
    verb, _, at = str(post.get("op", "")).partition(":")
    n = int(at) if at.isdigit() and int(at) <= len(rows) else -1
    if verb == "insert" and n >= 0:
        rows.insert(n, Row("body", ""))
    elif verb == "delete" and 0 <= n < len(rows):
        rows.pop(n)
    elif verb == "up" and 0 < n < len(rows):
        rows[n - 1], rows[n] = rows[n], rows[n - 1]
    return rows


def _blocks(row: Row) -> list[Block]:
    text = row.text.strip("\n")
    if row.kind == "table":
        return [_table(row)] if text.strip() or row.keep else []
    if row.kind.startswith("heading"):
        head, _, rest = text.partition("\n")
        return [Heading(int(row.kind[-1]), head, _hands(rest.replace("\n", " ")))]
    return [Paragraph(_hands(part), row.kind) for part in text.split("\n") if part.strip()]  # type: ignore[arg-type]


def _table(row: Row) -> Table:
    before = block_in(json.loads(row.keep)) if row.keep else None
    if isinstance(before, Table) and _row(before).text == row.text.strip("\n"):
        return before
    lines = [[c.strip() for c in part.split("|")] for part in row.text.strip("\n").split("\n")]
    width = max(len(cells) for cells in lines)
    if isinstance(before, Table) and any(c.columns > 1 or c.rows > 1 for r in before.rows for c in r):
        raise BodyError("含合并单元格的表格请下载 Word 稿修改后回传，网页上的改动未采用。")
    same = isinstance(before, Table) and len(before.widths) == width
    widths = before.widths if same and isinstance(before, Table) else (1560 // width,) * width
    made = tuple(
        tuple(Cell(tuple(runs(p) for p in cell.split("／"))) for cell in cells + [""] * (width - len(cells)))
        for cells in lines
    )
    return Table(widths, made, min(before.header_rows if isinstance(before, Table) else 1, len(made)))
