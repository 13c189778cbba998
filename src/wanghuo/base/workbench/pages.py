"""Pages of a desk: list, detail, map; and the search over all desks. Each function makes the view of one desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from wanghuo.base.scope.guards import page, signed_in
from wanghuo.base.scope.rows import may, mine, visible
from wanghuo.kernel.scope import Actor

from . import exports, keyset, search
from .cells import Cell, cell, guess, line, mask_for, words
from .declare import Column, Desk, DeskAction, desks
from .listing import Asked, filter_form, names_of
from .models import SavedFilter

View = Callable[..., HttpResponse]
ON_MAP = 5000  # places drawn at most
FOUND = 5  # rows of each desk in the search over all


@dataclass(frozen=True, slots=True)
class Head:
    """A column heading: where pressing it leads, and which way it sorts now."""

    label: str
    url: str = ""
    sorted: str = ""
    number: bool = False


def query_with(query: QueryDict, **changes: str) -> str:
    """The address's question with some answers changed; an empty one is left out."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = value
    kept = [(n, v) for n, vs in changed.lists() for v in vs if v and n != "pick"]
    return "?" + "&".join(_pair(n, v) for n, v in kept) if kept else "?"


def _pair(name: str, value: str) -> str:
    made = QueryDict(mutable=True)
    made[name] = value
    return made.urlencode()


def heads(asked: Asked) -> list[Head]:
    """Headings; pressing a sorted one turns it round. Sorting starts the list anew."""
    now, found = asked.order, []
    for column in asked.desk.columns:
        path = column.name if column.sort is True else column.sort
        label = column.label or asked.desk.label_of(column.name)
        number = (column.as_ or ("" if column.value else guess(asked.desk.model, column.name))) == "number"
        if not path:
            found.append(Head(label, number=number))
            continue
        here = now.path == path
        turn = f"-{column.name}" if here and not now.down else column.name
        way = ("descending" if now.down else "ascending") if here else ""
        found.append(Head(label, query_with(asked.query, sort=turn, at=""), way, number))
    return found


def asked_of(desk: Desk, request: HttpRequest) -> Asked:
    return Asked(desk, request.actor, request.GET)  # type: ignore[attr-defined]


def results(asked: Asked) -> dict[str, Any]:
    """Everything the list shows: one query for the page, one for the capped count."""
    desk, order = asked.desk, asked.order
    rows, counted = asked.found()
    cursor = keyset.Cursor.decode(asked.query.get("at", ""), desk.model, order)
    found = keyset.page(rows, order, cursor, desk.page_size)
    cap = keyset.SEARCH_CAP if asked.text else keyset.CAP
    if counted is None:
        counted = keyset.capped_count(rows) if found.next or found.previous else len(found.rows)
    return {
        "desk": desk,
        "heads": heads(asked),
        "lines": [(row, line(desk, row)) for row in found.rows],
        "next": query_with(asked.query, at=found.next) if found.next else "",
        "previous": query_with(asked.query, at=found.previous) if found.previous else "",
        "total_text": keyset.count_words(counted, desk.noun, cap),
        "problems": asked.problems,
        "filtered": asked.filtered,
        "bulk": [a for a in desk.actions if a.bulk and may(asked.actor, a.verb).allowed],
        "query": asked.query.urlencode(),
    }


def list_page(desk: Desk) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        asked = asked_of(desk, request)
        context = results(asked)
        partial = bool(request.headers.get("HX-Request"))
        if not partial:
            context |= _around(desk, asked)
        response = render(request, f"workbench/{'_results' if partial else 'list'}.html", context)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return page(desk.view)(view)


def _around(desk: Desk, asked: Asked) -> dict[str, Any]:
    actor = asked.actor
    used = [n for f in desk.filters for n in names_of(f) if asked.query.get(n)]
    return {
        "form": filter_form(desk, actor, asked.query),
        "open": bool(used),
        "used": len(used),
        "text": asked.text,
        "saved": mine(actor, SavedFilter.objects.filter(desk=desk.slug)).order_by("name"),
        "can_create": bool(desk.create and may(actor, desk.create.verb).allowed),
        "can_import": bool(desk.importer and may(actor, desk.importer.verb).allowed),
        "exports": [(f, _FORMATS[f]) for f in desk.exports] if may(actor, "workbench.export").allowed else [],
    }


_FORMATS = {"xlsx": "Excel 表格", "csv": "CSV 文本", "geojson": "GeoJSON 地图数据"}


def row_or_404(desk: Desk, actor: Actor, pk: str) -> models.Model:
    """The row, if this person may see it; else as if it were not there."""
    found = visible(actor, desk.rows(), desk.view).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def detail_page(desk: Desk) -> View:
    def view(request: HttpRequest, pk: str) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        row = row_or_404(desk, actor, pk)
        panels = [_panel(desk, p, row, request) for p in desk.panels if p.shown is None or p.shown(row)]
        context = {
            "desk": desk,
            "row": row,
            "main": [p for p in panels if not p["panel"].side],
            "side": [p for p in panels if p["panel"].side],
            "actions": buttons(desk, actor, row),
            "can_unmask": may(actor, "workbench.unmask", row).allowed,
        }
        return render(request, "workbench/detail.html", context)

    return page(desk.view)(view)


def buttons(desk: Desk, actor: Actor, row: models.Model) -> list[DeskAction]:
    """The actions this person may do to this row in its present state."""
    return [a for a in desk.actions if (a.shown is None or a.shown(row)) and may(actor, a.verb, row).allowed]


def _panel(desk: Desk, panel: Any, row: models.Model, request: HttpRequest) -> dict[str, Any]:
    facts: list[tuple[str, Cell, str]] = []
    for one in panel.fields:
        if isinstance(one, str):
            column = desk.column(one) or Column(one)
            made = cell(
                desk, row, Column(one, column.label, column.as_, looks=column.looks, value=column.value)
            )
            facts.append((made.label, made, one if mask_for(row, one) and "__" not in one else ""))
        else:
            label, value = one
            facts.append((label, Cell(label, words(value(row))), ""))
    extra = panel.context(request, row) if panel.context else {}
    return {"panel": panel, "facts": facts, "extra": {"row": row, **extra}}


def map_page(desk: Desk) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        asked = asked_of(desk, request)
        context = {
            "desk": desk,
            "query": request.GET.urlencode(),
            "limit": ON_MAP,
            "filtered": asked.filtered,
        }
        return render(request, "workbench/map.html", context)

    return page(desk.view)(view)


def map_data(desk: Desk) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        rows = asked_of(desk, request).rows().order_by("pk")[:ON_MAP]
        found = {"type": "FeatureCollection", "features": list(exports.features(desk, rows))}
        return JsonResponse(found, content_type="application/geo+json")

    return page(desk.view)(view)


@signed_in
def search_page(request: HttpRequest) -> HttpResponse:
    """Every desk this person may open is asked; five rows of each are shown."""
    text = request.GET.get("q", "").strip()[:100]
    actor: Actor = request.actor  # type: ignore[attr-defined]
    groups = []
    for desk in desks() if text else []:
        if not desk.search or not may(actor, desk.view).allowed:
            continue
        query = QueryDict(mutable=True)
        query["q"] = text
        asked = Asked(desk, actor, query)
        rows = keyset.page(asked.found()[0], asked.order, None, FOUND)
        if rows.rows:
            groups.append(
                {
                    "desk": desk,
                    "rows": [(r, line(desk, r)) for r in rows.rows],
                    "more": rows.next,
                    "query": query.urlencode(),
                }
            )
    context = {"text": text, "groups": groups, "short": search.too_short(text)}
    return render(request, "workbench/search.html", context)
