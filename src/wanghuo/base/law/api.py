"""Read-only: what the law says on a day, its history, and deadlines with their computation."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from wanghuo.base.scope.errors import BadInput
from wanghuo.base.scope.guards import api
from wanghuo.kernel.law import Entry, Finding, LawError, Term

from . import rules
from .queries import clock, law, settings_now

router = Router()


class LawEntryOut(Schema):
    value: Any
    shown: str
    unit: str
    since: date | None
    until: date | None
    jurisdiction: str
    source: str
    article: str
    certainty: str
    origin: str
    note: str


class FindingOut(Schema):
    id: str
    label: str
    kind: str
    day: date
    state: str
    shown: str
    warnings: list[str]
    entry: LawEntryOut | None


class SettingOut(Schema):
    id: str
    label: str
    value: Any
    unit: str
    shown: str
    is_default: bool


class DeadlineOut(Schema):
    at: datetime | None
    provisional: bool
    reason: str
    explanation: str


class DeadlineIn(Schema):
    start: datetime
    n: int
    unit: str
    first_day_counts: bool = False
    rolls_off_holiday: bool = True


def _entry(entry: Entry) -> LawEntryOut:
    return LawEntryOut(
        value=rules.jsonable(entry.value),
        shown=entry.shown,
        unit=entry.unit,
        since=entry.since,
        until=entry.until,
        jurisdiction=entry.jurisdiction,
        source=entry.source,
        article=entry.article,
        certainty=entry.certainty.value,
        origin=entry.origin.value,
        note=entry.note,
    )


def _finding(found: Finding) -> FindingOut:
    return FindingOut(
        id=found.parameter.id,
        label=found.parameter.label,
        kind=found.parameter.kind.value,
        day=found.day,
        state=found.state,
        shown=found.shown,
        warnings=list(found.warnings),
        entry=_entry(found.entry) if found.entry else None,
    )


@router.get("/parameters", response=list[FindingOut], summary="某日的全部法律参数")
@api("law.view")
def parameters(request: HttpRequest, day: date | None = None, subject: str = "") -> list[FindingOut]:
    """All parameters as of ``day`` (today by default), or those of one subject."""
    book, when = law.book, day or timezone.localdate()
    chosen = [p.id for p in book.parameters.values() if not subject or p.subject == subject]
    return [_finding(book.at(when, one, law.here)) for one in chosen]


@router.get("/parameters/{parameter_id}", response=FindingOut, summary="某日的一个法律参数")
@api("law.view")
def at(request: HttpRequest, parameter_id: str, day: date | None = None) -> FindingOut:
    try:
        return _finding(law.at(day or timezone.localdate(), parameter_id))
    except LawError as error:
        raise BadInput(str(error)) from error


@router.get("/parameters/{parameter_id}/history", response=list[LawEntryOut], summary="一个法律参数的沿革")
@api("law.view")
def history(request: HttpRequest, parameter_id: str) -> list[LawEntryOut]:
    try:
        return [_entry(e) for e in law.history(parameter_id)]
    except LawError as error:
        raise BadInput(str(error)) from error


@router.get("/settings", response=list[SettingOut], summary="系统设置")
@api("law.view")
def product_settings(request: HttpRequest) -> list[SettingOut]:
    return [
        SettingOut(
            id=one.setting.id,
            label=one.setting.label,
            value=rules.jsonable(one.value),
            unit=one.unit,
            shown=one.shown,
            is_default=one.is_default,
        )
        for one in settings_now()
    ]


@router.get("/deadline", response=DeadlineOut, summary="计算期限")
@api("law.view")
def count(request: HttpRequest, asked: Query[DeadlineIn]) -> DeadlineOut:
    """A deadline by this installation's calendars. A start without a zone is Asia/Shanghai."""
    start = asked.start if timezone.is_aware(asked.start) else timezone.make_aware(asked.start)
    try:
        term = Term(asked.n, asked.unit, asked.first_day_counts, asked.rolls_off_holiday)
        found = clock.deadline(start, term)
    except (ValueError, OverflowError) as error:  # OverflowError: making the start aware
        raise BadInput(str(error) if isinstance(error, ValueError) else "时间超出可算的范围") from error
    return DeadlineOut(
        at=found.at, provisional=found.provisional, reason=found.reason, explanation=found.explain()
    )
