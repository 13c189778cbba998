"""New codes and official outlines: upload → preview → confirm → applied."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from wanghuo.base.scope.errors import BadInput, NotNow
from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import visible

from . import actions
from .editions import Aspect, Certainty
from .forms import BoundariesForm, EditionForm
from .grid_pages import refused
from .models import Upload

_STEPS = ("上传", "预览并逐行选择", "确认", "已生效")
MAX_BYTES = 12 * 1024 * 1024


def _uploads(request: HttpRequest):
    return visible(request.actor, Upload.objects.all(), "divisions.preview_edition")  # type: ignore[attr-defined]


def _upload(request: HttpRequest, pk: int) -> Upload:
    found = _uploads(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次上传")
    return found


def _index(request: HttpRequest, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    context = {
        "uploads": _uploads(request).defer("rows")[:30],
        "edition_form": forms_.get("edition_form") or EditionForm(prefix="e"),
        "boundaries_form": forms_.get("boundaries_form") or BoundariesForm(prefix="b"),
    }
    return render(request, "divisions/updates.html", context, status=status)


@require_GET
@page("divisions.preview_edition")
def index(request: HttpRequest) -> HttpResponse:
    return _index(request)


@require_POST
@page("divisions.preview_edition")
def upload_edition(request: HttpRequest) -> HttpResponse:
    return _take(
        request, "edition_form", EditionForm(request.POST, request.FILES, prefix="e"), actions.preview_edition
    )


@require_POST
@page("divisions.preview_boundaries")
def upload_boundaries(request: HttpRequest) -> HttpResponse:
    form = BoundariesForm(request.POST, request.FILES, prefix="b")
    return _take(request, "boundaries_form", form, actions.preview_boundaries)


def _take(request: HttpRequest, name: str, form: forms.Form, preview) -> HttpResponse:
    if form.is_valid():
        data = dict(form.cleaned_data)
        file = data.pop("file")
        try:
            if file.size > MAX_BYTES:
                raise BadInput("文件过大。", fields={"file": f"文件超过 {MAX_BYTES // 1024 // 1024} MB。"})
            made = preview(request.actor, content=file.read(), file_name=file.name, **data)  # type: ignore[attr-defined]
            return HttpResponseRedirect(f"/divisions/updates/{made.pk}/")
        except BadInput as refusal:
            refused(form, refusal)
    return _index(request, status=422, **{name: form})


def _show(request: HttpRequest, upload: Upload, fault: NotNow | BadInput | None = None) -> HttpResponse:
    step = {"preview": 1, "applied": 4, "discarded": 1}[upload.state]
    faults = fault.fields if isinstance(fault, BadInput) else {}
    rows = [
        row
        | {
            "aspect_labels": [Aspect(a).label for a in row.get("aspects", [])],
            "certainty_label": Certainty(row["certainty"]).label,
            "is_gone": row.get("aspects") == ["gone"],
            "fault": faults.get(f"heir-{row['key']}", ""),
        }
        for row in upload.rows
    ]
    context = {
        "upload": upload,
        "rows": rows,
        "fault": fault,
        "accepted": sum(bool(row["accepted"]) for row in upload.rows),
        "steps": [
            {"label": label, "state": "done" if n < step else "now" if n == step else "todo"}
            for n, label in enumerate(_STEPS)
        ],
    }
    return render(request, "divisions/update.html", context, status=fault.status if fault else 200)


@require_GET
@page("divisions.preview_edition")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _upload(request, pk))


@require_POST
@page("divisions.choose")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the choices; with ``apply`` go on to the confirmation."""
    upload = _upload(request, pk)
    accepted = set(request.POST.getlist("accept"))
    heirs = {
        key.removeprefix("heir-"): str(value)
        for key, value in request.POST.items()
        if key.startswith("heir-")
    }
    try:
        actions.choose(request.actor, upload, accepted=accepted, heirs=heirs)  # type: ignore[attr-defined]
    except (BadInput, NotNow) as fault:
        for row in upload.rows:
            row["accepted"], row["heir"] = row["key"] in accepted, heirs.get(row["key"], "")
        return _show(request, upload, fault)
    if "confirm" in request.POST:
        return HttpResponseRedirect(f"/divisions/updates/{pk}/confirm/")
    messages.success(request, f"已保存选择：{len(accepted)} 行。")
    return HttpResponseRedirect(f"/divisions/updates/{pk}/")


@require_GET
@page("divisions.apply_edition")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The third step: exactly what will change, and the one button."""
    upload = _upload(request, pk)
    chosen = [
        row | {"aspect_labels": [Aspect(a).label for a in row.get("aspects", [])]}
        for row in upload.rows
        if row["accepted"]
    ]
    steps = [
        {"label": label, "state": "done" if n < 2 else "now" if n == 2 else "todo"}
        for n, label in enumerate(_STEPS)
    ]
    return render(request, "divisions/confirm.html", {"upload": upload, "chosen": chosen, "steps": steps})


@require_POST
@page("divisions.apply_edition")
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    upload = _upload(request, pk)
    act = actions.apply_edition if upload.what == Upload.What.EDITION else actions.apply_boundaries
    try:
        act(request.actor, upload)  # type: ignore[attr-defined]
    except NotNow as fault:
        return _show(request, upload, fault)
    messages.success(request, "已生效。")
    return HttpResponseRedirect(f"/divisions/updates/{pk}/")


@require_POST
@page("divisions.discard")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    actions.discard(request.actor, _upload(request, pk))  # type: ignore[attr-defined]
    messages.success(request, "已放弃，未改动任何区划。")
    return HttpResponseRedirect("/divisions/updates/")
