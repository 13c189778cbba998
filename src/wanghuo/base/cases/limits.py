"""How long a clock runs and when its steps come due: dates asked for, law parameters, product settings.

The only module of this room that speaks to the law room.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from wanghuo.base.law.queries import clock as working_day_clock
from wanghuo.base.law.queries import law, setting
from wanghuo.kernel.flow import Clock, following
from wanghuo.kernel.law import SHANGHAI, UNITS, Deadline, Suspension, Term

from .models import ClockRun

REMIND_AT = time(9, 0)
"""Reminders before a limit counted in days go out in the morning of that day, not at its last second."""

_A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """``term`` None: 未设定. ``basis`` says in Chinese where it comes from, ``url`` where it can be seen and set."""

    term: Term | None
    basis: str
    url: str = ""


def limit_of(clock: Clock, start: datetime, asked_for: date | None) -> Limit:
    """The limit of a clock that starts at ``start``: the date asked for, else the law then in force, else the setting."""
    if asked_for is not None:
        days = (asked_for - timezone.localdate(start)).days
        if days >= 1:
            term = Term(days, "calendar_day", False, False, "移交方指定的日期")
            return Limit(term, f"移交方指定：{asked_for.year}年{asked_for.month}月{asked_for.day}日前办结")
    if clock.law:
        found = law.at(timezone.localdate(start), clock.law)
        where = f"/law/{clock.law}/"
        if found.entry is not None and found.is_set:
            return Limit(found.term(), f"{found.entry.citation}（{found.certainty.label}）", where)
        return Limit(None, f"法律参数“{found.parameter.label}”{found.state_label}", where)
    if clock.setting:
        chosen = setting(clock.setting)
        basis = f"产品设置“{chosen.setting.label}”：{chosen.shown}（{chosen.mark}）"
        return Limit(chosen.term(), basis, f"/law/settings/{clock.setting}/")
    return Limit(None, "未设定：没有法定期限，也没有指定办理期限")


def deadline_of(run: ClockRun, amount: int | None = None) -> Deadline:
    """The deadline of a run, or of its first ``amount`` units, with its suspensions. The run must have a limit."""
    total = (run.amount or 0) + run.extra if amount is None else amount
    term = Term(total, run.unit, run.first_day_counts, run.rolls_off_holiday)
    return working_day_clock.deadline(run.started_at, term, suspensions=suspensions_of(run))


def suspensions_of(run: ClockRun) -> list[Suspension]:
    return [
        Suspension(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
        for since, until in run.suspensions
    ]


def appointment(run: ClockRun, clock: Clock) -> datetime | None:
    """When the run's next escalation comes due; None when it has no more, no limit, or stands still."""
    if run.amount is None or run.suspended:
        return None
    due = following(clock, run.amount, run.extra, run.position - run.cycle_from)
    if due is None:
        return None
    by_day = run.unit not in ("hour", "minute")
    early = due.step.at is not None and due.step.at < 0
    if due.amount == 0 and not by_day:
        return run.started_at
    found = deadline_of(run, max(due.amount, 1))
    if found.at is None:
        return None
    if early and by_day:
        return max(datetime.combine(found.at.date(), REMIND_AT, SHANGHAI), run.started_at)
    return found.at if early else found.at + _A_MOMENT


def spoken(run: ClockRun) -> str:
    """The limit as a clerk reads it: “2个工作日，已延长3个工作日”."""
    if run.amount is None:
        return "未设定"
    label = UNITS[run.unit].label
    return f"{run.amount}{label}" + (f"，已延长{run.extra}{label}" if run.extra else "")
