"""Setting a local value: propose, decide, withdraw, end, verify."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wanghuo.base.files.queries import attachments_of
from wanghuo.base.scope.errors import BadInput
from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import may, visible
from wanghuo.kernel.law import Kind, LawError, Parameter, show

from .. import actions, rules
from ..forms import EndForm, EntryForm, ReasonForm, VerifyForm, show_errors
from ..models import LocalEntry
from ..queries import law
from ..state import entry_of
from .parameters import HOME


def _parameter(parameter_id: str) -> Parameter:
    try:
        return law.book.parameter(parameter_id)
    except LawError as error:
        raise Http404(str(error)) from error


def _row(request: HttpRequest, pk: int) -> LocalEntry:
    return get_object_or_404(visible(request.actor, LocalEntry.objects.all(), "law.view"), pk=pk)  # type: ignore[attr-defined]


def _trail(parameter: Parameter) -> list[tuple[str, str]]:
    return [HOME, (parameter.label, f"/law/p/{parameter.id}/")]


@page("law.propose")
def propose(request: HttpRequest, parameter_id: str) -> HttpResponse:
    parameter = _parameter(parameter_id)
    if request.method != "POST":
        return _propose_page(request, parameter, EntryForm(parameter, initial=_initial(parameter)))
    form = EntryForm(parameter, request.POST, request.FILES)
    if form.is_valid():
        try:
            row = actions.propose(request.actor, parameter_id, **form.said())  # type: ignore[attr-defined]
        except BadInput as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "已提出，等另一位有批准权的人员批准后生效。")
            return redirect(f"/law/proposals/{row.pk}/")
    return _propose_page(request, parameter, form, 422)


def _initial(parameter: Parameter) -> dict[str, str]:
    """The unit people know this parameter by, never a value: a value comes from the text in hand."""
    units = [e.unit for e in parameter.entries if e.unit]
    return {"unit": units[-1]} if units else {}


def _propose_page(
    request: HttpRequest, parameter: Parameter, form: EntryForm, status: int = 200
) -> HttpResponse:
    context = {"one": parameter, "form": form, "trail": _trail(parameter), "rule": rules.RULE_SOURCE}
    return render(request, "law/propose.html", context, status=status)


@page("law.propose_end")
def propose_end(request: HttpRequest, pk: int) -> HttpResponse:
    target = _row(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.propose_end(request.actor, target, **form.cleaned_data)  # type: ignore[attr-defined]
        except BadInput as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "已提出停用，等另一位有批准权的人员批准。")
            return redirect(f"/law/proposals/{row.pk}/")
    parameter = _parameter(target.parameter)
    context = {
        "target": target,
        "one": parameter,
        "form": form,
        "trail": _trail(parameter),
        "shown": _shown(target),
    }
    return render(request, "law/end.html", context, status=422 if form.errors else 200)


def _shown(row: LocalEntry) -> str:
    """The value in words, also of a row that reads no more."""
    try:
        return entry_of(row).shown
    except LawError:
        return str(row.value)


@page("law.view")
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    return _proposal_page(request, _row(request, pk), ReasonForm())


def _proposal_page(
    request: HttpRequest, row: LocalEntry, form: ReasonForm, status: int = 200
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    parameter = _parameter(row.parameter)
    try:
        entry = entry_of(row) if row.kind == LocalEntry.Kind.SET else None
        misfit = ""
    except LawError as error:
        entry, misfit = None, str(error)
    open_, own = row.state == LocalEntry.State.PROPOSED, actor.person == row.proposed_by
    context = {
        "row": row,
        "one": parameter,
        "entry": entry,
        "misfit": misfit,
        "now": law.at(row.since, row.parameter, row.jurisdiction),
        "form": form,
        "own": own,
        "open": open_,
        "may_decide": open_ and not own and may(actor, "law.approve").allowed,
        "may_withdraw": open_ and own and may(actor, "law.withdraw", row).allowed,
        "is_duration": parameter.kind is Kind.DURATION,
        "files": list(attachments_of(row)),
        "ends_shown": _shown(row.ends) if row.ends else show(None),
        "trail": _trail(parameter),
        "rule": rules.RULE_FOUR_EYES,
    }
    return render(request, "law/proposal.html", context, status=status)


@page("law.approve")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _row(request, pk), ReasonForm(request.POST)
    form.is_valid()
    actions.approve(request.actor, row, reason=form.cleaned_data.get("reason", ""))  # type: ignore[attr-defined]
    messages.success(request, "已批准，即刻按施行日生效。")
    return redirect(f"/law/p/{row.parameter}/?asof={row.since.isoformat()}")


@page("law.reject")
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _row(request, pk), ReasonForm(request.POST)
    form.is_valid()
    try:
        actions.reject(request.actor, row, reason=form.cleaned_data.get("reason", ""))  # type: ignore[attr-defined]
    except BadInput as refusal:
        show_errors(form, refusal)
        return _proposal_page(request, row, form, 422)
    messages.success(request, "已驳回，理由已告知提出人。")
    return redirect(f"/law/proposals/{pk}/")


@page("law.withdraw")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actions.withdraw(request.actor, _row(request, pk))  # type: ignore[attr-defined]
    messages.success(request, "已撤回。")
    return redirect(f"/law/proposals/{pk}/")


@page("law.verify")
def verify(request: HttpRequest, parameter_id: str, fingerprint: str) -> HttpResponse:
    parameter = _parameter(parameter_id)
    entry = next((e for e in parameter.entries if e.fingerprint(parameter_id) == fingerprint), None)
    if entry is None or entry.value is None:
        raise Http404("没有这条内容，可能已经改过")
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.verify(request.actor, parameter_id, fingerprint, **form.cleaned_data)  # type: ignore[attr-defined]
        except BadInput as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "已核实。内容日后若有改动，核实随之失效。")
            return redirect(f"/law/p/{parameter_id}/")
    context = {"one": parameter, "entry": entry, "form": form, "trail": _trail(parameter)}
    return render(request, "law/verify.html", context, status=422 if form.errors else 200)
