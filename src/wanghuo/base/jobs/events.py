"""Domain events: what happened in one room, told to others. Told when the transaction commits, heard by jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .registry import Job, job

HANDLERS: dict[str, list[Job]] = {}


def on(
    event: str, label: str = "", *, atomic: bool = True, attempts: int = 8
) -> Callable[[Callable[..., Any]], Job]:
    """Register a handler: ``@on("cases.handed_over") def tell(case, to): …`` runs as a job for each such event.

    It is called with the event's facts as keyword arguments; add ``**_`` to bear facts added later.
    """

    def register(body: Callable[..., Any]) -> Job:
        name = f"on {event} {body.__module__}.{body.__qualname__}"
        made = job(name, label, atomic=atomic, attempts=attempts)(body)
        heard = HANDLERS.setdefault(event, [])
        if made.name not in {known.name for known in heard}:
            heard.append(made)
        return made

    return register


def emit(event: str, **facts: Any) -> None:
    """Tell that ``event`` (``room.happened``) took place. Facts are JSON values: ids, codes, ISO times.

    The handlers' jobs are queued in the caller's transaction: rolled back, nobody hears of it; committed, a kill in
    the next instant cannot lose it.
    """
    for handler in HANDLERS.get(event, ()):
        handler.defer(**facts)
