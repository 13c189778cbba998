"""Makes a clock have started earlier: what a night's outage looks like to the next morning's sweep."""

from __future__ import annotations

from datetime import timedelta

from wanghuo.base.cases.limits import appointment, deadline_of
from wanghuo.base.cases.models import Case, ClockRun


def age(case: Case, clock: str = "receipt", **by: float) -> ClockRun:
    """The live run of that clock, as if started ``by`` (timedelta's arguments) earlier."""
    run = case.clocks.get(clock=clock, stopped_at=None)
    run.started_at -= timedelta(**by)
    run.due_at = deadline_of(run).at
    run.next_at = appointment(run, case.flow.clock(clock))
    run.save()
    Case.objects.filter(pk=case.pk).update(due_at=run.due_at)
    return run
