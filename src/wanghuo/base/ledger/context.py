"""From where an action comes: set by the request middleware, a job or the command line; read by the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """``channel``: web, api, job, cli or load; ``ip`` and ``request_id`` where there is one."""

    channel: str = "cli"
    ip: str = ""
    request_id: str = ""


_ELSEWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_ELSEWHERE)


def origin() -> Origin:
    return _origin.get()


@contextmanager
def coming_from(channel: str, ip: str = "", request_id: str = "") -> Iterator[Origin]:
    """Everything recorded inside says it came from here."""
    token = _origin.set(Origin(channel, ip, request_id))
    try:
        yield _origin.get()
    finally:
        _origin.reset(token)
