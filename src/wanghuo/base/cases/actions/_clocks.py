"""Starting, stopping, suspending and extending the clocks of a case. Steps of actions: they take the act under way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Min

from wanghuo.base.ledger.record import Act
from wanghuo.kernel.flow import Clock, Effect, EffectKind, Flow

from ..limits import appointment, deadline_of, limit_of
from ..models import Case, ClockRun, Event


def turn(act: Act, case: Case, flow: Flow, effects: Iterable[Effect], *, why: str, amount: int = 0) -> None:
    """Carry out the flow's effects on the case's clocks, then bring the case's own due moment up to date."""
    for effect in effects:
        clock = flow.clock(effect.clock)
        if effect.kind == EffectKind.START:
            start(act, case, clock)
            continue
        run = case.clocks.filter(clock=clock.id, stopped_at__isnull=True).first()
        if run is None:
            continue
        match effect.kind:
            case EffectKind.STOP:
                stop(act, run, why)
            case EffectKind.SUSPEND:
                suspend(act, run)
            case EffectKind.RESUME:
                resume(act, run, clock)
            case EffectKind.EXTEND:
                extend(act, run, clock, amount)
    show_due(act, case)


def start(act: Act, case: Case, clock: Clock) -> ClockRun:
    limit = limit_of(clock, act.at, _asked_for(case, clock))
    run = ClockRun(
        case=case,
        clock=clock.id,
        label=clock.label,
        started_at=act.at,
        basis=limit.basis,
        basis_url=limit.url,
    )
    if limit.term is not None:
        run.amount, run.unit = limit.term.n, limit.term.unit
        run.first_day_counts = limit.term.first_day_counts
        run.rolls_off_holiday = limit.term.rolls_off_holiday
        reckon(act, run, clock)
    run.save()
    return run


def stop(act: Act, run: ClockRun, why: str) -> None:
    if run.suspended:
        _end_suspension(act, run)
    run.stopped_at, run.stopped_by, run.next_at = act.at, why, None
    run.save()


def suspend(act: Act, run: ClockRun) -> None:
    run.suspensions = [*run.suspensions, [act.at.isoformat(), None]]
    run.suspended, run.next_at, run.due_at = True, None, None
    run.save()


def resume(act: Act, run: ClockRun, clock: Clock) -> None:
    _end_suspension(act, run)
    reckon(act, run, clock)
    run.save()


def extend(act: Act, run: ClockRun, clock: Clock, amount: int) -> None:
    """Add to the limit; the steps begin anew, except those whose moment is already past."""
    run.extra += amount
    run.cycle_from, run.level, run.expired_at = run.position, 0, None
    reckon(act, run, clock)
    while run.next_at is not None and run.next_at <= act.at and not _is_over(run, act):
        run.position += 1
        reckon(act, run, clock)
    run.save()


def reckon(act: Act, run: ClockRun, clock: Clock) -> None:
    """Set when the run is due and when its next escalation is, from its limit, extensions and suspensions."""
    if run.amount is None or run.suspended:
        return
    found = deadline_of(run)
    run.due_at, run.provisional, run.explanation = found.at, found.provisional, found.explain()
    run.next_at = appointment(run, clock)


def show_due(act: Act, case: Case) -> None:
    """The case shows the nearest due moment and the highest escalation of its live clocks (not saved here)."""
    live = case.clocks.filter(stopped_at__isnull=True, suspended=False)
    found = live.aggregate(due=Min("due_at"), level=Max("level"))
    case.due_at, case.level = found["due"], found["level"] or 0
    nearest = live.filter(due_at=case.due_at).first() if case.due_at else None
    case.provisional = bool(nearest and nearest.provisional)


def _end_suspension(act: Act, run: ClockRun) -> None:
    *before, (since, _) = run.suspensions
    run.suspensions = [*before, [since, act.at.isoformat()]]
    run.suspended = False


def _is_over(run: ClockRun, act: Act) -> bool:
    """The whole limit is past even with the extension: then its expiry is due and must not be skipped."""
    return run.due_at is not None and run.due_at < act.at


def _asked_for(case: Case, clock: Clock) -> date | None:
    """The date last typed into the field the clock follows, in any step of the case so far."""
    if not clock.by_field:
        return None
    values = (
        Event.objects.filter(case=case, values__has_key=clock.by_field)
        .order_by("-seq")
        .values_list("values", flat=True)
        .first()
    )
    return date.fromisoformat(values[clock.by_field]) if values and values[clock.by_field] else None
