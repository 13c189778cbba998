"""The first run of an empty district: three administrators, divisions, organisations; then closed for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wanghuo.base.divisions import actions as divisions
from wanghuo.base.divisions.loaders import digest
from wanghuo.base.scope import BadInput, Refused
from wanghuo.base.scope.guards import public
from wanghuo.base.scope.policy import policy
from wanghuo.base.workbench import desk_for, sheets

from .. import first_run
from ..actions import setup
from ..actions.organisations import import_organisations
from ..first_run_forms import AdministratorsForm, DivisionsForm, OrganisationsForm
from ..forms import take
from ..loaders import load_organisations
from ..rules import KEPT_APART

SAMPLE = "kaizhou"
STEPS = {"administrators": "三类管理员", "divisions": "区划", "organisations": "单位"}


def sample_folder() -> Path:
    return Path(settings.POLICY_DIR) / "districts" / SAMPLE


def _step(row: Any) -> str:
    """The first step not yet done; empty when all are."""
    return next((s for s in STEPS if not getattr(row, f"{s}_at")), "")


def _steps(now: str) -> list[dict[str, str]]:
    names = list(STEPS)
    at = names.index(now) if now in names else len(names)
    return [
        {"label": label, "state": "done" if n < at else "now" if n == at else "todo"}
        for n, label in enumerate(STEPS.values())
    ]


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_run_page(request: HttpRequest) -> HttpResponse:
    if not first_run.admits(request):
        closed = not first_run.is_open()
        return render(request, "accounts/first_run/closed.html", {"closed": closed}, status=403)
    step = _step(first_run.state())
    if request.method == "POST" and request.POST.get("step") != step:
        return HttpResponseRedirect(request.path)
    return _VIEWS[step](request)


def _shown(request: HttpRequest, step: str, form: Any, **more: Any) -> HttpResponse:
    context = {"form": form, "step": step, "steps": _steps(step), **more}
    return render(request, f"accounts/first_run/{step}.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: Any, do: Callable[[], Any]) -> Any:
    """What ``do`` returned, or None with the refusal in the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return do() or True
    except BadInput as bad:
        take(form, bad)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _administrators(request: HttpRequest) -> HttpResponse:
    form = AdministratorsForm(request.POST if request.method == "POST" else None)
    made = _done(
        request,
        form,
        lambda: setup.set_up_administrators(first_run.actor(), form.cleaned_data["operator"], form.people()),
    )
    if made:
        links = [(p, role, request.build_absolute_uri(f"/link/{token}/")) for p, role, token in made]
        context = {"links": links, "steps": _steps("divisions")}
        return render(request, "accounts/first_run/links.html", context)
    labels = [(role, policy().labels[role]) for role in KEPT_APART]
    return _shown(
        request, "administrators", form, groups=[(label, form.group(role)) for role, label in labels]
    )


def _load_sample() -> None:
    folder = sample_folder()
    divisions.load_reference(first_run.actor(), folder, digest(folder))


def _load_codes(form: DivisionsForm) -> None:
    """The operator's own codes: nothing stands yet, so every proposal is taken."""
    actor, file = first_run.actor(), form.cleaned_data["file"]
    upload = divisions.preview_edition(
        actor,
        content=file.read(),
        file_name=file.name,
        source=form.cleaned_data["source"],
        effective=timezone.localdate(),
    )
    keys = {row["key"] for row in upload.rows}
    divisions.choose(actor, upload, accepted=keys, heirs={})
    divisions.apply_edition(actor, upload)


def _divisions(request: HttpRequest) -> HttpResponse:
    form = DivisionsForm(*((request.POST, request.FILES) if request.method == "POST" else ()))

    def do() -> None:
        if form.cleaned_data["choice"] == "sample":
            _load_sample()
        else:
            _load_codes(form)
        setup.finish_set_up_step(first_run.actor(), "divisions")

    if _done(request, form, do):
        return HttpResponseRedirect(request.path)
    return _shown(request, "divisions", form)


def _upload(form: OrganisationsForm) -> None:
    """The sheet through the same judge as the workbench's import: all rows or none."""
    importer = desk_for("organisations").importer
    assert importer is not None
    found = sheets.judge(importer, form.cleaned_data["file"].read())
    faults = {str(line): "；".join(texts) for line, texts in found.errors.items()}
    if not faults:
        try:
            import_organisations(first_run.actor(), found.rows)
        except BadInput as bad:
            faults = {str(found.lines[int(i)]) if i.isdigit() else i: t for i, t in bad.fields.items()}
    form.report = [
        (f"第 {line} 行" if line.isdigit() and int(line) else "表格", text) for line, text in faults.items()
    ]
    if faults:
        raise BadInput(
            f"表格有 {len(faults)} 行需要改正，未导入任何一行。", rule="导入要么全部成功，要么全部不入"
        )


def _organisations(request: HttpRequest) -> HttpResponse:
    sample = first_run.sample_divisions()
    form = OrganisationsForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), sample=sample
    )

    def do() -> None:
        choice = form.cleaned_data["choice"]
        if choice == "sample":
            load_organisations(sample_folder(), lambda text: None)
        elif choice == "upload":
            _upload(form)
        setup.finish_set_up_step(first_run.actor(), "organisations")

    if _done(request, form, do):
        request.session.flush()
        return render(request, "accounts/first_run/done.html", {"steps": _steps("")})
    return _shown(request, "organisations", form, report=form.report)


_VIEWS = {"administrators": _administrators, "divisions": _divisions, "organisations": _organisations}


@public
def template(request: HttpRequest) -> HttpResponse:
    """The empty sheet for organisations, to those in the first run."""
    if not first_run.admits(request):
        return HttpResponseRedirect("/first-run/")
    desk = desk_for("organisations")
    assert desk.importer is not None
    response = HttpResponse(
        sheets.template(desk.importer, desk.title),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = (
        "attachment; filename*=UTF-8''%E5%8D%95%E4%BD%8D%E5%AF%BC%E5%85%A5%E6%A8%A1%E6%9D%BF.xlsx"
    )
    return response
