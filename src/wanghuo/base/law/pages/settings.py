"""Product settings: what is no law, with 系统默认 beside each default."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wanghuo.base.scope.errors import BadInput
from wanghuo.base.scope.guards import page
from wanghuo.base.scope.policy import policy
from wanghuo.base.scope.rows import visible
from wanghuo.kernel.law import LawError

from .. import actions, rules
from ..forms import SettingForm, show_errors
from ..models import SettingValue
from ..queries import SettingNow, setting, settings_now
from .parameters import HOME

TRAIL = [HOME, ("系统设置", "/law/settings/")]


def _mine(request: HttpRequest, one: SettingNow) -> bool:
    return bool(request.actor.roles(timezone.localdate()) & set(one.setting.roles))  # type: ignore[attr-defined]


@page("law.view")
def index(request: HttpRequest) -> HttpResponse:
    groups: dict[str, list[tuple[SettingNow, bool]]] = {}
    for one in settings_now():
        groups.setdefault(one.setting.subject_label, []).append((one, _mine(request, one)))
    return render(request, "law/settings.html", {"groups": groups, "trail": [HOME]})


@page("law.view")
def detail(request: HttpRequest, setting_id: str) -> HttpResponse:
    try:
        now = setting(setting_id)
    except LawError as error:
        raise Http404(str(error)) from error
    form = SettingForm(
        now, initial={"typed": rules.typed_of(rules.jsonable(now.value), {}), "unit": now.unit}
    )
    return _page(request, now, form)


@page("law.change_setting")
def change(request: HttpRequest, setting_id: str) -> HttpResponse:
    """POST: a new value; or back to the default when ``reset`` was pressed."""
    try:
        now = setting(setting_id)
    except LawError as error:
        raise Http404(str(error)) from error
    form = SettingForm(now, request.POST)
    try:
        if "reset" in request.POST:
            actions.reset_setting(request.actor, setting_id, reason=request.POST.get("reason", ""))  # type: ignore[attr-defined]
        elif form.is_valid():
            actions.change_setting(request.actor, setting_id, **form.cleaned_data)  # type: ignore[attr-defined]
        else:
            return _page(request, now, form, 422)
    except BadInput as refusal:
        show_errors(form, refusal)
        return _page(request, now, form, 422)
    messages.success(request, f"“{now.setting.label}”已改，即刻生效。")
    return redirect("/law/settings/")


def _page(request: HttpRequest, now: SettingNow, form: SettingForm, status: int = 200) -> HttpResponse:
    rows = visible(request.actor, SettingValue.objects.filter(setting=now.setting.id), "law.view")  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "now": now,
        "form": form,
        "mine": _mine(request, now),
        "roles": "、".join(policy().labels.get(role, role) for role in now.setting.roles),
        "history": [(row, _stood(now, row)) for row in rows],
        "trail": TRAIL,
    }
    return render(request, "law/setting.html", context, status=status)


def _stood(now: SettingNow, row: SettingValue) -> str:
    if row.value is None:
        return f"恢复系统默认（{now.setting.shown}）"
    try:
        value, unit = now.setting.read(row.value, row.unit)
    except LawError:
        return str(row.value)
    return SettingNow(now.setting, value, unit, row).shown
