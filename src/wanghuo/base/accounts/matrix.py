"""The matrix of roles and actions, from the policy in force: what the machine asks is what people read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from wanghuo.base.ledger.record import ACTIONS
from wanghuo.base.scope.policy import policy
from wanghuo.kernel.scope import Policy

REACHES = {
    "all": ("全区", "全"),
    "territory": ("本辖区", "辖"),
    "sector": ("本行业", "业"),
    "territory+sector": ("本辖区且本行业", "辖业"),
    "organisation": ("本单位", "单"),
    "own": ("本人", "己"),
}
ORDER = list(REACHES)
# What is looked at rather than done has no action of its own; its name for the page.
LOOKS = {
    "view": "查看",
    "people": "查看人员",
    "view_person": "查看本人或他人资料",
    "organisations": "查看单位",
    "roles": "查看权限表",
}


_OTHER_ROOMS = {"ops": "运行状况"}


@dataclass(frozen=True, slots=True)
class Line:
    """One action: its label and, for each role shown, the farthest reaches as (label, short)."""

    verb: str
    label: str
    cells: list[list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Room:
    label: str
    lines: list[Line]


def _verbs(found: Policy) -> list[str]:
    """Everything the policy or an action names, wildcards spelled out."""
    named = {a for rule in found.rules for a in rule.actions if not a.endswith(".*")}
    return sorted(named | set(ACTIONS))


def _label(verb: str) -> str:
    info = ACTIONS.get(verb)
    if info:
        return info.label
    name = verb.partition(".")[2]
    return LOOKS.get(name, "查看" if name.startswith("view") else "")


def _room(verb: str) -> str:
    key = verb.partition(".")[0]
    try:
        return str(apps.get_app_config(key).verbose_name)
    except LookupError:
        return _OTHER_ROOMS.get(key, key)


def _cell(found: Policy, verb: str, role: str) -> list[tuple[str, str]]:
    kinds = {r.reach for r in found.rules_for(verb) if r.role == role}
    if "all" in kinds:
        kinds = {"all"}
    return [REACHES[k] for k in ORDER if k in kinds]


def matrix(role: str = "") -> dict[str, Any]:
    """``roles`` (key, label), ``rooms`` of lines, ``chosen``: all roles, or one role's own list."""
    found = policy()
    last = ("member", "public")
    named = [(k, v) for k, v in found.labels.items() if k not in ("system", *last)]
    roles = named + [(k, found.labels[k]) for k in last if k in found.labels]
    chosen = next(((k, v) for k, v in roles if k == role), None)
    shown = [chosen] if chosen else roles
    rooms: dict[str, list[Line]] = {}
    for verb in _verbs(found):
        cells = [_cell(found, verb, key) for key, _ in shown]
        label = _label(verb)
        if label and any(cells):
            rooms.setdefault(_room(verb), []).append(Line(verb, label, cells))
    return {
        "roles": roles,
        "shown": shown,
        "chosen": chosen,
        "rooms": [Room(label, lines) for label, lines in rooms.items()],
        "reaches": list(REACHES.values()),
    }
