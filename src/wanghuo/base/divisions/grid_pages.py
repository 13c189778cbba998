"""Grids beneath a village, and the outline of a division: forms that keep what was typed when they are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from wanghuo.base.scope.errors import BadInput
from wanghuo.base.scope.guards import page

from . import actions, queries, tiles
from .forms import BoundaryForm, GridForm, RenameForm, RetireForm
from .maps import NOT_A_BOUNDARY
from .models import Division
from .pages import detail_context


def _division(request: HttpRequest, code: str) -> Division:
    found = queries.by_code(request.actor, code)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(f"没有代码为 {code} 的区划")
    return found


def refused(form: forms.Form, refusal: BadInput) -> None:
    """Put an action's complaints at the fields they are about."""
    for field, message in refusal.fields.items():
        form.add_error(field if field in form.fields else None, message)
    if not refusal.fields:
        form.add_error(None, str(refusal))


def _run(
    request: HttpRequest,
    division: Division,
    name: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Division],
) -> HttpResponse:
    """Validate, act, and go to the result; or the page again with the form as typed."""
    if form.is_valid():
        try:
            after = act(form.cleaned_data)
            messages.success(request, f"{after.name}（{after.code}）已保存。")
            return HttpResponseRedirect(f"/divisions/{after.code}/")
        except BadInput as refusal:
            refused(form, refusal)
    context = detail_context(request, division) | {name: form, "open_form": name}
    return render(request, "divisions/detail.html", context, status=422)


@require_POST
@page("divisions.create_grid")
def create_grid(request: HttpRequest, code: str) -> HttpResponse:
    village = _division(request, code)
    return _run(
        request,
        village,
        "grid_form",
        GridForm(request.POST),
        lambda data: actions.create_grid(request.actor, village=code, **data),  # type: ignore[attr-defined]
    )


@require_POST
@page("divisions.rename_grid")
def rename_grid(request: HttpRequest, code: str) -> HttpResponse:
    grid = _division(request, code)
    return _run(
        request,
        grid,
        "rename_form",
        RenameForm(request.POST),
        lambda data: actions.rename_grid(request.actor, grid, **data),  # type: ignore[attr-defined]
    )


@require_POST
@page("divisions.retire_grid")
def retire_grid(request: HttpRequest, code: str) -> HttpResponse:
    grid = _division(request, code)
    return _run(
        request,
        grid,
        "retire_form",
        RetireForm(request.POST),
        lambda data: actions.retire_grid(request.actor, grid, **data),  # type: ignore[attr-defined]
    )


@require_http_methods(["GET", "POST"])
@page("divisions.set_boundary")
def boundary(request: HttpRequest, code: str) -> HttpResponse:
    """Draw or paste one polygon."""
    division = _division(request, code)
    outline = queries.best_outlines([division]).get(division.pk)
    status = 200
    if request.method == "POST":
        form = BoundaryForm(request.POST)
        if form.is_valid():
            try:
                actions.set_boundary(request.actor, division, **form.cleaned_data)  # type: ignore[attr-defined]
                messages.success(request, f"{division.name}的范围已保存。")
                return HttpResponseRedirect(f"/divisions/{division.code}/")
            except BadInput as refusal:
                form.add_error("text", refusal.fields.get("geometry", str(refusal)))
        status = 422
    else:
        drawn = outline.geometry if outline and outline.provenance == "drawn" else None
        form = BoundaryForm(initial={"text": json.dumps(drawn, ensure_ascii=False)} if drawn else None)
    context = {
        "division": division,
        "form": form,
        "tiles": tiles.tiles(),
        "background": (background := _background(division)),
        "note": NOT_A_BOUNDARY if any(f["properties"]["synthetic"] for f in background["features"]) else "",
    }
    return render(request, "divisions/boundary.html", context, status=status)


def _background(division: Division) -> dict[str, Any]:
    """Outlines of the division and of those above it, the nearest first: the drawing page looks at the first."""
    above = division.parent
    rows = [row for row in (division, above, above.parent if above else None) if row]
    outlines = queries.best_outlines(rows)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"synthetic": outlines[row.pk].provenance == "synthetic"},
                "geometry": outlines[row.pk].geometry,
            }
            for row in rows
            if row.pk in outlines
        ],
    }
