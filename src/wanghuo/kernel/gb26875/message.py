"""A frame together with the meaning of its data."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from .frame import Frame, read_frame, write_frame
from .unit import Unit
from .vendor import STANDARD, Profile
from .vendor import heartbeat as _heartbeat


class Message(NamedTuple):
    """``unit`` is None when the frame carries no data (confirm, deny, heartbeat)."""

    frame: Frame
    unit: Unit | None

    @property
    def heartbeat(self) -> str | None:
        """``empty``, ``byte``, ``status`` or None: ``vendor.heartbeat``."""
        return _heartbeat(self.frame, self.unit)

    @property
    def fire(self) -> bool:
        """Some object of the message reports fire, whatever its test bit says."""
        unit = self.unit
        return unit is not None and unit.type in _STATUS and any(row.fire for row in unit.objects)

    def time(self, profile: Profile = STANDARD) -> datetime | None:
        """When the frame says it was sent; None for an all-zero or impossible label."""
        return profile.clock.read(self.frame.label)


_STATUS = frozenset((1, 2, 21))
_new = tuple.__new__


def decode(raw: bytes, profile: Profile = STANDARD) -> Message:
    """Exactly one frame and all it holds. Raises FrameError; data that are not by the standard are no error."""
    frame = read_frame(raw)
    data = frame[7]
    return _new(Message, (frame, profile[0][1](data) if data else None))


def encode(message: Message, profile: Profile = STANDARD) -> bytes:
    """The reverse: ``encode(decode(raw)) == raw``. ``frame.data`` is not read. Raises BadFrame, BadUnit."""
    data = b"" if message.unit is None else profile.edition.write(message.unit)
    return write_frame(message.frame._replace(data=data))
