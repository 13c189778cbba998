"""Unsaved rows from lines of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from . import codes, pinyin
from .editions import Entry
from .models import Division


@dataclass(frozen=True)
class Taking:
    """How a set of changes takes effect. ``effective`` None is for the first edition: valid before any record."""

    effective: date | None
    source: str
    precision: str = Division.Precision.DAY


def division_of(entry: Entry, parent: Division | None, taking: Taking) -> Division:
    """An unsaved row for one line of an edition."""
    name = codes.short_name(entry.name)
    return Division(
        code=entry.code,
        name=name,
        full_name=entry.name,
        level=entry.level.value,
        kind=entry.kind.value,
        parent=parent,
        pinyin=pinyin.place_key(name),
        initials=pinyin.place_initials(name),
        valid_from=taking.effective,
        valid_from_precision=taking.precision,
        source=taking.source,
    )
