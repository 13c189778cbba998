"""What the shell and the workbench show of this room: 我的工作 and the list of cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from wanghuo.base.scope.rows import visible
from wanghuo.base.shell.registry import WorkItem, my_work
from wanghuo.base.workbench import Column, Desk, DeskAction, Filter, register
from wanghuo.kernel.scope import Actor

from .actions import open_case
from .choices import owners_of, sector_choices, town_choices
from .flows import flows
from .models import Case
from .people import COMMITTEE, COMMITTEE_LEADER, LEADERS
from .showing import TONES

_TODO = {
    "draft": ("handle", "起草中，尚未移交"),
    "sent": ("receive", "待接收"),
    "handling": ("handle", "待办理"),
    "lacking": ("handle", "待补充材料"),
    "suspended": ("handle", "中止中，待恢复"),
    "answered": ("confirm", "待确认结果"),
    "returned": ("handle", "被退回，待改送"),
    "disputed": ("handle", "待指定接收单位"),
}
_MOST = 100


@my_work("cases")
def my_cases(actor: Actor, now: datetime) -> Iterator[WorkItem]:
    """To receive, to handle, to confirm, overdue, and what was escalated to this person; the nearest due first."""
    day = timezone.localdate(now)
    mine, roles = actor.organisations(day), actor.roles(day)
    rows = visible(actor, Case.objects.filter(closed_at=None), "cases.view").select_related(
        "owner", "holder", "sender"
    )
    wanted = Q(holder_id__in=mine) | Q(assignee_id__in=actor.stands_for(day))
    if COMMITTEE in roles:
        wanted |= Q(state="disputed") | Q(level__gte=1)
    if COMMITTEE_LEADER in roles:
        wanted |= Q(level__gte=2)
    for case in rows.filter(wanted).order_by("due_at", "id")[:_MOST]:
        item = _item(case, actor, now, day, roles)
        if item is not None:
            yield item


def _item(case: Case, actor: Actor, now: datetime, day: Any, roles: frozenset[str]) -> WorkItem | None:
    ours = case.holder_id in actor.organisations(day)
    assigned = case.assignee_id
    leads = bool(roles & LEADERS)
    if ours and assigned and assigned not in actor.stands_for(day) and not leads and case.state == "handling":
        return None  # given to a colleague: it is in his work, and in the leader's
    kind, words = _TODO.get(case.state, ("handle", case.state_now.label))
    late = case.overdue(now)
    if not ours and case.level:
        kind, words = (
            "overdue",
            f"{case.holder or '区消安委办'}{case.state_now.label}，已{'督办' if case.level > 1 else '上报'}",
        )
    elif late:
        kind = "overdue"
    return WorkItem(
        title=case.title,
        url=case.get_absolute_url(),
        kind=kind,
        due=case.due_at,
        from_whom=str(case.sender or case.owner),
        detail=f"{case.number} · {words}",
        urgent=late or case.level > 0 or case.priority == "critical",
        provisional=case.provisional,
    )


def _state_choices() -> list[tuple[str, str]]:
    return [(state.id, state.label) for one in flows().values() for state in one.states]


def _state_looks(label: str) -> str:
    tones = {state.label: TONES[state.tone] for one in flows().values() for state in one.states}
    return tones.get(label, "none")


def _mine(actor: Actor) -> list[tuple[int, str]]:
    if len(actor.organisations(timezone.localdate())) == 1 and actor.organisation is not None:
        return [(actor.organisation, actor.organisation_name)]  # the common case asks nothing of the database
    return owners_of(actor)


@register
class CaseDesk(Desk):
    """The list of cases. Each case has a page of its own."""

    model = Case
    slug = "cases"
    title = "协同移交"
    noun = "件"
    view = "cases.view"
    nav = ("业务协同", 20, "arrows-exchange")
    related = ("owner", "receiver", "holder", "division")
    columns = [
        Column("number", "编号", link=True, as_="mono"),
        Column("title", "事项"),
        Column("state", "状态", as_="status", value=lambda row: row.state_now.label, looks=_state_looks),
        Column("owner", "移交方"),
        Column("receiver", "接收单位"),
        Column("division", "属地"),
        Column("due_at", "到期", as_="due", sort=True),
    ]
    search = ["number", "title"]
    filters = [
        Filter("state", "状态", choices=lambda actor: _state_choices()),
        Filter("holder", "待哪个单位办", path="holder_id", choices=_mine),
        Filter(
            "pressing",
            "缓急",
            choices=[("late", "已逾期"), ("week", "七天内到期")],
        ),
        Filter("escalated", "升级", path="level", match="gte", choices=[(1, "已上报"), (2, "已督办")]),
        Filter(
            "town",
            "镇街",
            path="division__code",
            match="startswith",
            choices=lambda actor: [(code[:9], name) for code, name in town_choices()],
        ),
        Filter("sector", "行业", choices=lambda actor: sector_choices()),
    ]
    order = "-id"
    exports = ("xlsx", "csv")
    create = DeskAction(open_case, label="新建移交")
    create_url = "/cases/new/"
    detail_url = "/cases/{pk}/"
    empty = ("还没有移交事项", "发现不归本单位管的消防安全问题，点“新建移交”交给有职责的单位。")

    def rows(self) -> QuerySet[Case]:
        soon = Now() + timedelta(days=7)
        pressing = When_(
            When(closed_at__isnull=False, then=Value("")),
            When(due_at__lt=Now(), then=Value("late")),
            When(due_at__lt=soon, then=Value("week")),
            default=Value(""),
            output_field=CharField(),
        )
        return super().rows().annotate(pressing=pressing)
