"""HTTP API: list, read, open, hand over, receive. A writing call carries an ``Idempotency-Key`` and may be repeated."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from wanghuo.base.scope import BadInput, Refused
from wanghuo.base.scope.guards import api
from wanghuo.base.scope.rows import visible

from . import actions
from .choices import owners_of, town_of
from .models import Case, Priority, Source
from .queries import choices_for, seen_by

router = Router()
VIEW = "cases.view"
KEY = Header(..., alias="Idempotency-Key", min_length=8, max_length=70, pattern=r"^[\w.:-]+$")


class Body(Schema):
    id: int
    name: str

    @classmethod
    def of(cls, row: Any) -> Body | None:
        return cls(id=row.pk, name=str(row)) if row is not None else None


class CaseOut(Schema):
    """A case. ``due_at`` is the nearest due moment of its running clocks; ``level`` 1 reported, 2 supervised."""

    id: int
    number: str
    title: str
    flow: str
    flow_version: int
    state: str
    state_label: str
    owner: Body
    receiver: Body | None
    holder: Body | None
    division: str | None
    sector: str
    priority: str
    source: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    overdue: bool
    level: int
    demo: bool

    @classmethod
    def of(cls, row: Case) -> CaseOut:
        return cls(
            id=row.pk,
            number=row.number,
            title=row.title,
            flow=row.flow_id,
            flow_version=row.flow_version,
            state=row.state,
            state_label=row.state_now.label,
            owner=Body(id=row.owner_id, name=str(row.owner)),
            receiver=Body.of(row.receiver),
            holder=Body.of(row.holder),
            division=row.division.code if row.division else None,
            sector=row.sector,
            priority=row.priority,
            source=row.source,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            due_at=row.due_at,
            due_provisional=row.provisional,
            overdue=row.overdue(timezone.now()),
            level=row.level,
            demo=row.demo,
        )


class StepOut(Schema):
    """A step from the present state: ``refusal`` is empty when the caller may take it."""

    verb: str
    label: str
    refusal: str


class EventOut(Schema):
    seq: int
    name: str
    label: str
    at: datetime
    organisation: str
    to_state: str


class ClockOut(Schema):
    clock: str
    label: str
    basis: str
    amount: int | None
    unit: str
    started_at: datetime
    due_at: datetime | None
    provisional: bool
    suspended: bool
    stopped_at: datetime | None
    level: int


class CaseFull(CaseOut):
    facts: str
    requirement: str
    steps: list[StepOut]
    events: list[EventOut]
    clocks: list[ClockOut]


class Page(Schema):
    """``next``: pass it as ``before`` for the following page; null on the last."""

    items: list[CaseOut]
    next: int | None


class Filters(Schema):
    state: str = Field("", pattern=r"^[a-z_]{0,40}$")
    overdue: bool = False
    holder: int | None = Field(None, ge=1, le=2**62)
    town: str = Field("", pattern=r"^(\d{9,12})?$")
    before: int | None = Field(None, ge=1, le=2**62)
    limit: int = Field(50, ge=1, le=200)


class OpenIn(Schema):
    title: str = Field(min_length=4, max_length=80)
    facts: str = Field("", max_length=4000)
    ground: str = Field("", max_length=1000, description="移交理由，写入移交函")
    requirement: str = Field("", max_length=1000)
    owner: int | None = Field(None, ge=1, le=2**62, description="以哪个单位的名义；不填为本人主要任职单位")
    receiver: int | None = Field(None, ge=1, le=2**62)
    handle_by: date | None = None
    division: str = Field("", pattern=r"^(\d{12})?$")
    sector: str = Field("", pattern=r"^[a-z_]{0,40}$")
    priority: Priority = Priority.NORMAL
    source: Source = Source.OTHER


class HandOverIn(Schema):
    receiver: int = Field(ge=1, le=2**62)
    facts: str = Field("", max_length=4000)
    ground: str = Field("", max_length=1000, description="移交理由，写入移交函")
    requirement: str = Field("", max_length=1000)
    handle_by: date | None = None


class ReceiveIn(Schema):
    assignee: int | None = Field(None, ge=1, le=2**62)
    note: str = Field("", max_length=2000)


def _case(request: HttpRequest, pk: int) -> Case:
    found = seen_by(request.actor).filter(pk=pk).first() if pk <= 2**62 else None  # type: ignore[attr-defined]
    if found is None:
        raise Refused("没有这件事项，或不在您的权限范围内。", rule="岗位与权限规则", status=404)
    return found


@router.get("/", response={200: Page}, summary="事项列表（新的在前）")
@api(VIEW)
def list_cases(request: HttpRequest, asked: Query[Filters]):
    rows = visible(request.actor, Case.objects.all(), VIEW).select_related(  # type: ignore[attr-defined]
        "owner", "receiver", "holder", "division"
    )
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.overdue:
        rows = rows.filter(due_at__lt=timezone.now(), closed_at=None)
    if asked.holder:
        rows = rows.filter(holder_id=asked.holder)
    if asked.town:
        rows = rows.filter(division__code__startswith=asked.town[:9])
    if asked.before:
        rows = rows.filter(pk__lt=asked.before)
    found = list(rows.order_by("-pk")[: asked.limit + 1])
    more = len(found) > asked.limit
    found = found[: asked.limit]
    return Page(items=[CaseOut.of(row) for row in found], next=found[-1].pk if more else None)


@router.get("/{int:pk}/", response={200: CaseFull}, summary="一件事项")
@api(VIEW)
def read_case(request: HttpRequest, pk: int):
    case = _case(request, pk)
    return CaseFull(
        **CaseOut.of(case).model_dump(),
        facts=case.facts,
        requirement=case.requirement,
        steps=[
            StepOut(verb=choice.transition.verb, label=choice.transition.label, refusal=choice.refusal)
            for choice in choices_for(request.actor, case)  # type: ignore[attr-defined]
        ],
        events=[
            EventOut(
                seq=row.seq,
                name=row.name,
                label=row.label,
                at=row.at,
                organisation=row.organisation_name,
                to_state=row.to_state,
            )
            for row in case.events.all()
        ],
        clocks=[
            ClockOut(**{name: getattr(run, name) for name in ClockOut.model_fields})
            for run in case.clocks.order_by("id")
        ],
    )


@router.post("/", response={201: CaseOut}, summary="起草移交")
@api("cases.open_case")
def open_case(request: HttpRequest, asked: OpenIn, key: str = KEY):
    bodies = owners_of(request.actor, rows=True)  # type: ignore[attr-defined]
    owner = next((body for body in bodies if asked.owner in (None, body.pk)), None)
    if owner is None:
        raise BadInput(
            "只能以本人任职单位的名义起草。", fields={"owner": "不是您的任职单位"}, rule="移交以单位名义办理"
        )
    division = town_of(asked.division)
    if asked.division and division is None:
        raise BadInput("没有这个区划代码。", fields={"division": "请填 12 位统计代码"})
    given = asked.model_dump(exclude={"owner", "division"}, exclude_none=True)
    case = actions.open_case(request.actor, owner=owner, division=division, key=key, **given)  # type: ignore[attr-defined]
    return Status(201, CaseOut.of(case))


@router.post("/{int:pk}/hand-over/", response={200: CaseOut}, summary="移交")
@api("cases.hand_over")
def hand_over(request: HttpRequest, pk: int, asked: HandOverIn, key: str = KEY):
    given = {name: value for name, value in asked.model_dump().items() if value not in (None, "")}
    return CaseOut.of(actions.hand_over(request.actor, _case(request, pk), key=key, **given))  # type: ignore[attr-defined]


@router.post("/{int:pk}/receive/", response={200: CaseOut}, summary="接收移交")
@api("cases.receive")
def receive(request: HttpRequest, pk: int, asked: ReceiveIn, key: str = KEY):
    given = {name: value for name, value in asked.model_dump().items() if value not in (None, "")}
    return CaseOut.of(actions.receive(request.actor, _case(request, pk), key=key, **given))  # type: ignore[attr-defined]
