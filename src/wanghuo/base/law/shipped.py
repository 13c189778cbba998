"""The policy files that come with the product, read once a process."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from wanghuo.base.divisions.queries import home
from wanghuo.kernel.law import (
    Lawbook,
    Setting,
    Source,
    YearCalendar,
    parse_files,
    parse_settings,
    parse_year,
)

Files = list[tuple[str, dict[str, Any]]]


def _files(folder: str) -> Files:
    place = Path(settings.POLICY_DIR) / folder
    return [
        (f"{folder}/{p.name}", tomllib.loads(p.read_text("utf-8"), parse_float=Decimal))
        for p in sorted(place.glob("*.toml"))
    ]


@cache
def _law() -> tuple[Lawbook, dict[str, Source]]:
    return parse_files(_files("law"))


def book() -> Lawbook:
    return _law()[0]


def sources() -> dict[str, Source]:
    return _law()[1]


@cache
def calendars() -> tuple[YearCalendar, ...]:
    return tuple(parse_year(data) for _, data in _files("calendar"))


@cache
def product_settings() -> dict[str, Setting]:
    return parse_settings(_files("settings"))


@cache
def places() -> dict[str, str]:
    """Names of the jurisdictions that entries speak of."""
    return {code: name for _, data in _files("law") for code, name in data.get("jurisdictions", {}).items()}


@cache
def _configured_jurisdiction() -> str:
    file = Path(settings.POLICY_DIR) / "districts" / settings.DISTRICT / "district.toml"
    if not settings.DISTRICT or not file.exists():
        return ""
    return str(tomllib.loads(file.read_text("utf-8"))["code"])[:6]


_loaded_jurisdiction: list[str] = []


def own_jurisdiction() -> str:
    """The six digits of the installation's district: as configured, else as loaded; "000000" before that."""
    if code := _configured_jurisdiction():
        return code
    if not _loaded_jurisdiction and (found := home()):
        _loaded_jurisdiction.append(found.code[:6])
    return _loaded_jurisdiction[0] if _loaded_jurisdiction else "000000"


def flow_uses() -> tuple[tuple[str, str], ...]:
    """(parameter id, where) for every clock of a shipped flow that takes its limit from the law."""
    return _flow_clocks("law")


def flow_settings() -> tuple[tuple[str, str], ...]:
    """(setting id, where) for every clock of a shipped flow that takes its limit from a product setting."""
    return _flow_clocks("setting")


@cache
def _flow_clocks(key: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (clock[key], f"{data.get('label', name)}：{clock['label']}")
        for name, data in _files("flows")
        for clock in data.get("clocks", [])
        if clock.get(key)
    )
