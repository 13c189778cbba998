"""Public home, 我的工作, the operator's status page, the style page."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wanghuo.base.scope.guards import page, public, signed_in

from . import mywork
from .registry import OpsPanel, registry
from .samples import samples

log = logging.getLogger(__name__)
_LOOKS = {"ok": "ok", "warn": "risk", "bad": "late", "": ""}
_WORDS = {"ok": "正常", "warn": "注意", "bad": "异常", "": ""}


@public
def home(request: HttpRequest) -> HttpResponse:
    """What the house shows everybody. A block that fails is left out and logged: the door stays open."""
    blocks: list[dict[str, Any]] = []
    for name, provider in registry.public.items():
        try:
            blocks.append({"order": 50, **provider()})
        except Exception:
            log.exception("public block %s", name)
    return render(request, "shell/home.html", {"blocks": sorted(blocks, key=lambda b: b["order"])})


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    groups = mywork.groups(request.actor, now)  # type: ignore[attr-defined]
    context = {"groups": groups, "total": sum(len(g.tasks) for g in groups), "now": now}
    return render(request, "shell/desk.html", context)


def ops_panels() -> list[dict[str, Any]]:
    """Panels of all rooms by order; one that fails says so instead of hiding the others."""
    panels = []
    for name, provider in registry.ops.items():
        try:
            panels.append(provider())
        except Exception as problem:
            log.exception("ops panel %s", name)
            panels.append(OpsPanel(name, (("这一项没有取到", type(problem).__name__, "bad"),)))
    return [
        {
            "panel": panel,
            "rows": [(label, value, _LOOKS[state], _WORDS[state]) for label, value, state in panel.rows],
        }
        for panel in sorted(panels, key=lambda p: p.order)
    ]


@page("ops.view")
def ops(request: HttpRequest) -> HttpResponse:
    panels = ops_panels()
    states = [look for panel in panels for *_, look, _ in panel["rows"]]
    worst = next((s for s in ("late", "risk") if s in states), "ok")
    context = {"panels": panels, "worst": worst, "now": timezone.localtime()}
    template = "shell/_ops_panels.html" if request.headers.get("HX-Request") else "shell/ops.html"
    return render(request, template, context)


@page("shell.style")
def style(request: HttpRequest) -> HttpResponse:
    """The living style page: every component, looked at on the desk and on the phone."""
    return render(request, "shell/style.html", samples(timezone.localtime()))


@public
def style_open(request: HttpRequest) -> HttpResponse:
    """The same without an account, while developing."""
    if not settings.DEBUG:
        return style(request)
    return render(request, "shell/style.html", samples(timezone.localtime()))
