"""Divisions on the map, as a list, one by one."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import may

from . import coordinates, maps, queries, svg, tiles
from .forms import GridForm, PointForm, RenameForm, RetireForm
from .models import Division

VIEW = "divisions.view"


def asked_day(request: HttpRequest) -> date | None:
    """``?asof=2020-06-30``; anything that is no day means today."""
    try:
        return date.fromisoformat(request.GET.get("asof", ""))
    except ValueError:
        return None


def _or_404(request: HttpRequest, code: str) -> Division:
    found = queries.by_code(request.actor, code)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(f"没有代码为 {code} 的区划")
    return found


def _may(request: HttpRequest, verb: str, row: Division | None = None) -> bool:
    return may(request.actor, f"divisions.{verb}", row).allowed  # type: ignore[attr-defined]


@require_GET
@page(VIEW)
def map_page(request: HttpRequest) -> HttpResponse:
    """The district on the map: towns by population, search, a panel for the town that is clicked."""
    day = asked_day(request)
    shown = maps.picture(request.actor, day)  # type: ignore[attr-defined]
    return render(
        request,
        "divisions/map.html",
        {
            "shown": shown,
            "drawing": mark_safe(svg.draw(shown)),  # noqa: S308  (built from escaped text in svg.py)
            "towns": sorted(shown.towns, key=lambda town: town.division.code),
            "day": day or timezone.localdate(),
            "asof": day,
            "tiles": tiles.tiles(),
            "note": maps.NOT_A_BOUNDARY if shown.synthetic else "",
            "may_import": _may(request, "preview_edition"),
        },
    )


@require_GET
@page(VIEW)
def map_data(request: HttpRequest) -> HttpResponse:
    """GeoJSON of the same picture, in the datum of the tiles that lie beneath it."""
    shown = maps.picture(request.actor, asked_day(request))  # type: ignore[attr-defined]
    return JsonResponse(maps.geojson(shown, tiles.tiles().datum), content_type="application/geo+json")


@require_GET
@page(VIEW)
def tree(request: HttpRequest) -> HttpResponse:
    """All towns with their communities and villages, as of a day."""
    day = asked_day(request)
    rows = queries.divisions(request.actor, day).exclude(level=Division.Level.GRID)  # type: ignore[attr-defined]
    by_parent: dict[int | None, list[Division]] = {}
    for row in rows.order_by("code"):
        by_parent.setdefault(row.parent_id, []).append(row)
    towns = [row for group in by_parent.values() for row in group if row.level == Division.Level.TOWN]
    listed = [_entry(town, by_parent.get(town.pk, [])) for town in sorted(towns, key=lambda town: town.code)]
    return render(
        request,
        "divisions/tree.html",
        {
            "listed": listed,
            "units": sum(len(by_parent.get(town.pk, [])) for town in towns),
            "day": day or timezone.localdate(),
            "may_import": _may(request, "preview_edition"),
        },
    )


def _entry(town: Division, units: list[Division]) -> dict:
    kinds = [unit.kind for unit in units]
    return {
        "town": town,
        "units": units,
        "communities": kinds.count("community"),
        "villages": kinds.count("village"),
    }


@require_GET
@page(VIEW)
def find(request: HttpRequest) -> HttpResponse:
    """Search by name, code or pinyin; or which division holds a point."""
    text = request.GET.get("q", "").strip()[:80]
    form = PointForm(request.GET) if "lon" in request.GET else PointForm()
    found, place = None, None
    if form.is_bound and form.is_valid():
        try:
            place = coordinates.to_wgs84(
                form.cleaned_data["lon"], form.cleaned_data["lat"], form.cleaned_data["datum"]
            )
            found = queries.at_point(request.actor, *place, asked_day(request))  # type: ignore[attr-defined]
        except coordinates.CoordinateError as fault:
            form.add_error("lon", str(fault))
    context = {
        "text": text,
        "hits": queries.search(request.actor, text) if text else None,  # type: ignore[attr-defined]
        "form": form,
        "found": found,
        "place": place,
    }
    partial = request.headers.get("X-Partial") == "1"
    return render(request, "divisions/_hits.html" if partial else "divisions/find.html", context)


def _about(request: HttpRequest, division: Division) -> dict:
    """What panel and detail page both show."""
    figures = queries.figures([division])
    outline = queries.best_outlines([division]).get(division.pk)
    picture = None
    if division.level == Division.Level.TOWN:
        shown = maps.picture(request.actor, division.valid_until)  # type: ignore[attr-defined]
        picture = next((town for town in shown.towns if town.division.pk == division.pk), None)
    day = division.valid_until
    units = list(queries.children(request.actor, division, day))  # type: ignore[attr-defined]
    return {
        "division": division,
        "units": units,
        "communities": [u for u in units if u.kind == "community"],
        "villages": [u for u in units if u.kind == "village"],
        "grids": [u for u in units if u.level == Division.Level.GRID],
        "lineage": queries.lineage(division),
        "aliases": list(division.aliases.order_by("scheme", "value")),
        "figure": figures[0] if figures else None,
        "population": picture.population_label if picture else "",
        "outline": outline,
    }


@require_GET
@page(VIEW)
def panel(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "divisions/_panel.html", _about(request, _or_404(request, code)))


@require_GET
@page(VIEW)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    division = _or_404(request, code)
    return render(request, "divisions/detail.html", detail_context(request, division))


def detail_context(request: HttpRequest, division: Division) -> dict:
    """The detail page's context, with empty forms; a refused form replaces its own."""
    context = _about(request, division)
    standing = division.valid_until is None
    is_village, is_grid = division.level == Division.Level.VILLAGE, division.level == Division.Level.GRID
    probe = (
        Division(code=f"{division.code}001", parent=division, level=Division.Level.GRID)
        if is_village
        else division
    )
    return context | {
        "trail": _trail(division),
        "tiles": tiles.tiles(),
        "may_create_grid": standing and is_village and _may(request, "create_grid", probe),
        "may_change_grid": standing and is_grid and _may(request, "rename_grid", division),
        "may_draw": standing and _may(request, "set_boundary", division),
        "grid_form": GridForm(),
        "rename_form": RenameForm(initial={"name": division.name}),
        "retire_form": RetireForm(),
    }


def _trail(division: Division) -> list[tuple[str, str]]:
    trail: list[tuple[str, str]] = []
    above = division.parent
    while above is not None:
        trail.insert(0, (above.name, f"/divisions/{above.code}/"))
        above = above.parent
    return [("区划", "/divisions/"), *trail, (division.name, "")]
