"""Headings with their paths, and the pieces of text under them."""

import re
from typing import Any

from .fact import Context, Piece
from .layout import Layout, Line
from .markers import Marker, heading_end, marker, trim_heading
from .tables import TableReader


class Outline:
    """The headings open at a place, as (rank, number)."""

    def __init__(self) -> None:
        self.open: list[tuple[int, int]] = []

    def enter(self, mark: Marker) -> tuple[int, ...]:
        while self.open and self.open[-1][0] >= mark.rank:
            self.open.pop()
        self.open.append((mark.rank, mark.number))
        return self.path

    @property
    def path(self) -> tuple[int, ...]:
        return tuple(number for _, number in self.open)


def _heading(context: Context, line: Line, mark: Marker, outline: Outline) -> dict[str, Any]:
    path = outline.enter(mark)
    begin = line.start + mark.length
    body = context.text[begin : line.end]
    gap = next(
        (g - begin for g in range(begin + 2, min(begin + 28, line.end)) if g in context.folded.gaps), None
    )
    named = re.match(r"[【（]([^】）]{2,16})[】）]", body) if mark.rank == 2 else None
    begin += 1 if named else 0
    body = named[1] if named else body
    length = heading_end(body, gap if not named else None)
    length = len(trim_heading(body[:length]))
    raw = context.folded.raw
    marked = context.folded.span(line.start, begin)
    spoken = context.folded.span(begin, begin + length)
    fact = {
        "path": list(path), "marker": "".join(raw[slice(*marked)].split()), "heading": "".join(raw[slice(*spoken)].split("\n")).strip(),
        "level": len(path), "rule": f"clause.mark-{mark.rank}", "certainty": 0.98 if mark.rank < 5 else 0.93,
        "span": [marked[0], spoken[1]],
    }  # fmt: skip
    if line.plan:
        fact["plan"] = line.plan
    return fact


def _order(clauses: list[dict[str, Any]], warnings: list[str]) -> None:
    """Say where a number is missing or stands twice."""
    seen: set[tuple[int, tuple[int, ...]]] = set()
    for clause in clauses:
        at = (clause.get("plan", 0), tuple(clause["path"]))
        if at in seen:
            warnings.append(f"标题序号重复：{clause['marker']}{clause['heading'][:20]}")
        seen.add(at)


def read_clauses(layout: Layout, context: Context) -> list[dict[str, Any]]:
    """All headings in order; fills ``context.pieces`` with the text under each."""
    clauses: list[dict[str, Any]] = []
    outline, plan, table = Outline(), 0, TableReader()
    first_plan = layout.plan_titles[0][0].start if layout.plan_titles else None
    for line in layout.lines:
        if line.kind == "plan-title" or line.plan != plan:
            plan, outline = line.plan, Outline()
        if line.kind not in ("heading", "text", "row"):
            continue
        cover = first_plan is not None and line.start < first_plan
        if line.kind == "heading" and line.marker:
            clauses.append(_heading(context, line, line.marker, outline))
        if line.kind == "row":
            _row(context, line, outline, clauses, table, cover)
            continue
        skip = line.marker.length if line.kind == "heading" and line.marker else 0
        context.pieces.append(Piece(line.start + skip, line.end, outline.path, plan, cover, heading=skip > 0))
    _order(clauses, context.warnings)
    return clauses


def _row(
    context: Context,
    line: Line,
    outline: Outline,
    clauses: list[dict[str, Any]],
    table: TableReader,
    cover: bool,
) -> None:
    """The cells of a table row, each under the heading the row stands under."""
    cells, offset = [], line.start
    for cell in context.text[line.start : line.end].split("\t"):
        cells.append((offset, offset + len(cell)))
        offset += len(cell) + 1
    roles = table.roles([context.text[a:b] for a, b in cells])
    if roles is None:
        return
    for (start, end), role in zip(cells, roles, strict=False):
        if start == end or re.fullmatch(r"\d+", context.text[start:end]):
            continue
        mark = marker(context.text[start:end]) if not role else None
        if mark:
            part = Line(start, end, context.text[start:end], plan=line.plan)
            clauses.append(_heading(context, part, mark, outline))
        context.pieces.append(
            Piece(start + (mark.length if mark else 0), end, outline.path, line.plan, cover, role)
        )
