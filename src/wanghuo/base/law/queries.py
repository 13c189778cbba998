"""The facade other rooms ask: ``law.at(day, id)``, ``setting(id)``, ``clock.deadline(…)``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from wanghuo.base.shell.registry import count_days_with
from wanghuo.kernel.law import (
    Calendar,
    Change,
    Deadline,
    Entry,
    Extension,
    Finding,
    Lawbook,
    LawError,
    Setting,
    Suspension,
    Term,
    deadline,
    show,
    working_days_between,
)
from wanghuo.kernel.law.settings import DEFAULT_MARK, setting_term
from wanghuo.kernel.law.units import Value, read_value

from . import shipped
from .models import SettingValue
from .state import current
from .uses import in_use


class Law:
    """The law in force here. ``day`` is always the day of the act, never quietly today."""

    @property
    def book(self) -> Lawbook:
        """Take it once for many look-ups: each access asks the database whether it is current (one short query)."""
        return current().book

    @property
    def here(self) -> str:
        """The six-digit code of this installation's district."""
        return shipped.own_jurisdiction()

    def at(self, day: date, parameter_id: str, jurisdiction: str | None = None) -> Finding:
        """The finding for this district (or another jurisdiction). Raises LawError on an unknown id."""
        return self.book.at(day, parameter_id, jurisdiction or self.here)

    def history(self, parameter_id: str) -> tuple[Entry, ...]:
        return self.book.history(parameter_id)

    def changes(self, before: date, after: date) -> tuple[Change, ...]:
        return self.book.changes(before, after, self.here)


law = Law()


@dataclass(frozen=True, slots=True)
class SettingNow:
    """A product setting as it stands: the local value, or the default (``mark`` says 系统默认)."""

    setting: Setting
    value: Value
    unit: str
    changed: SettingValue | None

    @property
    def is_default(self) -> bool:
        return self.changed is None

    @property
    def mark(self) -> str:
        return DEFAULT_MARK if self.is_default else "本地设定"

    @property
    def shown(self) -> str:
        return show(self.value, self.unit)

    @property
    def mark_line(self) -> str:
        if self.changed is None:
            return DEFAULT_MARK
        return f"{self.changed.by_name} 于 {self.changed.at:%Y-%m-%d} 设定：{self.changed.reason}"

    def term(self) -> Term:
        """For durations: the term for the clock (first day not counted, rolls off a holiday)."""
        return setting_term(self.value, self.unit)

    def __int__(self) -> int:
        if isinstance(self.value, Decimal):
            return int(self.value)
        raise LawError(f"设置“{self.setting.label}”不是数字")


def setting(setting_id: str) -> SettingNow:
    """Raises LawError when nobody declared it in policy/settings."""
    declared = shipped.product_settings().get(setting_id)
    if declared is None:
        raise LawError(f"没有名为“{setting_id}”的系统设置；请先在 policy/settings 中声明")
    return _stands(declared, current().settings.get(setting_id))


def limit(setting_id: str) -> int | None:
    """A number setting for rooms beneath this one that cannot import it; None where none is declared."""
    declared = shipped.product_settings().get(setting_id)
    return int(setting(setting_id)) if declared is not None else None


def settings_now() -> list[SettingNow]:
    """Every setting as it stands, in the order of the files."""
    rows = current().settings
    return [_stands(one, rows.get(one.id)) for one in shipped.product_settings().values()]


def _stands(declared: Setting, row: SettingValue | None) -> SettingNow:
    if row is not None and row.value is not None:
        try:
            value = read_value(declared.kind, row.value, {})
        except ValueError:  # the declaration changed its kind in an upgrade: the default holds, visibly
            return SettingNow(declared, declared.default, declared.unit, None)
        return SettingNow(declared, value, row.unit, row)
    return SettingNow(declared, declared.default, declared.unit, None)


class WorkClock:
    """The working-day clock with this installation's calendars."""

    @property
    def calendar(self) -> Calendar:
        return current().calendar

    def deadline(
        self,
        start: datetime,
        term: Term,
        suspensions: Iterable[Suspension] = (),
        extensions: Iterable[Extension] = (),
    ) -> Deadline:
        """When ``term`` from ``start`` (aware) is over; says when it is provisional, and explains itself."""
        return deadline(start, term, self.calendar, suspensions, extensions)

    def working_days_between(self, first: date, last: date) -> int:
        return working_days_between(first, last, self.calendar)


clock = WorkClock()


@count_days_with
def _days_for_badges(first: date, last: date) -> int | None:
    """For badges: a calendar seen in the last seconds will do; None where a year's notice is missing."""
    calendar = current(at_most=5.0).calendar
    if not (calendar.known(first) and calendar.known(last)):
        return None
    return working_days_between(first, last, calendar)


@dataclass(frozen=True, slots=True)
class Warned:
    """A parameter that code decides by and that has no usable value, with where it is used.

    ``finding`` is None when no such parameter is declared at all.
    """

    parameter_id: str
    finding: Finding | None
    used_by: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.finding.parameter.label if self.finding else self.parameter_id

    @property
    def state_label(self) -> str:
        return self.finding.state_label if self.finding else "没有声明"


def warnings_in_use(day: date) -> list[Warned]:
    """Parameters in use on ``day`` that are unset, expired, not loaded or not declared."""
    book, here = law.book, law.here
    found = []
    for parameter_id, used_by in sorted(in_use().items()):
        finding = book.at(day, parameter_id, here) if parameter_id in book.parameters else None
        if finding is None or not finding.is_set:
            found.append(Warned(parameter_id, finding, used_by))
    return found


def missing_years(day: date) -> list[int]:
    """Years whose calendar deadlines from ``day`` may reach but which are not loaded: this one, and next from November."""
    wanted = [day.year] + ([day.year + 1] if day.month >= 11 else [])
    return [year for year in wanted if year not in clock.calendar.years]


def place_name(code: str) -> str:
    """“重庆市开州区”, or the bare code where no name is known."""
    return shipped.places().get(code, code)
