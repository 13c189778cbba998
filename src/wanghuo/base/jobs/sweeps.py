"""Sweeps: “what is due now?”, asked of the database again and again. Nothing hangs on a tick that may be missed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from wanghuo.base.ledger.context import coming_from

from .models import SweepRun

log = logging.getLogger("wanghuo.jobs")


@dataclass(frozen=True)
class Sweep:
    """A registered sweep; ``every`` in seconds is how soon after one run ends the next may begin."""

    name: str
    label: str
    every: float
    body: Callable[[datetime], Any]


SWEEPS: dict[str, Sweep] = {}


def sweep(name: str, *, every: float, label: str = "") -> Callable:
    """Register ``def due(now): …``: finds by query all that is due at ``now`` and sees to it.

    It runs on one worker at a time, outside a transaction, and may be killed at any moment; so each thing it does must
    mark itself done in the same transaction, or be queued with ``some_job.once(key, …)``. Keep it short.
    """

    def register(body: Callable[[datetime], Any]) -> Callable[[datetime], Any]:
        SWEEPS[name] = Sweep(name, label or name, every, body)
        return body

    return register


def run_due(now: datetime | None = None) -> list[str]:
    """Run every sweep whose time has come and that no other worker is running. Returns the names of those run."""
    ran, ended = [], dict(SweepRun.objects.values_list("name", "finished"))
    for known in list(SWEEPS.values()):
        if _is_due(known, ended.get(known.name), now or timezone.now()) and run_sweep(known, now):
            ran.append(known.name)
    return ran


def _is_due(known: Sweep, last: datetime | None, now: datetime) -> bool:
    return last is None or last + timedelta(seconds=known.every) <= now or last > now


def run_sweep(known: Sweep, now: datetime | None = None) -> bool:
    """Run one sweep now, unless it is being run elsewhere (then False). An error is noted, not raised."""
    if not _lock(known.name):
        return False
    try:
        began = now or timezone.now()
        last = SweepRun.objects.filter(name=known.name).values_list("finished", flat=True).first()
        if now is None and not _is_due(known, last, began):
            return False
        SweepRun.objects.update_or_create(name=known.name, defaults={"started": began})
        _see_to(known, began)
        SweepRun.objects.filter(name=known.name).update(finished=now or timezone.now())
    finally:
        _unlock(known.name)
    return True


def _see_to(known: Sweep, now: datetime) -> None:
    try:
        with coming_from("job", request_id=f"sweep-{known.name}"[:40]):
            known.body(now)
    except Exception as error:
        log.exception("sweep %s failed", known.name)
        if not connection.is_usable():
            raise
        text = f"{type(error).__name__}: {error}"[:2000]
        SweepRun.objects.filter(name=known.name).update(failed=now, error=text)


def _lock(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('wanghuo.sweep'), hashtext(%s))", [name])
        return cursor.fetchone()[0]


def _unlock(name: str) -> None:
    if connection.connection is None or connection.connection.closed:
        return  # the lock went with the session
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext('wanghuo.sweep'), hashtext(%s))", [name])
