"""What devices send (clauses 8.2.1, 8.3.1), one class an object.

Fields are in the order of the wire. ``label`` is the six-byte time label as sent, ``note_raw`` the padded text
field; ``time`` reads the label by the standard's clock (for a BCD device use ``BCD.read(row.label)``), ``note`` is the
text, None when it cannot be read. A field is None where a vendor's layout leaves it out.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from .. import notes
from ..clock import read_binary
from .codes import ANALOGS
from .words import FIRE, NORMAL, point_of, zone_of


class SystemStatus(NamedTuple):
    """Type 1. ``status``: ``codes.SYSTEM_STATUS``."""

    system: int
    system_address: int
    status: int
    label: bytes | None

    @property
    def time(self) -> datetime | None:
        return None if self.label is None else read_binary(self.label)

    @property
    def fire(self) -> bool:
        return self.status & FIRE != 0

    @property
    def test(self) -> bool:
        return self.status & NORMAL == 0


class ComponentStatus(NamedTuple):
    """Type 2. ``status``: ``codes.COMPONENT_STATUS``."""

    system: int
    system_address: int
    component: int
    component_address: int
    status: int
    note_raw: bytes | None
    label: bytes | None

    @property
    def time(self) -> datetime | None:
        return None if self.label is None else read_binary(self.label)

    @property
    def note(self) -> str | None:
        return None if self.note_raw is None else notes.text(self.note_raw)

    @property
    def fire(self) -> bool:
        return self.status & FIRE != 0

    @property
    def test(self) -> bool:
        return self.status & NORMAL == 0

    @property
    def zone(self) -> int:
        return zone_of(self.component_address)

    @property
    def point(self) -> int:
        return point_of(self.component_address)


class AnalogValue(NamedTuple):
    """Type 3. ``raw``: signed steps of ``codes.ANALOGS[analog]``."""

    system: int
    system_address: int
    component: int
    component_address: int
    analog: int
    raw: int
    label: bytes | None

    @property
    def time(self) -> datetime | None:
        return None if self.label is None else read_binary(self.label)

    @property
    def zone(self) -> int:
        return zone_of(self.component_address)

    @property
    def point(self) -> int:
        return point_of(self.component_address)

    @property
    def value(self) -> float | int | None:
        """In the unit of table 6; None for a kind the standard does not define."""
        kind = ANALOGS.get(self.analog)
        if kind is None:
            return None
        return self.raw if kind.per_unit == 1 else self.raw / kind.per_unit

    @property
    def in_range(self) -> bool | None:
        """Within the valid range of table 6; None for a kind the standard does not define."""
        kind = ANALOGS.get(self.analog)
        return None if kind is None else kind.low * kind.per_unit <= self.raw <= kind.high * kind.per_unit


class FacilityOperation(NamedTuple):
    """Type 4. ``operation``: ``codes.FACILITY_OPERATION``."""

    system: int
    system_address: int
    operation: int
    operator: int
    label: bytes | None

    @property
    def time(self) -> datetime | None:
        return None if self.label is None else read_binary(self.label)


class FacilityVersion(NamedTuple):
    """Type 5."""

    system: int
    system_address: int
    major: int
    minor: int


class SystemNote(NamedTuple):
    """Type 6, of variable length."""

    system: int
    system_address: int
    note_raw: bytes

    @property
    def note(self) -> str | None:
        return notes.text(self.note_raw)


class ComponentNote(NamedTuple):
    """Type 7."""

    system: int
    system_address: int
    component: int
    component_address: int
    note_raw: bytes

    @property
    def note(self) -> str | None:
        return notes.text(self.note_raw)

    @property
    def zone(self) -> int:
        return zone_of(self.component_address)

    @property
    def point(self) -> int:
        return point_of(self.component_address)


class SystemTime(NamedTuple):
    """Type 8."""

    system: int
    system_address: int
    label: bytes

    @property
    def time(self) -> datetime | None:
        return read_binary(self.label)


class DeviceStatus(NamedTuple):
    """Type 21. ``status``: ``codes.DEVICE_STATUS``."""

    status: int
    label: bytes | None

    @property
    def time(self) -> datetime | None:
        return None if self.label is None else read_binary(self.label)

    @property
    def fire(self) -> bool:
        return self.status & FIRE != 0

    @property
    def test(self) -> bool:
        return self.status & NORMAL == 0


class DeviceOperation(NamedTuple):
    """Type 24. ``operation``: ``codes.DEVICE_OPERATION``."""

    operation: int
    operator: int
    label: bytes | None

    @property
    def time(self) -> datetime | None:
        return None if self.label is None else read_binary(self.label)


class DeviceVersion(NamedTuple):
    """Type 25."""

    major: int
    minor: int


class DeviceNote(NamedTuple):
    """Type 26, of variable length."""

    note_raw: bytes

    @property
    def note(self) -> str | None:
        return notes.text(self.note_raw)


class ClockTime(NamedTuple):
    """Types 28 and 90."""

    label: bytes

    @property
    def time(self) -> datetime | None:
        return read_binary(self.label)
