"""The list of entries: filters from the address, keyset pages, in scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from wanghuo.base.scope.rows import visible
from wanghuo.kernel.scope import Actor

from .models import Entry
from .record import ACTIONS

PAGE = 50


def _actions() -> list[tuple[str, str]]:
    known = sorted({(info.verb, info.label) for info in ACTIONS.values()})
    return [("", "全部操作"), *((verb, f"{label}") for verb, label in known)]


class Day(forms.DateInput):
    input_type = "date"


class Filters(forms.Form):
    """All optional. ``object`` is ``type:id`` as on an entry's page."""

    actor = forms.CharField(label="操作人", required=False, max_length=80)
    verb = forms.ChoiceField(label="操作", required=False, choices=_actions)
    since = forms.DateField(label="自", required=False, widget=Day(format="%Y-%m-%d"))
    until = forms.DateField(label="至", required=False, widget=Day(format="%Y-%m-%d"))
    result = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部结果"), ("done", "完成"), ("refused", "被拒")]
    )
    object = forms.CharField(label="对象", required=False, max_length=170, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Page:
    """Rows of one page, newest first, and the ids to go on from (None at an end)."""

    rows: list[Entry]
    older: int | None
    newer: int | None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def filtered(actor: Actor, asked: dict[str, Any]) -> models.QuerySet[Entry]:
    """The entries the actor may see that fit the cleaned filters."""
    rows = visible(actor, Entry.objects.all(), "ledger.view")
    if asked.get("actor"):
        rows = rows.filter(actor_name=asked["actor"].strip())
    if asked.get("verb"):
        rows = rows.filter(verb=asked["verb"])
    if asked.get("since"):
        rows = rows.filter(at__gte=_start(asked["since"]))
    if asked.get("until"):
        rows = rows.filter(at__lt=_start(asked["until"] + timedelta(days=1)))
    if asked.get("result"):
        rows = rows.filter(result=asked["result"])
    kind, _, number = (asked.get("object") or "").partition(":")
    if number:
        rows = rows.filter(object_type=kind, object_id=number)
    return rows


def page(
    rows: models.QuerySet[Entry], *, before: int | None = None, after: int | None = None, size: int = PAGE
) -> Page:
    """One page by keyset: older than ``before``, or newer than ``after``, or the newest."""
    if after is not None:
        found = list(rows.filter(id__gt=after).order_by("id")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return Page(found, found[-1].id if found else None, found[0].id if more else None)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(found, found[-1].id if more else None, found[0].id if before is not None and found else None)


def number(text: str | None) -> int | None:
    """A positive id from the address; None when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
