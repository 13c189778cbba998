"""Taking one step of a case's flow: the part that all verbs share. They take the act under way.

A later room's own actions call :func:`opened` and :func:`take` inside their ``@action``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.kernel.flow import (
    OPEN,
    Actor,
    Flow,
    Status,
    Transition,
    allowed,
    check_filled,
    clean,
    step,
)
from wanghuo.kernel.flow import Event as Happening

from ..attachments import counts
from ..flows import flow as flow_called
from ..history import standing
from ..models import Case, CaseNumber, Event
from ..people import acts_for, facts_of, people_of
from ..values import resolve
from . import _clocks, _telling

RULE = "流程“{label}”第 {version} 版"
Change = Callable[[Case, dict[str, Any]], Mapping[str, Any]]


def opened(act: Act, flow_id: str, case: Case, values: Mapping[str, Any], *, key: str = "") -> Case:
    """Open a case under the newest version of a flow. ``case`` is unsaved and has title and owner set.

    The same person's same ``key`` gives the case opened before.
    """
    flow = flow_called(flow_id)
    before = _done_before(act, key, OPEN, None)
    if before is not None:
        return before
    case.flow_id, case.flow_version, case.state = flow.id, flow.version, flow.initial
    case.state_since = case.opened_at = act.at
    case.opened_by_id, case.holder_id = act.actor.person, case.owner_id
    act.on(case)
    transition = flow.transition(None, OPEN)
    assert transition is not None
    filled = _filled(flow, transition, values)
    case.number = next_number(act, flow)
    case.save()
    facts = frozenset({f"source:{case.source}"})
    happening = Happening(OPEN, str(case.owner_id), facts, flow.version)
    status, effects = step(flow, Status(), happening)
    _write_event(act, case, transition, happening, filled, "", case.owner_id, key)
    _clocks.turn(act, case, flow, effects, why=transition.label)
    case.save()
    emit("cases.opened", case=case.pk, state=status.state)
    return case


def take(
    act: Act,
    case: Case,
    verb: str,
    values: Mapping[str, Any] | None = None,
    *,
    key: str = "",
    change: Change | None = None,
) -> Case:
    """Take the step ``verb``. Returns the case as it then is; the row given is left as it was.

    ``change`` gets the locked case and the cleaned values and returns fields to set. Raises Refused (403) when
    it is another's business, NotNow (409) when the state or history forbids it, BadInput (422) for what was typed.
    """
    before = _done_before(act, key, verb, case)
    if before is not None:
        return before
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    act.on(case)
    flow, status = case.flow, standing(case)
    transition = _may_take(act, case, flow, status, verb)
    filled = _filled(flow, transition, values or {})
    came_from = case.state
    organisation = acts_for(act.actor, case, transition, timezone.localdate(act.at))
    happening = Happening(verb, str(organisation or ""), frozenset({f"source:{case.source}"}))
    status, effects = step(flow, status, happening)
    event = _write_event(act, case, transition, happening, filled, came_from, organisation, key, status.state)
    held_before = case.holder_id
    if change is not None:
        act.changed(case, **change(case, filled))
    _enter(act, case, flow, str(status.state))
    _clocks.turn(act, case, flow, effects, why=transition.label, amount=int(filled.get("amount") or 0))
    case.save()
    act.note(step=transition.label, values=filled)
    _telling.tell_step(act, case, transition, event, held_before)
    emit("cases.stepped", case=case.pk, verb=verb, state=case.state)
    return case


def next_number(act: Act, flow: Flow) -> str:
    """The next number of the year, such as XTYJ-2026-0007: without gaps, for a rollback gives it back."""
    year = timezone.localdate(act.at).year
    CaseNumber.objects.bulk_create([CaseNumber(prefix=flow.number_prefix, year=year)], ignore_conflicts=True)
    counter = CaseNumber.objects.select_for_update().get(prefix=flow.number_prefix, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return str(counter)


def chosen_assignee(act: Act, case: Case, filled: Mapping[str, Any]) -> int | None:
    """The assignee typed in, who must hold a post at the receiving organisation."""
    person = filled.get("assignee")
    if person is not None and person not in {one.pk for one in people_of(case.receiver_id)}:
        raise BadInput(
            f"承办人应是{case.receiver}的在岗人员。",
            fields={"assignee": f"请从{case.receiver}的在岗人员中选择"},
            rule="承办人由接收单位在本单位人员中确定",
        )
    return person


def holder_of(act: Act, case: Case, flow: Flow) -> int | None:
    """The organisation that has to act in the case's state; None for the committee's office and for final states."""
    party = flow.state(case.state).holder
    column = {"originator": "owner_id", "sender": "sender_id", "receiver": "receiver_id"}.get(party or "")
    return getattr(case, column) if column else None


def _enter(act: Act, case: Case, flow: Flow, state: str) -> None:
    if state != case.state:
        act.changed(case, state=state)
        case.state_since = act.at
    if flow.state(state).final:
        case.closed_at = act.at
    case.holder_id = holder_of(act, case, flow)


def _may_take(act: Act, case: Case, flow: Flow, status: Status, verb: str) -> Transition:
    rule = RULE.format(label=flow.label, version=flow.version)
    transition = flow.transition(case.state, verb)
    if transition is None:
        label = next((item.label for item in flow.transitions if item.verb == verb), verb)
        able = "、".join(item.label for item in flow.leaving(case.state)) or "无"
        raise NotNow(
            f"事项现为“{flow.state(case.state).label}”，不能办理“{label}”。",
            rule=rule,
            next_step=f"请刷新页面查看最新状态；此状态下的步骤：{able}。",
        )
    actor = Actor(facts_of(act.actor, case, timezone.localdate(act.at)))
    option = next(
        item for item in allowed(flow, status, actor, counts(case)) if item.transition is transition
    )
    if option.refusal is None:
        return transition
    if any(alternative <= actor.facts for alternative in transition.who):
        raise NotNow(option.refusal + "。", rule=rule, next_step="请先满足上述前提。")
    raise Refused(option.refusal + "。", rule=rule, next_step="如需办理，请联系该单位，或在本事项留言说明。")


def _filled(flow: Flow, transition: Transition, values: Mapping[str, Any]) -> dict[str, Any]:
    faults = check_filled(flow, transition, values)
    typed = {
        field_id: clean(flow.field(field_id), value)
        for field_id, value in values.items()
        if field_id not in faults and str(value if value is not None else "").strip()
    }
    rows, more = resolve(flow, typed)
    faults |= more
    if faults:
        raise BadInput(
            "填写的内容有误：" + "；".join(faults.values()) + "。",
            fields=faults,
            rule=f"“{transition.label}”的填写要求",
        )
    return {**typed, **rows}


def _write_event(
    act: Act,
    case: Case,
    transition: Transition,
    happening: Happening,
    values: Mapping[str, Any],
    came_from: str,
    organisation: int | None,
    key: str,
    to_state: str | None = None,
) -> Event:
    body = Organisation.objects.filter(pk=organisation).first() if organisation else None
    return Event.objects.create(
        case=case,
        seq=case.events.count() + 1,
        name=happening.name,
        label=transition.label,
        at=act.at,
        person_id=act.actor.person,
        person_name=act.actor.name,
        organisation=body,
        organisation_name=str(body) if body else act.actor.organisation_name,
        from_state=came_from,
        to_state=to_state or case.state,
        flow_version=case.flow_version,
        values=dict(values),
        facts=sorted(happening.facts),
        key=key or None,
    )


def _done_before(act: Act, key: str, verb: str, case: Case | None) -> Case | None:
    """The case on which this person already did this under this key. Waits for one under way with the same key."""
    if not key:
        return None
    if len(key) > 80:
        raise BadInput("幂等键过长。", fields={"key": "至多 80 个字符"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('wanghuo.cases.key'), hashtext(%s))",
            [f"{act.actor.person}:{key}"],
        )
    event = Event.objects.select_related("case").filter(person_id=act.person, key=key).first()
    if event is None:
        return None
    if event.name != verb or (case is not None and event.case_id != case.pk):
        raise BadInput(
            f"此幂等键已用于“{event.label}”（{event.case.number}），不能再用于另一操作。",
            fields={"key": "请换一个新的幂等键"},
            rule="接口幂等规则",
            next_step="每一次不同的操作用一个新的键；重试同一操作才用原来的键。",
        )
    act.on(event.case)
    act.note(repeated=key)
    return event.case
