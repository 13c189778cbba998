"""Pure decisions of the room: what a form's words mean, who may decide, how a new entry closes an older one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from wanghuo.kernel.law import Kind, LawError

RULE_FOUR_EYES = "双人复核：提出与批准不得为同一人"
RULE_SOURCE = "法律参数只据有依据的文本设定，不得推定"


def read_rows(text: str, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """A table typed as lines, cells divided by “|”, “｜” or tab, in the order of ``columns``. Raises LawError.

    A cell that reads as a number becomes one; an empty cell is left out (no condition).
    """
    keys = list(columns)
    rows = []
    for number, line in enumerate((one for one in text.splitlines() if one.strip()), start=1):
        cells = [c.strip() for c in line.replace("｜", "|").replace("\t", "|").strip().strip("|").split("|")]
        if len(cells) > len(keys):
            raise LawError(f"第{number}行有{len(cells)}格，应为{len(keys)}格：{'、'.join(columns.values())}")
        rows.append({key: _cell(cell) for key, cell in zip(keys, cells, strict=False) if cell})
    if not rows:
        raise LawError("表至少要有一行")
    return rows


def write_rows(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> str:
    """The reverse of :func:`read_rows`, to fill a form with what stands."""
    return "\n".join(" | ".join(str(row.get(key, "")) for key in columns) for row in rows)


def _cell(text: str) -> int | str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return int(number) if number == number.to_integral_value() and "e" not in text.lower() else text


def jsonable(value: Any) -> Any:
    """A kernel value as JSON: numbers as text, so that 0.1 stays 0.1."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple | list):
        return [{key: jsonable(cell) for key, cell in row.items()} for row in value]
    return value


def value_of(kind: Kind, typed: str, columns: Mapping[str, str]) -> Any:
    """What a form's one text field means for a parameter of ``kind``. Raises LawError."""
    typed = typed.strip()
    if kind is Kind.TABLE:
        return read_rows(typed, columns)
    if kind is Kind.BOOLEAN:
        if typed not in ("是", "否"):
            raise LawError("请选是或否")
        return typed == "是"
    return typed


def typed_of(value: Any, columns: Mapping[str, str]) -> str:
    """A stored value as it would be typed."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return write_rows(value, columns)
    return "" if value is None else str(value)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
