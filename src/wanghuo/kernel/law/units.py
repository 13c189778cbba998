"""What a legal value may be: its kinds, its units, and how both are shown in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

Row = Mapping[str, Any]
Value = Decimal | str | bool | tuple[Row, ...]


class Kind(StrEnum):
    """The six kinds of value. A duration always carries one of the duration units."""

    NUMBER = "number"
    DURATION = "duration"
    RATIO = "ratio"
    TABLE = "table"
    TEXT = "text"
    BOOLEAN = "boolean"

    @property
    def label(self) -> str:
        return _KINDS[self.value]


_KINDS = {
    "number": "数值",
    "duration": "期限",
    "ratio": "比例",
    "table": "表",
    "text": "文字",
    "boolean": "是否",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``id`` in data, ``label`` on screen, the ``kind`` of value it measures."""

    id: str
    label: str
    kind: Kind


def _units() -> dict[str, Unit]:
    spec: dict[Kind, dict[str, str]] = {
        Kind.DURATION: {
            "working_day": "个工作日",
            "calendar_day": "日",
            "hour": "小时",
            "minute": "分钟",
            "month": "个月",
            "year": "年",
        },
        Kind.RATIO: {"percent": "%", "percent_per_day": "%/日", "multiple": "倍"},
        Kind.NUMBER: {
            "one": "",
            "person": "人",
            "household": "户",
            "m": "米",
            "m2": "平方米",
            "km2": "平方公里",
            "hectare": "公顷",
            "litre_per_second": "升/秒",
            "bed": "张床位",
            "room": "间客房",
            "seat": "个座位",
            "yuan": "元",
            "wan_yuan": "万元",
            "time": "次",
            "per_year": "次/年",
            "per_half_year": "次/半年",
            "per_quarter": "次/季度",
            "per_month": "次/月",
            "vehicle": "辆",
            "site": "处",
            "station": "个站",
            "megabyte": "MB",
            "row": "行",
        },
    }
    return {key: Unit(key, label, kind) for kind, units in spec.items() for key, label in units.items()}


UNITS: Mapping[str, Unit] = _units()


def check_unit(kind: Kind, unit: str) -> str | None:
    """The Chinese problem with ``unit`` for a value of ``kind``; None when it fits."""
    measured = kind in (Kind.NUMBER, Kind.DURATION, Kind.RATIO)
    if not measured:
        return f"“{kind.label}”没有单位，却写了“{unit}”" if unit else None
    if unit not in UNITS:
        allowed = "、".join(key for key, one in UNITS.items() if one.kind is kind)
        return f"单位“{unit or '空'}”不认识；“{kind.label}”可用：{allowed}"
    if UNITS[unit].kind is not kind:
        return f"单位“{unit}”属于“{UNITS[unit].kind.label}”，不能用于“{kind.label}”"
    return None


def read_value(kind: Kind, raw: object, columns: Mapping[str, str]) -> Value:
    """Turn what TOML, JSON or a form gave into a value of ``kind``.

    Numbers become Decimal (a float goes through its shortest text, so 0.1 stays 0.1); a table's rows must
    use declared columns only. Raises ValueError with a Chinese sentence.
    """
    if kind is Kind.BOOLEAN:
        if isinstance(raw, bool):
            return raw
        raise ValueError(f"应为是或否，却是“{raw}”")
    if kind is Kind.TEXT:
        if isinstance(raw, str) and raw.strip():
            return raw.strip()
        raise ValueError("文字不能为空")
    if kind is Kind.TABLE:
        return _read_rows(raw, columns)
    return _read_number(kind, raw)


def _read_number(kind: Kind, raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise ValueError(f"应为数字，却是“{raw}”")
    try:
        number = Decimal(str(raw).strip())
    except InvalidOperation:
        raise ValueError(f"应为数字，却是“{raw}”") from None
    if not number.is_finite() or number < 0 or number >= Decimal("1e15"):
        raise ValueError(f"数字“{raw}”应为不小于零的有限数")
    if kind is Kind.DURATION and number != number.to_integral_value():
        raise ValueError(f"期限“{raw}”应为整数")
    return number


def _read_rows(raw: object, columns: Mapping[str, str]) -> tuple[Row, ...]:
    if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
        raise ValueError("表至少要有一行")
    rows: list[Row] = []
    for number, row in enumerate(raw, start=1):
        if not isinstance(row, Mapping):
            raise ValueError(f"第{number}行不是一行表格")
        strange = [key for key in row if key not in columns]
        if strange:
            raise ValueError(f"第{number}行有未声明的列：{'、'.join(strange)}")
        if not any(str(cell).strip() for cell in row.values()):
            raise ValueError(f"第{number}行是空的")
        rows.append({key: Decimal(str(c)) if isinstance(c, float) else c for key, c in row.items()})
    return tuple(rows)


def plain(number: Decimal) -> str:
    """Decimal("20.0") → "20"; Decimal("1E+3") → "1000"."""
    return format(number.normalize(), "f")


def _show_rows(rows: tuple[Row, ...]) -> str:
    """A table by its first words: the rows' names, then how many there are."""
    names = [next((cell for cell in row.values() if isinstance(cell, str)), "") for row in rows]
    if not all(names):
        return f"{len(rows)}行表"
    return "、".join(names[:3]) + (f"等{len(rows)}行" if len(rows) > 3 else f"（{len(rows)}行）")


def show(value: Value | None, unit: str = "") -> str:
    """The value as a clerk reads it: “3个工作日”, “5%”, “是”, “轻微、一般、严重（3行）”; None → “未设定”."""
    if value is None:
        return "未设定"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value) + (UNITS[unit].label if unit else "")
    if isinstance(value, tuple):
        return _show_rows(value)
    return value
