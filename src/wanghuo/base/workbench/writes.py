"""Buttons of a desk: a form, a question, or many rows at once. Writing is the room's own action's business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from wanghuo.base.scope.errors import BadInput, Refused
from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import visible

from . import actions
from .declare import Desk, DeskAction
from .models import SavedFilter
from .pages import row_or_404

View = Callable[..., HttpResponse]
AT_ONCE = 200  # rows in one bulk action


class NoForm(forms.Form):
    """For an action that asks nothing but to be sure."""


def form_for(action: DeskAction, request: HttpRequest, row: models.Model | None) -> Any:
    """The action's form, bound on POST; with actor and row where it wants them."""
    made = action.form or NoForm
    more: dict[str, Any] = {}
    if getattr(made, "for_actor", False):
        more = {"actor": request.actor, "row": row}  # type: ignore[attr-defined]
    if request.method == "POST":
        return made(request.POST, request.FILES, **more)
    initial = action.initial(row) if action.initial and row is not None else {}
    return made(initial={**initial, **{k: v for k, v in request.GET.items() if k != "pick"}}, **more)


def refuse(form: Any, refusal: Refused) -> None:
    """Write a refusal into the form: at the field it is about, else above all."""
    fields = refusal.fields if isinstance(refusal, BadInput) else {}
    for name, message in fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not any(name in form.fields for name in fields):
        form.add_error(None, str(refusal))


def action_page(desk: Desk, action: DeskAction) -> View:
    """GET shows the form, POST does it. A refusal shows the form again with all that was typed."""

    def view(request: HttpRequest, pk: str) -> HttpResponse:
        row = row_or_404(desk, request.actor, pk)  # type: ignore[attr-defined]
        form, status = form_for(action, request, row), 200
        if request.method == "POST":
            try:
                if form.is_valid():
                    action.run(request.actor, row, **form.cleaned_data)  # type: ignore[attr-defined]
                    messages.success(request, f"已{action.title}：{row}")
                    return HttpResponseRedirect(desk.url_of(row))
                status = 422
            except Refused as refusal:
                refuse(form, refusal)
                status = refusal.status
        context = {"desk": desk, "row": row, "action": action, "form": form, "back": desk.url_of(row)}
        return render(request, "workbench/action.html", context, status=status)

    return page(action.verb)(view)


def create_page(desk: Desk, action: DeskAction) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        form, status = form_for(action, request, None), 200
        if request.method == "POST":
            try:
                if form.is_valid():
                    row = action.run(request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
                    messages.success(request, f"已{action.title}：{row}")
                    return HttpResponseRedirect(desk.url_of(row))
                status = 422
            except Refused as refusal:
                refuse(form, refusal)
                status = refusal.status
        context = {"desk": desk, "row": None, "action": action, "form": form, "back": desk.base}
        return render(request, "workbench/action.html", context, status=status)

    return page(action.verb)(view)


def bulk_page(desk: Desk, action: DeskAction) -> View:
    """GET shows the picked rows and the form; POST does each in its own transaction and reports one by one."""

    def view(request: HttpRequest) -> HttpResponse:
        given = request.POST if request.method == "POST" else request.GET
        keys = [k for k in given.getlist("pick") if k.isdigit()][:AT_ONCE]
        rows = list(visible(request.actor, desk.rows(), desk.view).filter(pk__in=keys).order_by("pk"))  # type: ignore[attr-defined]
        form, report, status = form_for(action, request, None), [], 200
        if request.method == "POST" and rows:
            if form.is_valid():
                report = [_one(action, request, row, form.cleaned_data) for row in rows]
            else:
                status = 422
        context = {
            "desk": desk, "action": action, "form": form, "rows": rows, "report": report, "back": desk.base,
            "done": sum(1 for r in report if not r["problem"]),
        }  # fmt: skip
        return render(request, "workbench/bulk.html", context, status=status)

    return page(action.verb)(view)


def _one(
    action: DeskAction, request: HttpRequest, row: models.Model, values: dict[str, Any]
) -> dict[str, Any]:
    try:
        action.run(request.actor, row, **values)  # type: ignore[attr-defined]
    except BadInput as refusal:
        return {"row": row, "problem": "；".join([str(refusal), *refusal.fields.values()])}
    except Refused as refusal:
        return {"row": row, "problem": str(refusal)}
    return {"row": row, "problem": ""}


class UnmaskForm(forms.Form):
    reason = forms.CharField(
        label="查看事由",
        help_text="写明为办哪件事需要完整内容；将记入台账，供审计核查。",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=200,
    )


def unmask_page(desk: Desk) -> View:
    """The reason is asked, the value is shown once in the answer, the ledger keeps who and why."""

    def view(request: HttpRequest, pk: str, field: str) -> HttpResponse:
        row = row_or_404(desk, request.actor, pk)  # type: ignore[attr-defined]
        form = UnmaskForm(request.POST if request.method == "POST" else None)
        value, status = None, 200
        if request.method == "POST":
            try:
                if form.is_valid():
                    reason = form.cleaned_data["reason"]
                    value = actions.unmask(request.actor, row, field=field, reason=reason)  # type: ignore[attr-defined]
                else:
                    status = 422
            except BadInput as refusal:
                refuse(form, refusal)
                status = refusal.status
        context = {"desk": desk, "row": row, "form": form, "value": value, "label": desk.label_of(field)}
        response = render(request, "workbench/unmask.html", context, status=status)
        response["Cache-Control"] = "no-store"
        return response

    return page("workbench.unmask")(view)


def save_filter(desk: Desk) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        query = request.POST.get("query", "")
        if request.method == "POST":
            try:
                actor, name = request.actor, request.POST.get("name", "")  # type: ignore[attr-defined]
                saved = actions.save_filter(actor, desk=desk.slug, name=name, query=query)
                messages.success(request, f"已存为常用筛选：{saved.name}")
            except BadInput as refusal:
                messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{desk.base}?{query}")

    return page(desk.view)(view)


def drop_filter(desk: Desk) -> View:
    def view(request: HttpRequest, pk: str) -> HttpResponse:
        mine = visible(request.actor, SavedFilter.objects.all(), "workbench.drop_filter")  # type: ignore[attr-defined]
        saved = mine.filter(desk=desk.slug, pk=pk).first()
        if request.method == "POST" and saved is not None:
            actions.drop_filter(request.actor, saved)  # type: ignore[attr-defined]
            messages.success(request, f"已删除常用筛选：{saved.name}")
        return HttpResponseRedirect(desk.base)

    return page(desk.view)(view)
