"""HTTP API: the catalogue of indicators, and one value for a scope and a period."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from wanghuo.base.scope.errors import BadInput, Refused
from wanghuo.base.scope.guards import api

from . import queries
from .registry import IndicatorError, Period, get

router = Router()
VIEW = "indicators.view"


class IndicatorOut(Schema):
    id: str
    label: str
    unit: str
    owner: str
    room: str
    explanation: str
    planned: bool
    needs: str


class ReadingOut(Schema):
    """``value`` null: 数据不足, and ``reason`` says why. It is never zero for want of data."""

    id: str
    label: str
    unit: str
    scope: str
    since: date
    until: date
    value: float | None
    reason: str
    as_of: date
    from_snapshot: bool


class Asked(Schema):
    territory: str = Field("", pattern=r"^[0-9]{0,15}$", description="区划代码前缀；不填为本人全部职责范围")
    since: date | None = None
    until: date | None = None


@router.get("/", response=list[IndicatorOut], summary="指标目录")
@api(VIEW)
def catalogue(request: HttpRequest):
    return queries.catalogue()


@router.get("/{id}", response=ReadingOut, summary="一个指标的值")
@api(VIEW)
def one(request: HttpRequest, id: str, asked: Query[Asked]):
    try:
        wanted = get(id)
    except IndicatorError as fault:
        raise Refused(str(fault), status=404) from fault
    allowed = queries.scope_of(request.actor, VIEW)  # type: ignore[attr-defined]
    scope = queries.narrowed(allowed, asked.territory) if allowed else None
    if scope is None:
        raise Refused("该范围不在您的职责之内。", rule="岗位与权限规则")
    until = asked.until or timezone.localdate()
    since = asked.since or date(until.year, 1, 1)
    if until < since:
        raise BadInput("期间的结束早于开始。", fields={"until": "应不早于 since。"})
    reading = queries.compute(id, scope, Period(since, until))
    return {
        "id": id,
        "label": wanted.label,
        "unit": wanted.unit,
        "scope": scope.label,
        "since": since,
        "until": until,
        "value": reading.value,
        "reason": reading.reason,
        "as_of": reading.as_of or until,
        "from_snapshot": reading.from_snapshot,
    }
