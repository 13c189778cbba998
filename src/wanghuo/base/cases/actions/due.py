"""What the system does when a clock comes due, and carrying a case to a new version of its flow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import NotNow
from wanghuo.kernel.flow import EXPIRED, CannotMove, Step, following, plan_move, step

from ..flows import flow as flow_called
from ..history import standing
from ..limits import appointment
from ..models import Case, ClockRun, Escalation, Event
from ..people import persons_for
from . import _clocks, _telling


@action("cases.escalate", "时限升级")
def escalate(act: Act, case: Case, run: ClockRun, *, now: datetime) -> Escalation:
    """Do the one escalation of ``run`` that is due. The caller holds the lock on ``case`` and has just read ``run``.

    Raises IntegrityError when it was already done, and RuntimeError when it is not due: both are the sweep's
    mistakes, never a person's.
    """
    act.on(case)
    clock = case.flow.clock(run.clock)
    due = following(clock, run.amount or 1, run.extra, run.position - run.cycle_from)
    if due is None or run.next_at is None or run.next_at > now or not run.running:
        raise RuntimeError(f"clock run {run.pk} is not due")
    overtaken = _overtaken(run, due.step, now)
    told = [] if overtaken else persons_for(case, due.step.to, timezone.localdate(now))
    done = Escalation.objects.create(
        run=run,
        position=run.position,
        step=due.step.id,
        label=due.step.label,
        level=due.step.level,
        due_at=run.next_at,
        at=act.at,
        told=told,
        overtaken=overtaken,
    )
    if due.step.is_expiry:
        run.expired_at = act.at
        _expired(act, case, run)
    run.level = max(run.level, due.step.level)
    run.position += 1
    run.next_at = appointment(run, clock)
    run.save()
    _clocks.show_due(act, case)
    case.save(update_fields=["due_at", "level", "provisional"])
    act.note(clock=run.label, step=due.step.label, level=due.step.level, due=done.due_at, told=len(told))
    if told:
        _telling.tell_escalation(act, case, run, done)
    emit("cases.escalated", escalation=done.pk)
    return done


@action("cases.recount", "重算期限")
def recount(act: Act, case: Case, *, why: str) -> int:
    """Reckon the live clocks anew whose due moment was provisional; returns how many moved. ``why`` for the record."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    act.on(case)
    moved = {}
    for run in case.clocks.filter(provisional=True, stopped_at__isnull=True):
        before = run.due_at
        _clocks.reckon(act, run, case.flow.clock(run.clock))
        run.save()
        if run.due_at != before:
            moved[run.label] = [before, run.due_at]
    _clocks.show_due(act, case)
    case.save(update_fields=["due_at", "level", "provisional"])
    act.note(why=why, moved=moved)
    return len(moved)


@action("cases.move_version", "更换流程版本")
def move_version(act: Act, case: Case, *, version: int, states: Mapping[str, str] | None = None) -> Case:
    """Carry a case to a newer version of its flow; ``states`` maps states that were renamed."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    act.on(case)
    old, new = case.flow, flow_called(case.flow_id, version)
    status = standing(case)
    try:
        move = plan_move(old, new, status, states)
    except CannotMove as error:
        raise NotNow(f"{error}。", rule="事项停在立案时的流程版本，换版须明示") from error
    moved, effects = step(new, status, move.event)
    _clocks.turn(act, case, old, effects, why="更换流程版本")
    came_from = case.state
    act.changed(case, flow_version=version, state=str(moved.state))
    _record(act, case, move.event.name, f"流程改为第 {version} 版", came_from)
    case.save()
    return case


def _overtaken(run: ClockRun, now_step: Step, now: datetime) -> bool:
    """After an outage a reminder before a limit that is already over, or a repetition that the next one already
    follows, is recorded but told to nobody.
    """
    if now_step.at is not None and now_step.at < 0:
        return run.due_at is not None and run.due_at < now
    if not now_step.repeat:
        return False
    later = ClockRun(**{field.attname: getattr(run, field.attname) for field in run._meta.concrete_fields})
    later.position += 1
    ahead = appointment(later, later.case.flow.clock(run.clock))
    return ahead is not None and ahead <= now


def _expired(act: Act, case: Case, run: ClockRun) -> None:
    _record(act, case, f"{EXPIRED}{run.clock}", f"{run.label}已到期", case.state)


def _record(act: Act, case: Case, name: str, label: str, came_from: str) -> None:
    Event.objects.create(
        case=case,
        seq=case.events.count() + 1,
        name=name,
        label=label,
        at=act.at,
        person_id=act.actor.person,
        person_name=act.actor.name,
        organisation_name=act.actor.organisation_name,
        from_state=came_from,
        to_state=case.state,
        flow_version=case.flow_version,
    )
