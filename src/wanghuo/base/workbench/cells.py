"""A cell: from a row and a column to what is shown, exported, or hidden behind a mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from wanghuo.base.scope.registry import fields_of

from .declare import Column, Desk, field_at

NOT_FILLED = "未填"


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` for the screen, ``as_`` how it looks, ``raw`` for due dates, ``kind`` for status badges."""

    label: str
    text: str
    as_: str = "text"
    raw: Any = None
    kind: str = "none"
    url: str = ""
    masked: bool = False
    main: bool = False


def follow(row: models.Model, path: str) -> Any:
    """The value at a lookup path; None where a step is empty."""
    value: Any = row
    for step in path.split("__"):
        if value is None:
            return None
        value = getattr(value, step)
    return value() if callable(value) and not isinstance(value, type) else value


def mask_for(row: models.Model, path: str) -> Callable[[str], str] | None:
    """The mask of the field at ``path``, whichever model it belongs to."""
    *before, last = path.split("__")
    owner = follow(row, "__".join(before)) if before else row
    if not isinstance(owner, models.Model):
        return None
    try:
        return fields_of(type(owner)).masked.get(last)
    except LookupError:
        return None


def guess(model: type[models.Model], path: str) -> str:
    """How a field looks when the desk does not say."""
    found = field_at(model, path)
    match found:
        case models.DateTimeField():
            return "datetime"
        case models.DateField():
            return "date"
        case models.BooleanField():
            return "bool"
        case models.AutoField() | models.ForeignKey():
            return "text"
        case models.IntegerField() | models.DecimalField() | models.FloatField() if not found.choices:
            return "number"
        case models.TextField():
            return "long"
        case _:
            return "text"


def words(value: Any) -> str:
    """A plain value in words; times in the office's zone."""
    match value:
        case None | "":
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case float():
            return f"{value:g}"
        case list() | tuple() | set() | frozenset():
            return "、".join(words(v) for v in value)
        case _:
            return str(value)


def raw_of(row: models.Model, column: Column) -> Any:
    return column.value(row) if column.value else follow(row, column.name)


def _display(row: models.Model, path: str, value: Any) -> str:
    found = field_at(type(row), path)
    if found is not None and found.flatchoices:
        return str(dict(found.flatchoices).get(value, words(value)))
    return words(value)


def shown(row: models.Model, column: Column) -> tuple[Any, str, bool]:
    """(raw, text, masked?) of one cell. The mask is applied here, once, for pages, exports and search alike."""
    raw = raw_of(row, column)
    mask = None if column.value else mask_for(row, column.name)
    if mask and raw not in (None, ""):
        text = mask(str(raw))
        return text, text, True
    return raw, words(raw) if column.value else _display(row, column.name, raw), False


def cell(desk: Desk, row: models.Model, column: Column, *, main: bool = False) -> Cell:
    raw, text, masked = shown(row, column)
    as_ = column.as_ or (guess(desk.model, column.name) if not column.value else "text")
    kind = "none"
    if as_ == "status":
        kind = column.looks(raw) if callable(column.looks) else (column.looks or {}).get(raw, "none")
    url = desk.url_of(row) if column.link else ""
    return Cell(column.label or desk.label_of(column.name), text, as_, raw, kind, url, masked, main)


def line(desk: Desk, row: models.Model) -> list[Cell]:
    """All cells of a list row; the first linked one (else the first) is the row's name on the phone."""
    main = next((c for c in desk.columns if c.link), desk.columns[0])
    return [cell(desk, row, column, main=column is main) for column in desk.columns]


def export_value(row: models.Model, column: Column) -> Any:
    """Numbers and dates stay what they are, so that a spreadsheet can reckon with them; the rest is text."""
    raw, text, masked = shown(row, column)
    if not masked and isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return raw if text == words(raw) else text
    return text
