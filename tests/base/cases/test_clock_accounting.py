"""Whatever is done to a clock in whatever order: suspensions only ever add time, and nothing is escalated early or twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wanghuo.base.cases.actions import _clocks
from wanghuo.base.cases.models import Case, ClockRun
from wanghuo.base.ledger.record import Act
from wanghuo.kernel.law import SHANGHAI
from wanghuo.kernel.scope import Actor

from tests.kernel.flow.build import shipped  # isort: skip

CLOCK = shipped("handover").clock("receipt")
START = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
STEPS = st.lists(
    st.tuples(st.sampled_from(["suspend", "resume", "extend", "fire"]), st.integers(1, 4000)), max_size=12
)


class Rows(ClockRun):
    """A run that is not saved: the accounting needs no table."""

    class Meta:
        proxy = True
        app_label = "cases"

    def save(self, *args: object, **kwargs: object) -> None:
        """Kept in memory."""


def begun(amount: int, unit: str) -> Rows:
    run = Rows(
        case=Case(),
        clock="receipt",
        started_at=START,
        amount=amount,
        unit=unit,
        first_day_counts=False,
        rolls_off_holiday=True,
    )
    _clocks.reckon(act(START), run, CLOCK)
    return run


def act(at: datetime) -> Act:
    return Act("cases.test", "试", Actor.system(), at)


@pytest.mark.django_db
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amount=st.integers(1, 30),
    unit=st.sampled_from(["minute", "hour", "working_day", "calendar_day"]),
    steps=STEPS,
)
def test_accounting(amount: int, unit: str, steps: list[tuple[str, int]]) -> None:
    run, now, fired = begun(amount, unit), START, []
    first_due = run.due_at
    assert first_due is not None and first_due > START
    stood_still = timedelta()
    since = START
    for verb, minutes in steps:
        now += timedelta(minutes=minutes)
        if verb == "suspend" and not run.suspended:
            _clocks.suspend(act(now), run)
            since = now
            assert run.due_at is None and run.next_at is None
        elif verb == "resume" and run.suspended:
            _clocks.resume(act(now), run, CLOCK)
            stood_still += now - since
        elif verb == "extend" and not run.suspended:
            before = run.due_at
            _clocks.extend(act(now), run, CLOCK, 1)
            assert run.due_at is not None and before is not None and run.due_at >= before
        elif verb == "fire" and run.next_at is not None and run.next_at <= now:
            assert run.next_at >= run.started_at
            fired.append(run.position)
            run.position += 1
            _clocks.reckon(act(now), run, CLOCK)
    if run.suspended:
        _clocks.resume(act(now + timedelta(minutes=1)), run, CLOCK)
        stood_still += now + timedelta(minutes=1) - since
    assert fired == sorted(set(fired)), "an escalation's number never comes twice"
    assert run.due_at is not None
    if unit in ("minute", "hour"):
        span = (
            timedelta(minutes=amount + run.extra) if unit == "minute" else timedelta(hours=amount + run.extra)
        )
        counted = [
            (datetime.fromisoformat(a), datetime.fromisoformat(b))
            for a, b in run.suspensions
            if b is not None
        ]
        overlap = sum((b - a for a, b in counted if a < run.due_at), timedelta())
        assert run.due_at - START == span + overlap, (
            "exactly the limit, plus what stood still before it ended"
        )
    else:
        assert run.due_at >= first_due, "suspensions and extensions only ever add time"
        assert (run.due_at.hour, run.due_at.minute, run.due_at.second) == (23, 59, 59)
