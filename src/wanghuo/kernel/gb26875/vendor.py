"""What is known about a device's ways beforehand, and the three heartbeats (the standard defines none).

Layouts that can be told from the bytes need no profile: see ``v2011/layouts.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from .clock import BCD, BINARY, Clock
from .editions import Edition
from .frame import Frame
from .unit import Unit
from .v2011 import EDITION as V2011
from .v2011.reading import HEARTBEAT

EDITIONS: Mapping[str, Edition] = MappingProxyType({"2011": V2011})
"""By year. Register a later edition here."""


class Profile(NamedTuple):
    """A device's edition and clock."""

    edition: Edition = V2011
    clock: Clock = BINARY


STANDARD = Profile()
BCD_CLOCK = Profile(clock=BCD)

SEND_DATA = 2


def heartbeat(frame: Frame, unit: Unit | None) -> str | None:
    """Which of the heartbeats seen in the field a message is, else None.

    ``empty``: command 2 without data (every 20–30 s) · ``byte``: one byte 0x16 as data · ``status``: type 21 that says
    nothing but normal running (it is a report of status as well).
    """
    if unit is None:
        return "empty" if frame.command == SEND_DATA else None
    if unit.type == HEARTBEAT and len(frame.data) == 1:
        return "byte"
    if unit.type == 21 and len(unit.objects) == 1 and unit.objects[0].status == 1:
        return "status"
    return None
