"""A year's holidays are published: limits that stood on a guess are reckoned anew, once, and on the record."""

from __future__ import annotations

import pytest
import time_machine
from tests.base.law.test_calendars import NEXT, TITLE, office
from tests.support.jobs import run_jobs

from wanghuo.base.cases.models import ClockRun
from wanghuo.base.law.actions import load_calendar
from wanghuo.base.ledger.models import Entry

from .scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)


@time_machine.travel("2026-12-31T02:00:00Z", tick=True)
def test_what_was_provisional_is_settled() -> None:
    case = Scene().sent()
    run = case.clocks.get(clock="receipt", stopped_at=None)
    guessed = run.due_at
    assert run.provisional and guessed is not None and guessed.year == 2027
    load_calendar(office(), content=NEXT, title=TITLE, number="")
    run_jobs()
    case.refresh_from_db()
    settled = ClockRun.objects.get(pk=run.pk)
    assert not settled.provisional and settled.due_at is not None and settled.due_at > guessed
    assert case.due_at == settled.due_at and not case.provisional
    entry = Entry.objects.get(verb="cases.recount")
    assert entry.actor_kind == "system" and "2027年" in entry.detail["why"] and entry.detail["moved"]
