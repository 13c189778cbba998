"""Indicators: what is measured, declared once by the room that owns the data, used by plans, bulletins, screens and API alike.

In a room's ``indicators.py`` (found by itself)::

    @indicator("cases.unreceived", label="逾期未接收移交", unit="件", owner="业务协同", append_only=True)
    def unreceived(scope: Scope, period: Period) -> Reading:
        rows = Case.objects.filter(…)
        return Reading.of(rows.count(), evidence=Evidence(rows, "cases.view"))

Unknown is a value of its own: ``Reading.unknown("reason", …)``, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db.models import QuerySet

_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Scope:
    """For whom: code prefixes of territories, or one organisation's id. ``label`` is shown (Chinese)."""

    territories: tuple[str, ...] = ()
    organisation: int | None = None
    label: str = ""

    @property
    def key(self) -> str:
        """One text for equal scopes, for snapshots."""
        return f"{','.join(sorted(self.territories))}|{self.organisation or ''}"

    def holds(self, code: str) -> bool:
        return code.startswith(self.territories) if self.territories else True


@dataclass(frozen=True)
class Period:
    """From ``since`` to ``until``, both days included. ``until`` is also the day as of which the value is asked."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError(f"{self.until} is before {self.since}")

    @classmethod
    def year_to(cls, day: date) -> Period:
        return cls(date(day.year, 1, 1), day)


@dataclass(frozen=True)
class Evidence:
    """The rows the value was counted from, and the action under which a person may see them.

    ``items`` are (text, link) pairs instead, for what is kept as data and not in the database.
    """

    rows: QuerySet | None
    view: str
    note: str = ""
    items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reading:
    """A value, or why there is none. ``as_of`` is the day whose data it shows (None: the period's last day)."""

    value: Decimal | None
    reason: str = ""
    as_of: date | None = None
    evidence: Evidence | None = None
    from_snapshot: bool = False

    @classmethod
    def of(
        cls, value: int | float | Decimal, *, as_of: date | None = None, evidence: Evidence | None = None
    ) -> Reading:
        return cls(Decimal(str(value)), "", as_of, evidence)

    @classmethod
    def unknown(cls, reason: str, *, as_of: date | None = None, evidence: Evidence | None = None) -> Reading:
        """数据不足, with the reason (Chinese sentence)."""
        if not reason:
            raise ValueError("an unknown value needs its reason")
        return cls(None, reason, as_of, evidence)

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def shown(self) -> str:
        """``1,160,336``, or 数据不足."""
        if self.value is None:
            return "数据不足"
        text = f"{self.value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


Body = Callable[[Scope, Period], Reading]


@dataclass(frozen=True)
class Indicator:
    """A declared indicator. Without ``body`` it is planned: 待接入, and ``needs`` says what is missing."""

    id: str
    label: str
    unit: str
    owner: str
    room: str
    body: Body | None = None
    explanation: str = ""
    append_only: bool = False
    needs: str = ""
    do_not_call_in_templates: ClassVar[bool] = True

    @property
    def planned(self) -> bool:
        return self.body is None

    def __call__(self, scope: Scope, period: Period) -> Reading:
        if self.body is None:
            return Reading.unknown(f"待接入：{self.needs}")
        return self.body(scope, period)


INDICATORS: dict[str, Indicator] = {}
_scopes: dict[str, Callable[[], Iterable[Scope]]] = {}
_namers: list[Callable[[tuple[str, ...]], str]] = []


class IndicatorError(LookupError):
    """Nobody declared this indicator; the message (Chinese) says so."""


def indicator(
    id: str, *, label: str, unit: str, owner: str, explanation: str = "", append_only: bool = False
) -> Callable[[Body], Body]:
    """Declare an indicator. ``append_only``: rows of the past never change, so a past day's value may be kept."""

    def register(body: Body) -> Body:
        known = INDICATORS.get(id)
        if known and known.body and known.body.__qualname__ != body.__qualname__:
            raise RuntimeError(f"two indicators named {id}")
        INDICATORS[id] = Indicator(
            id, label, unit, owner, id.partition(".")[0], body, explanation, append_only
        )
        return body

    return register


def plan(id: str, *, label: str, unit: str, owner: str, needs: str, explanation: str = "") -> None:
    """Name an indicator that no room serves yet. A room that declares it later takes its place."""
    if id not in INDICATORS:
        INDICATORS[id] = Indicator(
            id, label, unit, owner, id.partition(".")[0], None, explanation, False, needs
        )


def get(id: str) -> Indicator:
    """Raises IndicatorError."""
    if id not in INDICATORS:
        raise IndicatorError(f"没有名为“{id}”的指标。")
    return INDICATORS[id]


def snapshot_scopes(name: str) -> Callable:
    """Decorator: ``def scopes() -> Iterable[Scope]``: for whom past days are kept (the district and its towns)."""

    def add(provider: Callable[[], Iterable[Scope]]) -> Callable[[], Iterable[Scope]]:
        _scopes[name] = provider
        return provider

    return add


def scopes_to_keep() -> list[Scope]:
    return [scope for provider in _scopes.values() for scope in provider()]


def scope_labels(provider: Callable[[tuple[str, ...]], str]) -> Callable[[tuple[str, ...]], str]:
    """Decorator: how a room further up names territories (their codes → 开州区)."""
    _namers[:] = [provider]
    return provider


def labelled(scope: Scope) -> Scope:
    """The scope with its label filled in, where a room offers one."""
    if scope.label or not scope.territories:
        return scope if scope.label else replace(scope, label="全部")
    name = _namers[0](scope.territories) if _namers else ""
    return replace(scope, label=name or "、".join(scope.territories))


def faults(declared: Iterable[Indicator]) -> list[str]:
    """What a declaration lacks: one sentence each. Held empty by a system check and a test."""
    found = []
    labels: dict[str, str] = {}
    for one in declared:
        if not _ID.fullmatch(one.id):
            found.append(f"{one.id}: an id is room.name in lower case")
        if not any("一" <= c <= "鿿" for c in one.label):
            found.append(f"{one.id}: no Chinese label")
        if not one.unit:
            found.append(f"{one.id}: no unit")
        if not one.owner:
            found.append(f"{one.id}: nobody owns it")
        if one.planned and not one.needs:
            found.append(f"{one.id}: planned without saying what it needs")
        if one.label in labels:
            found.append(f"{one.id}: same label as {labels[one.label]}")
        labels[one.label] = one.id
    return found
