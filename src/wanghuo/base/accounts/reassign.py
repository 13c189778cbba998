"""Open work of rooms above: how much an organisation (or person) holds, and how it moves to a successor.

A room that keeps work at organisations registers once, in its ``desk.py`` or ``actions.py``::

    @open_work("案件", count=count_open_at, move_person=move_open_of)
    def move_cases(act, before, after) -> int: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wanghuo.base.ledger.record import Act

from .models import Organisation, Person


@dataclass(frozen=True, slots=True)
class OpenWork:
    """``count(organisation)``; ``move(act, before, after)`` and ``move_person(act, before, after, at)`` return how many."""

    label: str
    count: Callable[[Organisation], int]
    move: Callable[[Act, Organisation, Organisation], int]
    move_person: Callable[[Act, Person, Person, Organisation], int] | None = None


_REGISTERED: dict[str, OpenWork] = {}


def open_work(
    label: str,
    *,
    count: Callable[[Organisation], int],
    move_person: Callable[[Act, Person, Person, Organisation], int] | None = None,
) -> Callable:
    """Decorator of the function that moves a room's open work from one organisation to another."""

    def register(move: Callable[[Act, Organisation, Organisation], int]) -> Callable:
        _REGISTERED[label] = OpenWork(label, count, move, move_person)
        return move

    return register


def count_at(organisation: Organisation) -> dict[str, int]:
    """Open work at an organisation by kind, kinds with none left out."""
    counts = {w.label: w.count(organisation) for w in _REGISTERED.values()}
    return {label: n for label, n in counts.items() if n}


def move_all(act: Act, before: Organisation, after: Organisation) -> dict[str, int]:
    """Move everything open; how many of each kind moved."""
    moved = {w.label: w.move(act, before, after) for w in _REGISTERED.values()}
    return {label: n for label, n in moved.items() if n}


def move_person(act: Act, before: Person, after: Person, at: Organisation) -> dict[str, int]:
    """Move what one person holds at an organisation to another person."""
    moved = {
        w.label: w.move_person(act, before, after, at)
        for w in _REGISTERED.values()
        if w.move_person is not None
    }
    return {label: n for label, n in moved.items() if n}
