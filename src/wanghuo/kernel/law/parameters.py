"""A legal parameter and its dated, cited entries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .units import Kind, Value, show


class Certainty(StrEnum):
    """How sure we are. Only a person who holds the text makes an entry ``verified``."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"
    UNSET = "unset"

    @property
    def label(self) -> str:
        return {"verified": "已核实", "secondary": "二手来源", "unverified": "待核", "unset": "未设定"}[
            self.value
        ]


class Origin(StrEnum):
    """Shipped with the product, or set here by the district's people."""

    SHIPPED = "shipped"
    LOCAL = "local"

    @property
    def label(self) -> str:
        return {"shipped": "随产品提供", "local": "本地设定"}[self.value]


@dataclass(frozen=True, slots=True)
class Source:
    """An act or standard. ``until`` is its last day in force; ``seen`` says where we read of it."""

    key: str
    title: str
    since: date | None = None
    since_note: str = ""
    until: date | None = None
    replaced_by: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How a term is counted. None means nobody has sourced it: the clock then takes the earlier reading."""

    key: str
    first_day_counts: bool | None
    rolls_off_holiday: bool | None
    source: str
    article: str = ""
    certainty: Certainty = Certainty.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a parameter, in force from ``since`` to ``until``, both days included.

    ``since`` None: the first day in force is unknown, why is in ``note``; ``until`` None: no end known.
    ``jurisdiction`` is a GB/T 2260 code, "000000" for the nation. ``key`` names a local entry.
    """

    value: Value | None
    unit: str
    since: date | None
    until: date | None
    jurisdiction: str
    source: str
    article: str
    certainty: Certainty
    note: str = ""
    seen: str = ""
    clock: ClockRule | None = None
    verified_by: str = ""
    verified_on: date | None = None
    origin: Origin = Origin.SHIPPED
    key: str = ""

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def overlaps(self, other: Entry) -> bool:
        """Whether some day lies in both; only entries of one layer may not."""
        starts_before_end = self.since is None or other.until is None or self.since <= other.until
        ends_after_start = other.since is None or self.until is None or other.since <= self.until
        return starts_before_end and ends_after_start

    def fingerprint(self, parameter_id: str) -> str:
        """What a person verifies: parameter, place, period, value, unit and citation, as 16 hex digits.

        A change to any of them is another fingerprint, so that a verification never outlives what was read.
        """
        said = [parameter_id, self.jurisdiction, self.origin, self.since, self.until, self.value, self.unit]
        text = json.dumps([*said, self.source, self.article], default=str, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def layer(self) -> tuple[str, Origin]:
        return self.jurisdiction, self.origin

    @property
    def shown(self) -> str:
        return show(self.value, self.unit)

    @property
    def period(self) -> str:
        start = self.since.isoformat() if self.since else "起始日未设定"
        return f"{start} 至 {self.until.isoformat() if self.until else '今'}"

    @property
    def citation(self) -> str:
        return f"{self.source} {self.article}".strip()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named rule. ``columns`` maps a table's column ids to their headings, in order."""

    id: str
    label: str
    kind: Kind
    subject: str = ""
    subject_label: str = ""
    help: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
