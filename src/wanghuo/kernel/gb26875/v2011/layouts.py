"""How each unit type lies on the wire: by the standard (clause 8.3), and in the layouts vendors were seen to use."""

from __future__ import annotations

from functools import lru_cache, partial
from struct import Struct
from typing import Any, NamedTuple

from . import objects as o


class Layout(NamedTuple):
    """``places``: which fields of ``cls`` the struct holds, in order; None when all. ``room``: bytes for the note."""

    name: str
    cls: type
    struct: Struct
    places: tuple[int, ...] | None = None
    room: int = 0

    def read(self, body: bytes) -> tuple[Any, ...]:
        """The objects in ``body``, whose length is a multiple of the struct's."""
        rows = self.struct.iter_unpack(body)
        if self.places is None:
            return tuple(map(partial(tuple.__new__, self.cls), rows))
        return tuple(self._spread(row) for row in rows)

    def _spread(self, row: tuple[Any, ...]) -> Any:
        values: list[Any] = [None] * len(self.cls._fields)  # type: ignore[attr-defined]
        for place, value in zip(self.places or (), row, strict=True):
            values[place] = value
        return self.cls(*values)

    def write(self, rows: tuple[Any, ...]) -> bytes:
        """Raises struct.error for values outside their fields."""
        if self.places is None:
            return b"".join(self.struct.pack(*row) for row in rows)
        return b"".join(self.struct.pack(*(row[place] for place in self.places)) for row in rows)


STANDARD, UNTIMED, SHORT, BARE, SHARED, RAW, NOTE = (
    "standard",
    "untimed",
    "short",
    "bare",
    "shared",
    "raw",
    "note-",
)
NOTE_FIELD = 31
QUERY = Struct("<BB")
COMPONENT_QUERY = Struct("<BBI")
BYTE = Struct("<B")

MOST = {
    **{1: 102, 2: 22, 3: 63, 4: 102, 5: 1, 6: 3, 7: 26, 8: 1, 21: 1, 24: 127, 25: 1, 26: 1, 28: 1},
    **{61: 102, 62: 22, 63: 63, 64: 1, 65: 1, 66: 3, 67: 26, 68: 1},
    **{81: 1, 84: 1, 85: 1, 86: 1, 88: 1, 89: 1, 90: 1, 91: 1},
}
"""Most objects in a unit, by type (clause 8.3)."""

FIXED: dict[int, Layout] = {
    kind: Layout(STANDARD, cls, form, None, NOTE_FIELD if kind in (2, 7) else 0)
    for kind, cls, form in (
        (1, o.SystemStatus, Struct("<BBH6s")),
        (2, o.ComponentStatus, Struct("<BBBIH31s6s")),
        (3, o.AnalogValue, Struct("<BBBIBh6s")),
        (4, o.FacilityOperation, Struct("<BBBB6s")),
        (5, o.FacilityVersion, Struct("<BBBB")),
        (7, o.ComponentNote, Struct("<BBBI31s")),
        (8, o.SystemTime, Struct("<BB6s")),
        (21, o.DeviceStatus, Struct("<B6s")),
        (24, o.DeviceOperation, Struct("<BB6s")),
        (25, o.DeviceVersion, Struct("<BB")),
        (28, o.ClockTime, Struct("<6s")),
        *((kind, o.SystemQuery, QUERY) for kind in (61, 65, 66, 68)),
        *((kind, o.ComponentQuery, COMPONENT_QUERY) for kind in (62, 63, 67)),
        (64, o.FacilityRecordsQuery, Struct("<BBB6s")),
        (84, o.DeviceRecordsQuery, Struct("<B6s")),
        *((kind, o.DeviceQuery, BYTE) for kind in (81, 85, 86, 88, 89)),
        (90, o.ClockTime, Struct("<6s")),
        (91, o.DutyCheck, BYTE),
    )
}
"""Types whose objects all have one length. Types 6 and 26 carry their own."""

VENDOR: dict[int, tuple[Layout, ...]] = {
    1: (Layout(UNTIMED, o.SystemStatus, Struct("<BBH"), (0, 1, 2)),),
    2: (
        Layout(SHORT, o.ComponentStatus, Struct("<BBBIH6s"), (0, 1, 2, 3, 4, 6)),
        Layout(UNTIMED, o.ComponentStatus, Struct("<BBBIH31s"), (0, 1, 2, 3, 4, 5), NOTE_FIELD),
        Layout(BARE, o.ComponentStatus, Struct("<BBBIH"), (0, 1, 2, 3, 4)),
    ),
    3: (Layout(UNTIMED, o.AnalogValue, Struct("<BBBIBh"), (0, 1, 2, 3, 4, 5)),),
    4: (Layout(UNTIMED, o.FacilityOperation, Struct("<BBBB"), (0, 1, 2, 3)),),
    21: (Layout(UNTIMED, o.DeviceStatus, BYTE, (0,)),),
    24: (Layout(UNTIMED, o.DeviceOperation, Struct("<BB"), (0, 1)),),
}
"""Other layouts seen: ``untimed`` without the label, ``short`` without the note, ``bare`` without both."""

WORDS = {
    UNTIMED: "信息对象没有时间标签",
    SHORT: "部件状态没有 31 字节说明",
    BARE: "部件状态没有说明和时间标签",
    SHARED: "一个部件的多个模拟量共用部件信息和时间标签",
    NOTE: "部件说明不是 31 字节",
    RAW: "标准没有给出结构",
}
HEAD = Struct("<BBBI")
PAIR = Struct("<Bh")


@lru_cache(maxsize=1024)
def note_layout(size: int) -> Layout:
    """Type 2 with a note of ``size`` bytes."""
    return Layout(f"{NOTE}{size}", o.ComponentStatus, Struct(f"<BBBIH{size}s6s"), None, size)


def layout_of(kind: int, name: str) -> Layout | None:
    """The layout of fixed length with that name, else None."""
    if name == STANDARD:
        return FIXED.get(kind)
    if kind == 2 and name.startswith(NOTE) and name[len(NOTE) :].isdecimal():
        size = int(name[len(NOTE) :])
        return note_layout(size) if size <= 1024 else None
    return next((layout for layout in VENDOR.get(kind, ()) if layout.name == name), None)
