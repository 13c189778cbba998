"""Pages of one paper: what it is, where it stands, what may be done; its files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wanghuo.base.files.queries import open_file
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.base.scope.guards import page, signed_in

from .. import actions, panels, queries
from ..body.docx_write import write_docx
from ..forms import ReviewForm, ServiceForm
from ..printing import preview_pdf

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@signed_in
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The paper with everything about it."""
    found = queries.one(request.actor, number)  # type: ignore[attr-defined]
    return render(request, "documents/paper.html", panels.context(request.actor, found))  # type: ignore[attr-defined]


def _again(request: HttpRequest, number: int, refusal: Refused, **forms: Any) -> HttpResponse:
    """The page once more, with the refusal and all that was typed."""
    found = queries.one(request.actor, number)  # type: ignore[attr-defined]
    context = panels.context(request.actor, found) | {"refusal": refusal} | forms  # type: ignore[attr-defined]
    return render(request, "documents/paper.html", context, status=refusal.status)


@require_POST
@signed_in
def step(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """One step of the life: the verb's action, with the opinion or reason typed beside its button."""
    found = queries.one(request.actor, number)  # type: ignore[attr-defined]
    text = request.POST.get("text", "")
    try:
        done = _do(request, found, verb, text)
    except Refused as refusal:
        return _again(request, number, refusal, typed=text, typed_verb=verb)
    messages.success(request, done)
    return redirect(found.url)


def _do(request: HttpRequest, found: Any, verb: str, text: str) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    match verb:
        case "submit" | "sign" | "issue" | "issue_slip":
            getattr(actions, verb)(actor, found, text=text)
        case "send_back":
            actions.send_back(actor, found, text=text)
        case "recall" | "discard" | "void" | "revoke":
            getattr(actions, verb)(actor, found, reason=text)
        case "number":
            actions.number(actor, found)
        case "review":
            form = ReviewForm(request.POST)
            if not form.is_valid():
                raise BadInput("核稿意见没有填对。", fields={k: str(v[0]) for k, v in form.errors.items()})
            actions.review(actor, found, text=text, countersigners=form.cleaned_data["countersigners"])
        case "agree" | "disagree":
            part = queries.part_for(actor, found)
            if part is None:
                raise NotNow(
                    "本单位没有待办的会签。", rule="公文会签", next_step="请从“我的工作”打开待会签的公文。"
                )
            actions.countersign(actor, part, agree=verb == "agree", text=text)
        case "seal":
            file = request.FILES.get("file")
            if file is None:
                raise BadInput(
                    "没有选择扫描件。",
                    fields={"file": "请选择盖章后的扫描件"},
                    next_step="请打印定稿，盖章扫描后上传。",
                )
            actions.seal(actor, found, file)  # type: ignore[arg-type]
        case _:
            raise BadInput("没有这个步骤。", next_step="请返回公文页面。")
    return f"已{panels.LABELS[verb]}。"


@require_POST
@page("documents.serve")
def serve(request: HttpRequest, number: int) -> HttpResponse:
    """A receipt of service."""
    found = queries.one(request.actor, number)  # type: ignore[attr-defined]
    form = ServiceForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput("送达回证没有填全。", fields={k: str(v[0]) for k, v in form.errors.items()})
        organisation = queries.organisation_named(form.cleaned_data["recipient"])
        actions.serve(request.actor, found, organisation=organisation, **form.cleaned_data)  # type: ignore[attr-defined]
    except BadInput as refusal:
        for key, message in refusal.fields.items():
            if key in form.fields and key not in form.errors:
                form.add_error(key, message)
        return _again(request, number, refusal, service_form=form)
    except Refused as refusal:
        return _again(request, number, refusal, service_form=form)
    messages.success(request, "送达已登记。")
    return redirect(found.url)


@require_POST
@page("documents.receive")
def receive(request: HttpRequest, number: int) -> HttpResponse:
    """签收 or 拒收 of a paper served inside the system."""
    service = queries.service_for(request.actor, number)  # type: ignore[attr-defined]
    refuse = request.POST.get("refuse", "").strip()
    if request.POST.get("answer") == "refuse" and not refuse:
        refusal = BadInput(
            "请写明拒收事由。", fields={"refuse": "请填写"}, rule="公文送达", next_step="填写后再提交。"
        )
        return _again(request, service.document_id, refusal)
    actions.receive(
        request.actor,  # type: ignore[attr-defined]
        service,
        refuse=refuse if request.POST.get("answer") == "refuse" else "",
    )
    messages.success(request, "已登记拒收。" if refuse else "已签收。")
    return redirect(service.document.url)


@require_safe
@signed_in
def word(request: HttpRequest, number: int) -> HttpResponse:
    """The latest body as .docx, to be edited in Word or WPS."""
    found = queries.one(request.actor, number)  # type: ignore[attr-defined]
    response = HttpResponse(write_docx(queries.body_of(found)), content_type=_DOCX)
    return _named(response, f"{found.title or '公文'}.docx", "attachment")


@require_safe
@signed_in
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """The latest body as PDF, marked as a draft until it is numbered; then the final print."""
    found = queries.one(request.actor, number)  # type: ignore[attr-defined]
    final = queries.file_of(found, queries.FINAL)
    if final is not None:
        with open_file(final) as file:
            response = HttpResponse(file.read(), content_type="application/pdf")
    else:
        response = HttpResponse(preview_pdf(queries.body_of(found)).pdf, content_type="application/pdf")
    return _named(response, f"{found.title or '公文'}.pdf", "inline")


@require_safe
@signed_in
def issued(request: HttpRequest, number: int) -> HttpResponseBase:
    """The issued copy, for its office and for those it was served on."""
    found = queries.one(request.actor, number)  # type: ignore[attr-defined]
    copy = queries.issued_file(found) if found.issued_at else None
    if copy is None:
        raise NotNow("公文尚未印发。", rule="公文处理流程", next_step="印发后可在此下载。")
    with open_file(copy) as file:
        response = HttpResponse(file.read(), content_type=copy.mime)
    return _named(response, copy.name, "inline")


def _named(response: HttpResponse, name: str, how: str) -> HttpResponse:
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name.replace('/', '_'))}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
