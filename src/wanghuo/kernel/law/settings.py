"""Product settings: what is no law. Each has a default, marked 系统默认 until a district changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .book import LawError
from .clock import Term
from .units import UNITS, Kind, Value, check_unit, plain, read_value, show

DEFAULT_MARK = "系统默认"


@dataclass(frozen=True, slots=True)
class Setting:
    """``low`` and ``high`` bound numbers, durations and ratios; ``choices`` bounds texts; one of ``roles`` may change it.

    ``units``: for a duration, the units a district may choose from; the first is the default's.
    ``planned``: no room reads it yet; the page says so.
    """

    id: str
    label: str
    kind: Kind
    default: Value
    unit: str = ""
    units: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    help: str = ""
    subject: str = ""
    subject_label: str = ""
    planned: bool = False

    def read(self, raw: object, unit: str = "") -> tuple[Value, str]:
        """A new value and its unit from a form. Raises LawError saying what is allowed."""
        unit = unit or self.unit
        if self.kind is Kind.DURATION and unit not in self.units:
            labels = "、".join(UNITS[u].label for u in self.units)
            raise LawError(f"“{self.label}”的单位只能是：{labels}")
        if self.kind is not Kind.DURATION and unit != self.unit:
            raise LawError(f"“{self.label}”的单位不能改")
        try:
            value = read_value(self.kind, raw, {})
        except ValueError as error:
            raise LawError(f"“{self.label}”：{error}") from None
        if isinstance(value, Decimal):
            if self.low is not None and value < self.low:
                raise LawError(f"“{self.label}”不能小于 {plain(self.low)}")
            if self.high is not None and value > self.high:
                raise LawError(f"“{self.label}”不能大于 {plain(self.high)}")
        if self.choices and value not in self.choices:
            raise LawError(f"“{self.label}”只能是：{'、'.join(self.choices)}")
        return value, unit

    @property
    def range(self) -> str:
        """The allowed range for the help line, e.g. “1 至 30”."""
        if self.choices:
            return "、".join(self.choices)
        if self.low is not None and self.high is not None:
            return f"{plain(self.low)} 至 {plain(self.high)}"
        return ""

    @property
    def shown(self) -> str:
        return show(self.default, self.unit)


def setting_term(value: Value, unit: str) -> Term:
    """A duration setting as a term. Settings are ours: the first day does not count, a day off rolls on."""
    if not isinstance(value, Decimal):
        raise LawError("这项设置不是期限")
    return Term(int(value), unit, False, True, "系统设置")


def parse_settings(files: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Setting]:
    """Settings by id from (file name, parsed TOML) pairs. Raises LawError naming file and setting."""
    found: dict[str, Setting] = {}
    for name, data in files:
        for raw in data.get("setting", []):
            where = f"{name}：设置“{raw.get('id', '?')}”"
            try:
                one = _setting(raw, data)
            except (LawError, ValueError, KeyError, TypeError) as error:
                raise LawError(f"{where}：{error}") from error
            if one.id in found:
                raise LawError(f"{where}声明了两次")
            found[one.id] = one
    return found


def _setting(raw: Mapping[str, Any], data: Mapping[str, Any]) -> Setting:
    kind = Kind(raw["kind"])
    unit = str(raw.get("unit", ""))
    units = tuple(raw.get("units", [unit] if kind is Kind.DURATION else []))
    for one in units or (unit,):
        if problem := check_unit(kind, one):
            raise LawError(problem)
    if kind is Kind.TABLE:
        raise LawError("设置不能是表")
    roles = tuple(raw.get("roles", [raw["role"]] if "role" in raw else []))
    if not roles or not raw.get("help"):
        raise LawError("设置要写明 role 或 roles（谁可以改）与 help")
    bound = {key: Decimal(str(raw[key])) if key in raw else None for key in ("low", "high")}
    one = Setting(
        str(raw["id"]),
        str(raw["label"]),
        kind,
        read_value(kind, raw["default"], {}),
        unit,
        units,
        bound["low"],
        bound["high"],
        tuple(raw.get("choices", [])),
        roles,
        str(raw["help"]),
        str(data.get("subject", "")),
        str(data.get("label", "")),
        bool(raw.get("planned", False)),
    )
    one.read(raw["default"], unit)
    return one
