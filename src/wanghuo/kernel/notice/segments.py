"""The whole input, tiled: every character belongs to one segment of a known kind."""

from typing import Any

from .fold import Folded
from .layout import Layout

_KINDS = {"noise": "noise", "meta": "metadata", "closing": "closing", "number": "head", "date": "signature", "signature": "signature", "title": "head",
          "head": "head", "plan-title": "plan-title", "addressee": "addressee", "heading": "body", "text": "body", "row": "body", "attachment": "attachment"}  # fmt: skip


def tile(layout: Layout, folded: Folded, clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Segments ``{kind, path, span}`` that cover the input without gap or overlap; blanks go with what stands before them."""
    marks = sorted((c["span"][0], tuple(c["path"])) for c in clauses)
    out: list[dict[str, Any]] = []
    path: tuple[int, ...] = ()
    place = 0
    for line in layout.lines:
        start = folded.span(line.start, line.end)[0]
        kind = _KINDS.get(line.kind, "body")
        while marks and marks[0][0] <= folded.span(line.start, line.end)[1] - 1:
            path = marks.pop(0)[1]
        where = list(path) if kind == "body" else []
        if kind == "plan-title":
            path = ()
        if out and out[-1]["kind"] == kind and out[-1]["path"] == where:
            continue
        if out:
            out[-1]["span"][1] = start
        out.append({"kind": kind, "path": where, "span": [place if not out else start, len(folded.raw)]})
    if not out and folded.raw:
        out.append({"kind": "noise", "path": [], "span": [0, len(folded.raw)]})
    return out
