"""``{% load law %}``: how a legal value looks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from wanghuo.kernel.law import Entry, Parameter
from wanghuo.kernel.law.units import plain

from .. import shipped
from ..queries import place_name

register = template.Library()

_CERTAINTY = {"verified": "ok", "secondary": "doing", "unverified": "risk", "unset": "unknown"}
_STATE = {"set": "ok", "unset": "unknown", "expired": "late", "not_yet": "todo"}
_PROPOSAL = {"proposed": "risk", "approved": "ok", "rejected": "late", "withdrawn": "none", "void": "none"}


@register.filter
def certainty_kind(certainty: str) -> str:
    return _CERTAINTY.get(str(certainty), "none")


@register.filter
def state_kind(state: str) -> str:
    return _STATE.get(state, "none")


@register.filter
def proposal_kind(state: str) -> str:
    return _PROPOSAL.get(state, "none")


@register.filter
def place(code: str) -> str:
    return place_name(code)


@register.filter
def tri(value: bool | None) -> str:
    return {True: "是", False: "否"}.get(value, "未设定") if value is not None else "未设定"


@register.inclusion_tag("law/_value.html")
def legal_value(parameter: Parameter, entry: Entry | None, shown: str = "") -> dict[str, Any]:
    """The value in full: a table drawn as one, anything else in words."""
    rows = entry.value if entry is not None and isinstance(entry.value, tuple) else ()
    return {
        "headings": list(parameter.columns.values()),
        "rows": [[_cell(row.get(key, "")) for key in parameter.columns] for row in rows],
        "shown": shown or (entry.shown if entry else "未设定"),
    }


def _cell(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


@register.filter
def parameter_label(parameter_id: str) -> str:
    found = shipped.book().parameters.get(parameter_id)
    return found.label if found else parameter_id
