"""Unit → bytes: the exact reverse of ``reading``, for standard units and for every vendor's layout."""

from __future__ import annotations

from struct import error as StructError
from typing import Any

from ..unit import BadUnit, Unit
from . import objects as o
from .codes import UNITS
from .layouts import HEAD, MOST, PAIR, RAW, SHARED, STANDARD, Layout, layout_of


def write_unit(unit: Unit) -> bytes:
    """Type, count, objects and whatever rest a vendor's unit carries. Raises BadUnit."""
    kind, objects, vendor = unit
    if not 0 <= kind <= 255:
        raise BadUnit(f"类型标志 {kind} 不在 0—255 之间")
    if vendor is None:
        if kind not in UNITS:
            raise BadUnit(f"标准没有给出类型 {kind} 的结构；请用 vendor 的 raw 给出原文")
        if not 0 < len(objects) <= MOST[kind]:
            raise BadUnit(f"{UNITS[kind]}的信息对象数目应为 1—{MOST[kind]}，现为 {len(objects)}")
        return bytes((kind, len(objects))) + _body(kind, STANDARD, objects)
    if vendor.stated is None:
        if objects or vendor.rest:
            raise BadUnit("没有信息对象数目的单元只有类型标志一字节")
        return bytes((kind,))
    if not 0 <= vendor.stated <= 255:
        raise BadUnit(f"信息对象数目 {vendor.stated} 不在 0—255 之间")
    return bytes((kind, vendor.stated)) + _body(kind, vendor.layout, objects) + vendor.rest


def _body(kind: int, name: str, objects: tuple[Any, ...]) -> bytes:
    if name == RAW or not objects:
        if objects:
            raise BadUnit("layout 为 raw 的单元没有信息对象，内容全在 raw 中")
        return b""
    try:
        if name == STANDARD and kind in (6, 26):
            return b"".join(_note(row) for row in objects)
        if name == SHARED and kind == 3:
            return _shared(objects)
        layout = layout_of(kind, name)
        if layout is None:
            raise BadUnit(f"类型 {kind} 没有 {name} 这种格式")
        _check(kind, layout, objects)
        return layout.write(objects)
    except StructError as error:
        raise BadUnit(f"类型 {kind} 的信息对象缺少字段，或数值超出字段的范围（第 8.2 条）") from error


def _check(kind: int, layout: Layout, objects: tuple[Any, ...]) -> None:
    """What struct would cut or pad in silence."""
    for row in objects:
        if type(row) is not layout.cls:
            raise BadUnit(f"类型 {kind} 的信息对象应为 {layout.cls.__name__}，而不是 {type(row).__name__}")
        label = getattr(row, "label", None)
        if label is not None and len(label) != 6:
            raise BadUnit("时间标签应为 6 字节（第 8.2.2 条）")
        raw = getattr(row, "note_raw", None)
        if raw is not None and len(raw) > layout.room:
            raise BadUnit(f"部件说明 {len(raw)} 字节，超过 {layout.room} 字节（第 8.2.1.2 条）")


def _note(row: Any) -> bytes:
    raw = row.note_raw
    if len(raw) > 255:
        raise BadUnit(f"说明 {len(raw)} 字节，超过 255 字节（第 8.2.1.6 条）")
    head = bytes((row.system, row.system_address)) if isinstance(row, o.SystemNote) else b""
    return head + bytes((len(raw),)) + raw


def _shared(objects: tuple[Any, ...]) -> bytes:
    first = objects[0]
    if any(row[:4] != first[:4] or row.label != first.label for row in objects):
        raise BadUnit("共用部件信息的模拟量必须属于同一部件、同一时间")
    pairs = b"".join(PAIR.pack(row.analog, row.raw) for row in objects)
    return HEAD.pack(*first[:4]) + pairs + first.label
