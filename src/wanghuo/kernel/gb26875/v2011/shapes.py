"""Objects as plain JSON values and back. The README of gb26875 lists the keys of every unit type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .. import notes
from ..clock import BadLabel, Clock
from ..unit import BadUnit, Unit, Vendor
from . import codes
from . import objects as o
from .bits import Bits
from .layouts import FIXED, RAW
from .words import is_fire, is_test, point_of, zone_of

Given = dict[str, Any]


class Face(NamedTuple):
    """How one field of an object is shown, and taken back (None when it is not there)."""

    show: Callable[[Given, Any, Clock], None]
    take: Callable[[Given, Clock], Any]


def number(given: Given, key: str, low: int, high: int) -> int | None:
    """The whole number at ``key``; None when absent. Raises BadUnit."""
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadUnit(f"{key} 应为 {low}—{high} 的整数：{value!r}")
    return value


def _plain(key: str) -> Face:
    def show(out: Given, value: Any, _: Clock) -> None:
        out[key] = value

    return Face(show, lambda given, _: number(given, key, 0, 255))


def _named(key: str, table: dict[int, str]) -> Face:
    name = f"{key}_name"

    def show(out: Given, value: Any, _: Clock) -> None:
        out[key] = value
        out[name] = codes.name_of(value, table)

    return Face(show, lambda given, _: number(given, key, 0, 255))


def _word(key: str, bits: Bits) -> Face:
    """A status or operation: the word, what it says, and for a status the two questions that matter."""

    def show(out: Given, value: Any, _: Clock) -> None:
        out[key] = value
        out["flags"] = list(bits.flags(value))
        if key == "status":
            out["fire"] = is_fire(value)
            out["test"] = is_test(value)

    def take(given: Given, _: Clock) -> Any:
        if key not in given and isinstance(said := given.get("flags"), list):
            try:
                return bits.word(said)
            except (KeyError, TypeError) as error:
                raise BadUnit(f"flags 中有不认识的状态：{error}") from error
        return number(given, key, 0, (1 << len(bits)) - 1)

    return Face(show, take)


def _show_place(out: Given, value: Any, _: Clock) -> None:
    out["component_address"] = value
    out["zone"] = zone_of(value)
    out["point"] = point_of(value)


def _take_place(given: Given, _: Clock) -> Any:
    whole = number(given, "component_address", 0, 0xFFFFFFFF)
    zone, point = number(given, "zone", 0, 0xFFFF), number(given, "point", 0, 0xFFFF)
    if whole is not None or zone is None or point is None:
        return whole
    return zone | point << 16


def _time(key: str) -> Face:
    def show(out: Given, value: Any, clock: Clock) -> None:
        if value is not None:
            out[key] = clock.show(value)

    return Face(show, lambda given, clock: clock.parse(given[key]) if key in given else None)


def _note(*, padded: bool) -> Face:
    def show(out: Given, value: Any, _: Clock) -> None:
        if value is None:
            return
        note = notes.read(value)
        out["note"] = note.text
        plain = None if note.text is None else notes.write(note.text)
        if plain is None or (plain.ljust(len(value), b"\0") if padded else plain) != value:
            out["note_raw"] = value.hex()
        if note.problem:
            out["note_problem"] = note.problem

    return Face(show, _take_note)


def _take_note(given: Given, _: Clock) -> Any:
    text, raw = given.get("note"), given.get("note_raw")
    if raw is not None:
        field = octets(raw, "note_raw")
        if text is not None and notes.read(field).text != text:
            raise BadUnit("note 与 note_raw 不一致：修改 note 时请删去 note_raw")
        return field
    if text is None:
        return None
    if not isinstance(text, str):
        raise BadUnit(f"note 应为文本：{text!r}")
    try:
        return notes.write(text)
    except UnicodeEncodeError as error:
        raise BadUnit("note 中有 GB 18030 没有的字符") from error


def _show_raw(out: Given, value: Any, _: Clock) -> None:
    out["raw"] = value
    kind = codes.ANALOGS.get(out["analog"])
    out["value"] = None if kind is None else value if kind.per_unit == 1 else value / kind.per_unit
    out["unit"] = kind.unit if kind else None
    out["in_range"] = kind and kind.low * kind.per_unit <= value <= kind.high * kind.per_unit


def _take_raw(given: Given, _: Clock) -> Any:
    raw, value = number(given, "raw", -32768, 32767), given.get("value")
    kind = codes.ANALOGS.get(given.get("analog", -1))
    if raw is not None or value is None or kind is None:
        return raw
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= 32768:
        raise BadUnit(f"value 超出模拟量的范围：{value!r}")
    return round(value * kind.per_unit)


ANALOG_NAMES = {0: "未用"} | {code: kind.name for code, kind in codes.ANALOGS.items()}
_SYSTEM, _ADDRESS = _named("system", codes.SYSTEMS), _plain("system_address")
_COMPONENT, _PLACE = _named("component", codes.COMPONENTS), Face(_show_place, _take_place)
_TIME, _PADDED = _time("time"), _note(padded=True)
FACES: dict[type, tuple[Face, ...]] = {
    o.SystemStatus: (_SYSTEM, _ADDRESS, _word("status", codes.SYSTEM_STATUS), _TIME),
    o.ComponentStatus: (
        *(_SYSTEM, _ADDRESS, _COMPONENT, _PLACE),
        *(_word("status", codes.COMPONENT_STATUS), _PADDED, _TIME),
    ),
    o.AnalogValue: (
        *(_SYSTEM, _ADDRESS, _COMPONENT, _PLACE),
        *(_named("analog", ANALOG_NAMES), Face(_show_raw, _take_raw), _TIME),
    ),
    o.FacilityOperation: (
        *(_SYSTEM, _ADDRESS, _word("operation", codes.FACILITY_OPERATION)),
        *(_plain("operator"), _TIME),
    ),
    o.FacilityVersion: (_SYSTEM, _ADDRESS, _plain("major"), _plain("minor")),
    o.SystemNote: (_SYSTEM, _ADDRESS, _note(padded=False)),
    o.ComponentNote: (_SYSTEM, _ADDRESS, _COMPONENT, _PLACE, _PADDED),
    o.SystemTime: (_SYSTEM, _ADDRESS, _TIME),
    o.DeviceStatus: (_word("status", codes.DEVICE_STATUS), _TIME),
    o.DeviceOperation: (_word("operation", codes.DEVICE_OPERATION), _plain("operator"), _TIME),
    o.DeviceVersion: (_plain("major"), _plain("minor")),
    o.DeviceNote: (_note(padded=False),),
    o.ClockTime: (_TIME,),
    o.SystemQuery: (_SYSTEM, _ADDRESS),
    o.ComponentQuery: (_SYSTEM, _ADDRESS, _PLACE),
    o.FacilityRecordsQuery: (_SYSTEM, _ADDRESS, _plain("wanted"), _time("since")),
    o.DeviceRecordsQuery: (_plain("wanted"), _time("since")),
    o.DeviceQuery: (_plain("reserved"),),
    o.DutyCheck: (_plain("minutes"),),
}


def octets(text: object, key: str) -> bytes:
    """Bytes from hexadecimal text. Raises BadUnit."""
    try:
        return bytes.fromhex(text)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise BadUnit(f"{key} 应为十六进制文本：{text!r}") from error


def show_object(row: Any, clock: Clock) -> Given:
    """One object as a dict."""
    out: Given = {}
    for face, value in zip(FACES[type(row)], row, strict=True):
        face.show(out, value, clock)
    return out


def show_unit(unit: Unit, clock: Clock) -> Given:
    """``{"type", "objects", "vendor"}``."""
    vendor = unit.vendor
    return {
        "type": unit.type,
        "objects": [show_object(row, clock) for row in unit.objects],
        "vendor": vendor
        and {
            "layout": vendor.layout,
            "count": vendor.stated,
            "reason": vendor.reason,
            "raw": vendor.rest.hex(),
        },
    }


def take_unit(given: object, clock: Clock) -> Unit:
    """The reverse of ``show_unit``. Names, units of measure and the like are not read. Raises BadUnit, BadLabel."""
    if not isinstance(given, dict):
        raise BadUnit("unit 应为 {type, objects, vendor} 或 null")
    kind = number(given, "type", 0, 255)
    rows, vendor = given.get("objects", []), given.get("vendor")
    if kind is None or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadUnit("unit 应有整数 type 和对象的列表 objects")
    cls = {6: o.SystemNote, 26: o.DeviceNote}.get(kind) or (FIXED[kind].cls if kind in FIXED else None)
    if cls is None and rows:
        raise BadUnit(f"标准没有给出类型 {kind} 的信息对象")
    objects = tuple(cls(*(face.take(row, clock) for face in FACES[cls])) for row in rows) if cls else ()
    _complete(objects)
    return Unit(kind, objects, None if vendor is None else _take_vendor(vendor))


_MAY_LACK = {"label", "note_raw"}


def _complete(objects: tuple[Any, ...]) -> None:
    for row in objects:
        for name, value in zip(row._fields, row, strict=True):
            if value is None and not (name in _MAY_LACK and isinstance(row, _SHORTER)):
                raise BadUnit(f"信息对象缺少 {_KEYS.get(name, name)}")


_SHORTER = (
    *(o.SystemStatus, o.ComponentStatus, o.AnalogValue),
    *(o.FacilityOperation, o.DeviceStatus, o.DeviceOperation),
)
_KEYS = {"label": "time（或 since）", "note_raw": "note"}


def _take_vendor(given: object) -> Vendor:
    if not isinstance(given, dict):
        raise BadUnit("vendor 应为 {layout, count, reason, raw} 或 null")
    layout, reason = given.get("layout", RAW), given.get("reason", "")
    if not isinstance(layout, str) or not isinstance(reason, str):
        raise BadUnit("vendor 的 layout 与 reason 应为文本")
    rest = octets(given.get("raw", ""), "raw")
    return Vendor(layout, number(given, "count", 0, 255), reason, rest)


__all__ = ["BadLabel", "show_object", "show_unit", "take_unit"]
