"""Pages of a case: its own page, the form of each step, the new hand-over."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wanghuo.base.files.actions import store
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import may

from .. import actions
from ..attachments import purpose_of
from ..forms import StepForm
from ..models import Case
from ..people import people_of
from ..queries import VERB_OF, Choice, choices_for, seen_by, suggested_for
from ..showing import case_context


def _case(request: HttpRequest, pk: int) -> Case:
    case = seen_by(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if case is None:
        raise Refused(
            "没有这件事项，或不在您的权限范围内。",
            rule="岗位与权限规则",
            next_step="请从事项列表进入；如需了解，请联系移交方或接收单位。",
            status=404,
        )
    return case


@page("cases.view")
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    return render(request, "cases/case.html", case_context(request.actor, case))  # type: ignore[attr-defined]


@page("cases.view")
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one step, and the step itself. What was typed stays when it is refused."""
    case = _case(request, pk)
    choice = next((item for item in choices_for(request.actor, case) if item.transition.verb == verb), None)  # type: ignore[attr-defined]
    if choice is None:
        messages.warning(request, f"事项现为“{case.state_now.label}”，这一步已经不能办理，请看最新情况。")
        return HttpResponseRedirect(case.get_absolute_url())
    form = _step_form(request, case, choice)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            now = _run(request, case, choice, form.step_values)
        except BadInput as error:
            for field_id, sentence in error.fields.items():
                form.add_error(field_id if field_id in form.fields else None, sentence)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, f"“{choice.transition.label}”已办理，事项现为“{now.state_now.label}”。")
            return HttpResponseRedirect(now.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    context = {"case": case, "choice": choice, "form": form, "refusal": refusal, "key": _key(request)}
    return render(request, "cases/step.html", context, status=status)


def _run(request: HttpRequest, case: Case, choice: Choice, values: dict[str, Any]) -> Case:
    verb = choice.transition.verb
    run = getattr(actions, VERB_OF.get(verb, verb))
    return run(request.actor, case, key=_key(request), **values)  # type: ignore[attr-defined]


def _key(request: HttpRequest) -> str:
    """Each form carries its own key, so that a second press or a reload of the answer does nothing twice."""
    return request.POST.get("key") or f"page-{uuid.uuid4().hex}"


def _step_form(request: HttpRequest, case: Case, choice: Choice) -> StepForm:
    asked = {*choice.transition.fill, *choice.transition.may_fill}
    suggested = suggested_for(case) if "receiver" in asked else ()
    return StepForm(
        case.flow,
        choice.transition,
        request.POST or None,
        initial=_initial(case),
        people=people_of(case.receiver_id) if "assignee" in asked else (),
        without=case.owner_id,
        suggested=suggested,
    )


def _initial(case: Case) -> dict[str, Any]:
    """What is known already: the draft's own words, and the receiver and date thought of when it was drafted."""
    first = case.events.filter(name="open").first()
    thought_of = first.values if first and case.state == "draft" else {}
    return {
        "facts": case.facts,
        "requirement": case.requirement,
        "receiver": thought_of.get("receiver"),
        "ground": thought_of.get("ground"),
        "handle_by": thought_of.get("handle_by"),
        "assignee": case.assignee_id,
    }


@page("cases.comment")
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    try:
        actions.comment(request.actor, case, text=request.POST.get("text", ""))  # type: ignore[attr-defined]
    except BadInput as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{case.get_absolute_url()}#comments")


@page("cases.remind")
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    try:
        actions.remind(request.actor, case, text=request.POST.get("text", ""))  # type: ignore[attr-defined]
    except NotNow as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"已催办：{case.holder or '区消安委办'}。")
    return HttpResponseRedirect(case.get_absolute_url())


@page("cases.attach")
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files to a case. Each is judged by itself: a bad one does not keep the good ones out."""
    case = _case(request, pk)
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, "请先选择文件，再上传。")
    attach_all(request, case, files)
    return HttpResponseRedirect(f"{case.get_absolute_url()}#material")


def attach_all(request: HttpRequest, case: Case, files: list[Any]) -> None:
    kept = 0
    for file in files:
        try:
            store(request.actor, file, purpose=purpose_of(case).name, link=case)  # type: ignore[attr-defined]
            kept += 1
        except Refused as error:
            messages.error(request, f"“{file.name}”没有收下：{error}")
    if kept:
        messages.success(request, f"已收下 {kept} 个文件（{timezone.localtime():%H:%M}）。")


def may_attach(request: HttpRequest, case: Case) -> bool:
    return case.open and may(request.actor, "cases.attach", case).allowed  # type: ignore[attr-defined]
