"""When a clock's escalation steps come due, counted in the clock's own unit.

Only amounts are reckoned here ("3 working days after the start"); the working-day clock turns an amount into
a moment, because holidays and suspensions are its business.
"""

from __future__ import annotations

from dataclasses import dataclass

from .model import Clock, Step


@dataclass(frozen=True, slots=True)
class Due:
    """The escalation to come next.

    `position` counts a clock run's escalations from 0 and never repeats within a run, so that a unique row
    (run, position) makes each escalation happen once. `amount` is in the clock's unit from its start.
    """

    position: int
    step: Step
    amount: int


def schedule(clock: Clock, limit: int, extra: int = 0, *, upto: int) -> tuple[Due, ...]:
    """The first `upto` escalations of a run with that `limit` and `extra` (the extensions), in order.

    Steps before the start are moved to the start itself: a reminder 1 before the end of a limit of 1 comes at once.
    Raises ValueError for a limit below 1 or a negative extension.
    """
    if limit < 1 or extra < 0:
        raise ValueError(f"limit must be at least 1 and extra not negative, got {limit} and {extra}")
    found: list[tuple[int, int, Step]] = []
    for index, step in enumerate(clock.steps):
        after = limit if step.at is None else step.at
        times = (min(step.most or upto, upto)) if step.repeat else 1
        for again in range(times):
            offset = after + again * (limit if step.repeat else 0)
            found.append((max(limit + extra + offset, 0), index, step))
    found.sort(key=lambda item: (item[0], item[1]))
    return tuple(Due(position, step, amount) for position, (amount, _, step) in enumerate(found[:upto]))


def following(clock: Clock, limit: int, extra: int, position: int) -> Due | None:
    """The escalation with that position, or None when the clock has no more."""
    ahead = schedule(clock, limit, extra, upto=position + 1)
    return ahead[position] if position < len(ahead) else None
