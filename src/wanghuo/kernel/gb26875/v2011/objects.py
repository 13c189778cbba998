"""The information objects (clause 8.2.1), one class each; fields in the order of the wire.

``label`` is the six-byte time label as sent (``clock``), ``note_raw`` the padded field as sent (``notes``); ``time`` and
``note`` read them by the standard. A field is None where a vendor's layout leaves it out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from .. import notes
from ..clock import BINARY
from .codes import ANALOGS

FIRE, NORMAL = 2, 1


def _time(self: Any) -> datetime | None:
    """The time label by the standard's clock; for a BCD device use ``BCD.read(o.label)``."""
    return None if self.label is None else BINARY.read(self.label)


def _note(self: Any) -> str | None:
    return None if self.note_raw is None else notes.read(self.note_raw).text


def _fire(self: Any) -> bool:
    """Whatever bit 0 says: of ten sources of fires six send “test” (bit 0 = 0) with every real one."""
    return bool(self.status & FIRE)


def _test(self: Any) -> bool:
    return not self.status & NORMAL


def _zone(self: Any) -> int:
    """区号: the lower half of the component's address, by common reading."""
    return self.component_address & 0xFFFF


def _point(self: Any) -> int:
    """位号: the upper half."""
    return self.component_address >> 16


class SystemStatus(NamedTuple):
    """Type 1. ``status``: ``codes.SYSTEM_STATUS``."""

    system: int
    system_address: int
    status: int
    label: bytes | None

    time = property(_time)
    fire = property(_fire)
    test = property(_test)


class ComponentStatus(NamedTuple):
    """Type 2. ``status``: ``codes.COMPONENT_STATUS``."""

    system: int
    system_address: int
    component: int
    component_address: int
    status: int
    note_raw: bytes | None
    label: bytes | None

    time = property(_time)
    note = property(_note)
    fire = property(_fire)
    test = property(_test)
    zone = property(_zone)
    point = property(_point)


class AnalogValue(NamedTuple):
    """Type 3. ``raw``: signed steps of ``codes.ANALOGS[analog]``."""

    system: int
    system_address: int
    component: int
    component_address: int
    analog: int
    raw: int
    label: bytes | None

    time = property(_time)
    zone = property(_zone)
    point = property(_point)

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

    time = property(_time)


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

    note = property(_note)


class ComponentNote(NamedTuple):
    """Type 7."""

    system: int
    system_address: int
    component: int
    component_address: int
    note_raw: bytes

    note = property(_note)
    zone = property(_zone)
    point = property(_point)


class SystemTime(NamedTuple):
    """Type 8."""

    system: int
    system_address: int
    label: bytes

    time = property(_time)


class DeviceStatus(NamedTuple):
    """Type 21. ``status``: ``codes.DEVICE_STATUS``."""

    status: int
    label: bytes | None

    time = property(_time)
    fire = property(_fire)
    test = property(_test)


class DeviceOperation(NamedTuple):
    """Type 24. ``operation``: ``codes.DEVICE_OPERATION``."""

    operation: int
    operator: int
    label: bytes | None

    time = property(_time)


class DeviceVersion(NamedTuple):
    """Type 25."""

    major: int
    minor: int


class DeviceNote(NamedTuple):
    """Type 26, of variable length."""

    note_raw: bytes

    note = property(_note)


class ClockTime(NamedTuple):
    """Types 28 and 90."""

    label: bytes

    time = property(_time)


class SystemQuery(NamedTuple):
    """Types 61, 65, 66, 68."""

    system: int
    system_address: int


class ComponentQuery(NamedTuple):
    """Types 62, 63, 67 (the standard asks without a component type)."""

    system: int
    system_address: int
    component_address: int

    zone = property(_zone)
    point = property(_point)


class FacilityRecordsQuery(NamedTuple):
    """Type 64: ``wanted`` records (≤ 102) from a time on."""

    system: int
    system_address: int
    wanted: int
    label: bytes

    time = property(_time)


class DeviceRecordsQuery(NamedTuple):
    """Type 84: ``wanted`` records (≤ 102) from a time on."""

    wanted: int
    label: bytes

    time = property(_time)


class DeviceQuery(NamedTuple):
    """Types 81, 85, 86, 88 and 89 (initialise): one byte, zero by the standard."""

    reserved: int


class DutyCheck(NamedTuple):
    """Type 91. ``minutes``: how long the person on duty may take to answer."""

    minutes: int
