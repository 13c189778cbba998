"""Bytes → unit. Never fails: what cannot be read stays in ``vendor.rest`` with the reason."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..clock import BCD, BINARY, ZERO
from ..unit import Unit, Vendor
from . import objects as o
from .codes import UNITS
from .layouts import (
    FIXED,
    HEAD,
    MOST,
    NOTE,
    PAIR,
    RAW,
    SHARED,
    SHORT,
    STANDARD,
    VENDOR,
    WORDS,
    Layout,
    layout_of,
    note_layout,
)

HEARTBEAT = 0x16

_new = tuple.__new__
_FAST: list[tuple[Any, ...] | None] = [None] * 256
for _kind, _layout in FIXED.items():
    _FAST[_kind] = (
        _layout.struct.size,
        MOST[_kind],
        _layout.struct.unpack_from,
        _layout.struct.iter_unpack,
        _layout.cls,
        partial(_new, _layout.cls),
    )


def read_unit(data: bytes) -> Unit:
    """``data``: at least one byte. Standard units at full speed, all others through ``_odd``."""
    if len(data) > 2:
        kind = data[0]
        count = data[1]
        row = _FAST[kind]
        if row is not None:
            size, most, one, several, cls, make = row
            if len(data) == 2 + size * count and count <= most:
                if count == 1:
                    return _new(Unit, (kind, (_new(cls, one(data, 2)),), None))
                return _new(Unit, (kind, tuple(map(make, several(data[2:]))), None))
    return _odd(data)


def _odd(data: bytes) -> Unit:
    kind = data[0]
    if len(data) == 1:
        return Unit(kind, (), Vendor(RAW, None, _alone(kind), b""))
    count, body = data[1], data[2:]
    if kind in (6, 26):
        return _variable(kind, count, body)
    if kind not in FIXED:
        free = "由用户自定义" if 128 <= kind <= 254 else "为预留"
        return Unit(kind, (), Vendor(RAW, count, f"类型 {kind} {free}，{WORDS[RAW]}", body))
    return _whole(kind, count, body) or _partly(kind, count, body)


def _alone(kind: int) -> str:
    if kind == HEARTBEAT:
        return "心跳：应用数据单元仅有一字节 16"
    return "应用数据单元仅有一字节，没有信息对象数目"


def _whole(kind: int, count: int, body: bytes) -> Unit | None:
    """All of the body in one layout: the first that fits, those with the stated count before those without."""
    standard, size = FIXED[kind], len(body)
    if not size:
        return Unit(kind, (), Vendor(STANDARD, count, _miscount(count, 0), b""))
    stated = count or 1
    for layout in (standard, *VENDOR.get(kind, ())):
        if size == layout.struct.size * stated:
            return _read(kind, layout, count, body)
    if kind == 3 and stated > 1 and size == HEAD.size + PAIR.size * stated + 6:
        return _shared(count, body)
    if (MOST[kind] > 1 or kind == 21) and size % standard.struct.size == 0:
        return _read(kind, standard, count, body)
    if kind == 3 and stated == 1 and size > HEAD.size + 6 and (size - HEAD.size - 6) % PAIR.size == 0:
        return _shared(count, body)
    if kind == 2:
        return _odd_notes(count, body)
    return None


def _read(kind: int, layout: Layout, count: int, body: bytes, rest: bytes = b"") -> Unit:
    objects = layout.read(body)
    said = [WORDS[NOTE if layout.name.startswith(NOTE) else layout.name]] if layout.name != STANDARD else []
    if count != len(objects):
        said.append(_miscount(count, len(objects)))
    elif count > MOST[kind]:
        said.append(f"信息对象数目 {count} 超过标准上限 {MOST[kind]}")
    if rest:
        said.append(f"其后 {len(rest)} 字节无法按标准解释")
    return Unit(kind, objects, Vendor(layout.name, count, "；".join(said), rest))


def _miscount(count: int, found: int) -> str:
    return "信息对象数目为 0" if count == found == 0 else f"信息对象数目写 {count}，读到 {found}"


def _shared(count: int, body: bytes) -> Unit:
    system, address, component, place = HEAD.unpack_from(body)
    label = body[-6:]
    pairs = PAIR.iter_unpack(body[HEAD.size : -6])
    objects = tuple(o.AnalogValue(system, address, component, place, kind, raw, label) for kind, raw in pairs)
    return Unit(3, objects, Vendor(SHARED, count, WORDS[SHARED], b""))


def _odd_notes(count: int, body: bytes) -> Unit | None:
    """Type 2 whose notes are not 31 bytes, or short ones miscounted; believed only when every label is a date or zero."""
    short = layout_of(2, SHORT)
    assert short is not None
    if len(body) % short.struct.size == 0 and _dated(body, short.struct.size):
        return _read(2, short, count, body)
    size, over = divmod(len(body), count or 1)
    if not over and short.struct.size < size and _dated(body, size):
        return _read(2, note_layout(size - short.struct.size), count, body)
    return None


def _dated(body: bytes, size: int) -> bool:
    labels = [body[at - 6 : at] for at in range(size, len(body) + 1, size)]
    return all(label == ZERO or BINARY.read(label) or BCD.read(label) for label in labels)


def _partly(kind: int, count: int, body: bytes) -> Unit:
    """Whole standard objects from the front; failing one, the shortest layout once, so that a cut fire is a fire."""
    for layout in (FIXED[kind], *VENDOR.get(kind, ())[-1:]):
        size = layout.struct.size
        read = min(len(body) // size, count or 1)
        if read:
            if layout.name != STANDARD:
                read = 1
            return _read(kind, layout, count, body[: read * size], body[read * size :])
    reason = f"{UNITS[kind]}：{len(body)} 字节不足一个信息对象（{FIXED[kind].struct.size} 字节）"
    return Unit(kind, (), Vendor(STANDARD, count, reason, body))


def _variable(kind: int, count: int, body: bytes) -> Unit:
    """Types 6 and 26, whose objects say their own length: read one after the other, never in equal parts."""
    objects: list[Any] = []
    at, head = 0, 2 if kind == 6 else 0
    while len(objects) < (count or 255) and at + head < len(body):
        end = at + head + 1 + body[at + head]
        if end > len(body):
            break
        text = body[at + head + 1 : end]
        objects.append(o.SystemNote(body[at], body[at + 1], text) if kind == 6 else o.DeviceNote(text))
        at = end
    rest = body[at:]
    said = []
    if len(objects) != count or not count:
        said.append(_miscount(count, len(objects)))
    elif count > MOST[kind]:
        said.append(f"信息对象数目 {count} 超过标准上限 {MOST[kind]}")
    if rest:
        said.append(f"其后 {len(rest)} 字节无法按标准解释")
    return Unit(kind, tuple(objects), Vendor(STANDARD, count, "；".join(said), rest) if said else None)


__all__ = ["HEARTBEAT", "read_unit"]
