"""The catalogue: what is measured, by whom, the value in one's own scope, and the rows behind it."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import may, visible

from . import queries
from .registry import IndicatorError, Period, Reading, Scope, get, labelled, scopes_to_keep

VIEW = "indicators.view"
MOST_ROWS = 100


def _period(request: HttpRequest) -> Period:
    """From 1 January to ``?asof=``; a day in the future or no day means today."""
    today = timezone.localdate()
    try:
        day = min(date.fromisoformat(request.GET.get("asof", "")), today)
    except ValueError:
        day = today
    return Period.year_to(day)


def _scope(request: HttpRequest) -> Scope:
    allowed = queries.scope_of(request.actor, VIEW)  # type: ignore[attr-defined]
    scope = queries.narrowed(allowed, request.GET.get("territory", "")[:15]) if allowed else None
    if scope is None:
        raise Http404("该范围不在您的职责之内")
    return scope


@require_GET
@page(VIEW)
def catalogue(request: HttpRequest) -> HttpResponse:
    scope, period = _scope(request), _period(request)
    declared = queries.catalogue()
    readings = {one.id: queries.compute(one.id, scope, period) for one in declared if not one.planned}
    return render(
        request,
        "indicators/catalogue.html",
        {
            "rows": [{"indicator": one, "reading": readings.get(one.id)} for one in declared],
            "scope": scope,
            "day": period.until,
            "served": len(readings),
            "unknown": sum(not reading.known for reading in readings.values()),
        },
    )


@require_GET
@page(VIEW)
def detail(request: HttpRequest, id: str) -> HttpResponse:
    try:
        one = get(id)
    except IndicatorError as fault:
        raise Http404(str(fault)) from fault
    scope, period = _scope(request), _period(request)
    reading = queries.compute(id, scope, period)
    parts = [part for part in scopes_to_keep() if part.key != scope.key and _inside(part, scope)]
    return render(
        request,
        "indicators/detail.html",
        {
            "indicator": one,
            "scope": scope,
            "period": period,
            "day": period.until,
            "reading": reading,
            "parts": []
            if one.planned
            else [(labelled(part), queries.compute(id, part, period)) for part in parts],
            **_evidence(request, reading),
        },
    )


def _inside(part: Scope, scope: Scope) -> bool:
    if scope.organisation is not None:
        return False
    return not scope.territories or all(t.startswith(scope.territories) for t in part.territories)


def _evidence(request: HttpRequest, reading: Reading) -> dict:
    """The rows behind the value, as far as this person may see them."""
    if reading.evidence is None:
        return {"rows": [], "rows_hidden": False, "rows_total": 0}
    actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, reading.evidence.view).allowed:
        return {"rows": [], "rows_hidden": True, "rows_total": 0}
    if reading.evidence.rows is None:
        items = [{"text": text, "url": url} for text, url in reading.evidence.items]
        return {"rows": items, "rows_hidden": False, "rows_total": len(items), "evidence": reading.evidence}
    rows = visible(actor, reading.evidence.rows, reading.evidence.view)
    total = rows.count()
    shown = [{"text": str(row), "url": _url(row)} for row in rows[:MOST_ROWS]]
    return {"rows": shown, "rows_hidden": False, "rows_total": total, "evidence": reading.evidence}


def _url(row) -> str:
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
