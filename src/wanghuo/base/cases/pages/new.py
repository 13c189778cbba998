"""A new hand-over: find the body in charge among hundreds, and lose nothing on the way."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wanghuo.base.scope import BadInput, Refused
from wanghuo.base.scope.guards import page

from .. import actions
from ..choices import owners_of, sector_choices, town_choices, town_of
from ..flows import flow
from ..forms import NewForm
from ..queries import draft_of, organisations_like, suggested_receivers
from .case import attach_all

FORM = "cases.new"
_NOT_KEPT = {"csrfmiddlewaretoken", "key", "receiver_q"}


@page("cases.open_case")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; POST with ``do=hand`` hands over at once, with ``do=keep`` only drafts the case."""
    owners = owners_of(request.actor)  # type: ignore[attr-defined]
    if not owners:
        raise Refused(
            "您没有所属单位，不能起草移交。",
            rule="移交以单位名义办理",
            next_step="请联系安全管理员把您的岗位登记到所在单位。",
        )
    kept = draft_of(request.actor, FORM) if request.method == "GET" else None  # type: ignore[attr-defined]
    form = _form(request, owners, kept.values if kept else {})
    if request.method == "POST" and form.is_valid():
        done = _open(request, form, owners)
        if done is not None:
            return done
    context = {
        "form": form,
        "kept": kept,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "owner": owners[0][1] if len(owners) == 1 else "",
        "trail": [("协同移交", "/w/cases/"), ("新建移交", "")],
    }
    return render(request, "cases/new.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, owners: list[tuple[int, str]], kept: dict[str, str]) -> NewForm:
    one = flow(actions.HANDOVER)
    handing = request.POST.get("do") == "hand"
    transition = one.transition(None, "open")
    assert transition is not None
    given = request.POST if request.method == "POST" else kept
    form = NewForm(
        one,
        transition,
        request.POST if request.method == "POST" else None,
        initial=kept,
        owners=owners,
        sectors=sector_choices(),
        towns=town_choices(),
        without=owners[0][0] if len(owners) == 1 else None,
        suggested=suggested_receivers(
            sector=given.get("sector", ""), division=given.get("division", ""), without=owners[0][0]
        ),
    )
    for needed in ("facts", "receiver"):
        form.fields[needed].required = handing
        form.fields[needed].help_text = f"移交时必填；存为草稿可以先不填。{form.fields[needed].help_text}"
    return form


def _open(request: HttpRequest, form: NewForm, owners: list[tuple[int, str]]) -> HttpResponse | None:
    """Open the case, keep its files, hand it over. The form's key makes a second press find the same case."""
    actor, key = request.actor, request.POST.get("key") or uuid.uuid4().hex  # type: ignore[attr-defined]
    chosen = form.cleaned_data
    owner = chosen.get("owner") or owners[0][0]
    try:
        case = actions.open_case(
            actor,
            owner=next(body for body in owners_of(actor, rows=True) if str(body.pk) == str(owner)),
            division=town_of(chosen.get("division") or ""),
            sector=chosen.get("sector") or "",
            source=chosen["source"],
            priority=chosen["priority"],
            key=f"{key}:open",
            **form.step_values,
        )
    except BadInput as error:
        for field_id, sentence in error.fields.items():
            form.add_error(field_id if field_id in form.fields else None, sentence)
        return None
    actions.drop_draft(actor, FORM)
    attach_all(request, case, request.FILES.getlist("files"))
    if request.POST.get("do") == "hand" and case.state == "draft":
        _hand(request, case, form.step_values, key)
    else:
        messages.success(request, f"{case.number} 已存为草稿，可以继续修改后移交。")
    return HttpResponseRedirect(case.get_absolute_url())


def _hand(request: HttpRequest, case: Any, values: dict[str, Any], key: str) -> None:
    given = {
        name: values[name]
        for name in ("receiver", "facts", "ground", "requirement", "handle_by")
        if name in values
    }
    try:
        case = actions.hand_over(request.actor, case, key=f"{key}:hand", **given)  # type: ignore[attr-defined]
    except Refused as error:
        messages.error(request, f"{case.number} 已存为草稿，但没有移交：{error}")
    else:
        messages.success(request, f"{case.number} 已移交{case.receiver}，接收时限随即起算。")


@page("cases.save_draft")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps what is typed so far; called by the form itself, answers with one line."""
    values = {
        name: str(value)
        for name, value in request.POST.dict().items()
        if name not in _NOT_KEPT and str(value).strip()
    }
    actions.save_draft(request.actor, FORM, values)  # type: ignore[attr-defined]
    return render(request, "cases/_kept.html", {"at": timezone.localtime()})


@page("cases.save_draft")
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    actions.drop_draft(request.actor, FORM)  # type: ignore[attr-defined]
    messages.success(request, "草稿已清除。")
    return HttpResponseRedirect("/cases/new/")


@page("cases.view")
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """Hits of the organisation picker, as a fragment. Names of organisations are reference data."""
    field = request.GET.get("field", "receiver")
    field = field if field in ("receiver", "suggested") else "receiver"
    text = request.GET.get(f"{field}_q", "")
    without = int(raw) if (raw := request.GET.get("without", "")).isdigit() else None
    chosen = request.GET.get(field, "")
    hits = (
        [(body, body.get_kind_display()) for body in organisations_like(text, without=without)]
        if text.strip()
        else suggested_receivers(
            sector=request.GET.get("sector", ""), division=request.GET.get("division", ""), without=without
        )
    )
    context = {
        "field": field,
        "hits": hits,
        "searched": text.strip(),
        "chosen": next(iter(organisations_like("", only=chosen)), None) if chosen.isdigit() else None,
    }
    return render(request, "cases/_hits.html", context)
