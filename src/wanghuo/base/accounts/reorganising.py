"""What a reorganisation would move, shown before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from . import reassign
from .models import Organisation
from .queries import standing
from .rules import tail_of_term


@dataclass(frozen=True, slots=True)
class Moves:
    """For one organisation: posts that go on at the successor, open work by kind, bodies beneath it."""

    organisation: Organisation
    posts: tuple[str, ...]
    work: dict[str, int]
    children: int


def preview(befores: list[Organisation], effective: date) -> list[Moves]:
    last = effective - timedelta(days=1)
    return [
        Moves(
            row,
            tuple(
                f"{p.person} · {p.title}"
                for p in row.posts.select_related("person")
                if tail_of_term(p.since, p.until, last) is not None
            ),
            reassign.count_at(row),
            standing(row.children.all(), effective).count(),
        )
        for row in befores
    ]
