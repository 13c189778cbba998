"""Reading the law: the list as of a day, one parameter with its history, what changed between two days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import may, visible
from wanghuo.kernel.law import Entry, Finding, Lawbook, LawError, chain

from ..models import LocalEntry
from ..queries import law, missing_years, warnings_in_use
from ..uses import in_use

STATES = {
    "set": "现行",
    "unset": "未设定",
    "expired": "已失效",
    "not_yet": "当日未载入",
    "warn": "在用而无值",
}
CERTAINTIES = {"verified": "已核实", "secondary": "二手来源", "unverified": "待核"}
HOME = ("法律参数", "/law/")


def day_of(request: HttpRequest, name: str = "asof") -> date:
    """The day asked for; today when none or nonsense."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return timezone.localdate()


def _wanted(found: Finding, asked: dict[str, str], used: dict[str, tuple[str, ...]]) -> bool:
    one = found.parameter
    if asked["subject"] and one.subject != asked["subject"]:
        return False
    if asked["state"] == "warn" and (found.is_set or one.id not in used):
        return False
    if asked["state"] and asked["state"] not in ("warn", found.state):
        return False
    if asked["certainty"] and (not found.is_set or found.certainty.value != asked["certainty"]):
        return False
    text = asked["q"].strip().lower()
    return not text or text in f"{one.label} {one.id} {found.entry.citation if found.entry else ''}".lower()


@page("law.view")
def index(request: HttpRequest) -> HttpResponse:
    day, book, used = day_of(request), law.book, in_use()
    asked = {key: request.GET.get(key, "") for key in ("subject", "state", "certainty", "q")}
    findings = [book.at(day, one, law.here) for one in book.parameters]
    listed = any(asked.values()) or "all" in request.GET
    groups: dict[str, list[Finding]] = {}
    for found in findings:
        if listed and _wanted(found, asked, used):
            groups.setdefault(found.parameter.subject_label, []).append(found)
    waiting = visible(request.actor, LocalEntry.objects.filter(state="proposed"), "law.view")  # type: ignore[attr-defined]
    return render(
        request,
        "law/index.html",
        {
            "day": day,
            "groups": groups,
            "asked": asked,
            "subjects": book.subjects,
            "states": STATES,
            "certainties": CERTAINTIES,
            "counts": _counts(findings),
            "listed": listed,
            "overview": [] if listed else _overview(book, findings),
            "warned": warnings_in_use(day),
            "missing": missing_years(timezone.localdate()),
            "waiting": list(waiting),
            "used": used,
        },
    )


def _overview(book: Lawbook, findings: list[Finding]) -> list[tuple[str, str, dict[str, int]]]:
    """(subject, label, counts) of each subject: where a person starts."""
    return [
        (key, label, _counts([f for f in findings if f.parameter.subject == key]))
        for key, label in book.subjects.items()
    ]


def _counts(findings: list[Finding]) -> dict[str, int]:
    return {
        "all": len(findings),
        "unverified": sum(f.is_set and f.certainty.value == "unverified" for f in findings),
        "set": sum(f.is_set for f in findings),
        "unset": sum(f.state == "unset" for f in findings),
        "expired": sum(f.state == "expired" for f in findings),
    }


def _line(entry: Entry, found: Finding) -> dict[str, Any]:
    """One line of the history: is it the rule of that day here, or another place's, shown for comparison only?"""
    return {
        "entry": entry,
        "fingerprint": entry.fingerprint(found.parameter.id),
        "now": entry == found.entry,
        "elsewhere": entry.jurisdiction not in chain(found.jurisdiction),
    }


@page("law.view")
def detail(request: HttpRequest, parameter_id: str) -> HttpResponse:
    day = day_of(request)
    try:
        found = law.at(day, parameter_id)
    except LawError as error:
        raise Http404(str(error)) from error
    rows = visible(request.actor, LocalEntry.objects.filter(parameter=parameter_id), "law.view")  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "found": found,
        "one": found.parameter,
        "entry": found.entry,
        "day": day,
        "history": [_line(e, found) for e in reversed(law.history(parameter_id))],
        "proposals": list(rows),
        "used_by": in_use().get(parameter_id, ()),
        "trail": [HOME, (found.parameter.subject_label, f"/law/?subject={found.parameter.subject}")],
    }
    for verb in ("propose", "verify", "propose_end"):
        context[f"may_{verb}"] = may(request.actor, f"law.{verb}").allowed  # type: ignore[attr-defined]
    return render(request, "law/detail.html", context)


@page("law.view")
def changes(request: HttpRequest) -> HttpResponse:
    """What differs between two days, e.g. the day of the 2020 notice and today."""
    before = day_of(request, "before") if request.GET.get("before") else date(2020, 5, 22)
    after = day_of(request, "after")
    return render(
        request,
        "law/changes.html",
        {"before": before, "after": after, "changes": law.changes(before, after), "trail": [HOME]},
    )
