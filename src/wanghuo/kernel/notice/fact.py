"""What every rule hands on: where it read, in which clause, and by which rule."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .fold import Folded

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of running text [start, end) of the folded text, under the clause ``path`` of plan ``plan``."""

    start: int
    end: int
    path: Path
    plan: int = 0
    cover: bool = False
    owner: str = ""  # role given by the head of a table column
    heading: bool = False


@dataclass(slots=True)
class Context:
    """What all rules share about one notice."""

    folded: Folded
    pieces: list[Piece]
    year: int | None = None
    signed: str | None = None
    first_leads: bool = False
    holiday: bool = False
    warnings: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.folded.text

    def fact(
        self, piece: Piece, start: int, end: int, rule: str, certainty: float, **values: Any
    ) -> dict[str, Any]:
        """A fact with its quote, offsets, rule and certainty (0…1)."""
        span = self.folded.span(start, end)
        fact: dict[str, Any] = {"path": list(piece.path)} | values
        fact.setdefault("quote", " ".join(self.folded.raw[span[0] : span[1]].split()))
        fact |= {"rule": rule, "certainty": certainty, "span": list(span)}
        if piece.plan:
            fact["plan"] = piece.plan
        return fact


OPEN = {"（": "）", "“": "”", "《": "》", "【": "】", "〔": "〕", "‘": "’", "「": "」"}
CLOSE = {v: k for k, v in OPEN.items()}


def split(text: str, start: int, end: int, stops: str, brackets: bool = True) -> Iterator[tuple[int, int]]:
    """Parts of text[start:end] between the characters ``stops`` that stand outside brackets and quotation marks."""
    depth: list[str] = []
    begin = start
    for i in range(start, end):
        char = text[i]
        if brackets and char in OPEN and text.find(OPEN[char], i, min(end, i + 400)) > 0:
            depth.append(OPEN[char])
        elif depth and char in depth:
            while depth.pop() != char:
                pass
        elif not depth and char in stops:
            if i > begin:
                yield begin, i
            begin = i + 1
    if end > begin:
        yield begin, end


def sentences(text: str, piece: Piece) -> Iterator[tuple[int, int]]:
    """Sentences and half-sentences of a piece."""
    return split(text, piece.start, piece.end, "。；！？\n\t")
