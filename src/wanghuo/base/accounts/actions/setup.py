"""The first run of an empty district: done by the platform on behalf of the operator who holds the one-time link."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import localdate

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow
from wanghuo.base.scope.policy import policy

from ..models import FirstRun, Organisation, Person
from ..rules import APART_RULE, KEPT_APART
from .organisations import create_organisation
from .people import assign_post, create_person
from .security import issue_link

STEPS = ("administrators", "divisions", "organisations")


@dataclass(frozen=True, slots=True)
class NewAdministrator:
    role: str
    name: str
    username: str
    phone: str = ""


def _row(act: Act) -> FirstRun:
    FirstRun.objects.get_or_create(pk=1)
    row = FirstRun.objects.select_for_update().get(pk=1)
    if row.closed_at:
        raise NotNow("首次运行已完成，不能再次进行。", rule="首次运行只有一次", next_step="请正常登录。")
    return row


@action("accounts.set_up_administrators", "设立三类管理员")
def set_up_administrators(
    act: Act, operator: str, people: list[NewAdministrator]
) -> list[tuple[Person, str, str]]:
    """Three different people at the operating organisation. Returns (person, role, first-link token) for each."""
    row = _row(act)
    act.on(row)
    if row.administrators_at:
        raise NotNow("三类管理员已设立。", rule="首次运行", next_step="请继续下一步。")
    fields = {}
    if not operator.strip():
        fields["operator"] = "请填写运行本平台的单位。"
    for key, values in (
        ("name", [p.name.strip() for p in people]),
        ("username", [p.username for p in people]),
    ):
        for index, value in enumerate(values):
            if value in values[:index]:
                fields[f"{key}_{people[index].role}"] = "三类管理员须由不同的人担任。"
    if sorted(p.role for p in people) != sorted(KEPT_APART):
        raise BadInput("须同时设立三类管理员。", rule=APART_RULE)
    if fields:
        raise BadInput("三类管理员未设立。", fields=fields, rule=APART_RULE)
    body = create_organisation(
        act.actor, name=operator.strip(), kind=Organisation.Kind.OTHER, source="首次运行时填写"
    )
    made = [(_administrator(act, body, p), policy().labels[p.role]) for p in people]
    row.operator, row.administrators_at = body, act.at
    row.save()
    return [(p, role, issue_link(act.actor, p, purpose="first", minutes=7 * 24 * 60)) for p, role in made]


def _administrator(act: Act, body: Organisation, new: NewAdministrator) -> Person:
    try:
        person = create_person(act.actor, username=new.username, name=new.name, phone=new.phone)
    except BadInput as bad:
        raise BadInput(
            "三类管理员未设立。", fields={f"{k}_{new.role}": v for k, v in bad.fields.items()}, rule=bad.rule
        ) from bad
    label = policy().labels[new.role]
    assign_post(
        act.actor, person, body, role=new.role, title=label, since=localdate(act.at), basis="首次运行"
    )
    return person


@action("accounts.finish_set_up_step", "完成首次运行步骤")
def finish_set_up_step(act: Act, step: str) -> FirstRun:
    """Marks a step done; the last one closes the first run for ever."""
    row = _row(act)
    act.on(row)
    if step not in STEPS[1:] or not row.administrators_at:
        raise NotNow("请先完成前面的步骤。", rule="首次运行", next_step="请从第一步开始。")
    setattr(row, f"{step}_at", act.at)
    if row.divisions_at and row.organisations_at:
        row.closed_at = act.at
    row.save()
    act.note(step=step)
    return row
