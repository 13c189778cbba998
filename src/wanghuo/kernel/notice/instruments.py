"""Documents named within 《》."""

import re
from collections.abc import Iterator
from typing import Any

from .fact import Context, Piece

_ALIAS = re.compile(r"(以下|下)?(统称|简称|合称|称)(为)?[“‘]?$")


def titles(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Outermost 《…》 of text[start:end], as the bounds of the title within the marks."""
    depth, begin = 0, 0
    for i in range(start, end):
        if text[i] == "《":
            depth += 1
            if depth == 1:
                begin = i + 1
        elif text[i] == "》" and depth:
            nested = text.find("》", i + 1, end)
            opened = text.find("《", i + 1, end)
            if depth > 1 and (nested == -1 or (opened != -1 and opened < nested)):
                depth = 1
            depth -= 1
            if depth == 0 and i > begin:
                yield begin, i
        elif text[i] in "\n。" and depth:
            depth = 0


def _squash(title: str) -> str:
    return re.sub(r"[^\w]", "", title)


def aliases(context: Context) -> set[str]:
    """Short names given by 以下简称《…》: not documents of their own."""
    found = set()
    for piece in context.pieces:
        for start, end in titles(context.text, piece.start, piece.end):
            if _ALIAS.search(context.text[max(piece.start, start - 7) : start - 1]):
                found.add(_squash(context.text[start:end]))
    return found


def read_instruments(context: Context, title: tuple[int, int] | None) -> list[dict[str, Any]]:
    """Every document named, once per clause; ``title`` are the folded bounds of the notice's own title."""
    pieces = list(context.pieces)
    if title:
        pieces.insert(0, Piece(title[0], title[1], ()))
    short = aliases(context)
    seen: set[tuple[Any, ...]] = set()
    facts = []
    for piece in pieces:
        for start, end in titles(context.text, piece.start, piece.end):
            name = context.text[start:end]
            where = (piece.plan, piece.path, _squash(name))
            if where in seen or _squash(name) in short:
                continue
            seen.add(where)
            raw = " ".join(context.folded.raw[slice(*context.folded.span(start, end))].split())
            facts.append(context.fact(piece, start - 1, end + 1, "instrument.title-marks", 0.99, title=raw))
    return facts
