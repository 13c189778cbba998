"""What the centre sends (clause 8.3.2), one class an object.

Fields are in the order of the wire. ``label`` is the six-byte time label as sent; ``time`` reads
it by the standard's clock (for a BCD device use ``BCD.read(row.label)``).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ..clock import read_binary
from .words import point_of, zone_of


class SystemQuery(NamedTuple):
    """Types 61, 65, 66, 68."""

    system: int
    system_address: int


class ComponentQuery(NamedTuple):
    """Types 62, 63, 67 (the standard asks without a component type)."""

    system: int
    system_address: int
    component_address: int

    @property
    def zone(self) -> int:
        return zone_of(self.component_address)

    @property
    def point(self) -> int:
        return point_of(self.component_address)


class FacilityRecordsQuery(NamedTuple):
    """Type 64: ``wanted`` records (≤ 102) from a time on."""

    system: int
    system_address: int
    wanted: int
    label: bytes

    @property
    def time(self) -> datetime | None:
        return read_binary(self.label)


class DeviceRecordsQuery(NamedTuple):
    """Type 84: ``wanted`` records (≤ 102) from a time on."""

    wanted: int
    label: bytes

    @property
    def time(self) -> datetime | None:
        return read_binary(self.label)


class DeviceQuery(NamedTuple):
    """Types 81, 85, 86, 88 and 89 (initialise): one byte, zero by the standard."""

    reserved: int


class DutyCheck(NamedTuple):
    """Type 91. ``minutes``: how long the person on duty may take to answer."""

    minutes: int
