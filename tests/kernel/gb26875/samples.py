"""Frames written out by hand from the standard, and a builder that shares nothing with the code under test."""

from __future__ import annotations

from hypothesis import strategies as st

CLOCK = "05 1E 0A 17 0B 1A"
"""2026-11-23 10:30:05."""
AT = "2026-11-23T10:30:05"


def frame(
    data: bytes | str = b"", *, command: int = 2, serial: int = 7, head: str = f"01 02 {CLOCK}"
) -> bytes:
    """A sound frame: plain arithmetic, nothing imported."""
    body = bytes.fromhex(data) if isinstance(data, str) else data
    middle = serial.to_bytes(2, "little") + bytes.fromhex(head)
    middle += (1001).to_bytes(6, "little") + (9).to_bytes(6, "little")
    middle += len(body).to_bytes(2, "little") + bytes([command]) + body
    return b"@@" + middle + bytes([sum(middle) % 256]) + b"##"


NOTE_HEX = "33 B2 E3 D7 DF C0 C8"
NOTE = "3层走廊"
PAD = " 00" * 24

UNITS: dict[int, tuple[int, str, list[dict]]] = {
    1: (
        2,
        f"01 02 01 05 03 00 {CLOCK} 0B 00 00 21 {CLOCK}",
        [
            {"system": 1, "system_address": 5, "status": 3, "flags": ["fire"], "fire": True, "test": False},
            {
                "system": 11,
                "system_name": "消火栓系统",
                "flags": ["test", "main_power_fault", "reset"],
                "time": AT,
            },
        ],
    ),
    2: (
        2,
        f"02 01 01 02 2A 0A 00 03 00 02 01 {NOTE_HEX}{PAD} {CLOCK}",
        [
            {
                **{"component": 42, "component_name": "点型光电感烟火灾探测器", "component_address": 0x3000A},
                **{"zone": 10, "point": 3, "status": 0x102, "flags": ["test", "fire", "power_fault"]},
                **{"fire": True, "test": True, "note": NOTE, "time": AT},
            }
        ],
    ),
    3: (
        2,
        f"03 02 0B 01 63 01 00 02 00 05 2C 01 {CLOCK} 01 01 1E 01 00 02 00 03 CE FF {CLOCK}",
        [
            {"analog": 5, "analog_name": "压力", "raw": 300, "value": 30.0, "unit": "kPa", "in_range": True},
            {"analog": 3, "raw": -50, "value": -5.0, "unit": "℃"},
        ],
    ),
    4: (
        2,
        f"04 01 01 01 21 07 {CLOCK}",
        [{"operation": 33, "flags": ["reset", "acknowledge"], "operator": 7}],
    ),
    5: (2, "05 01 01 01 03 0A", [{"system": 1, "system_address": 1, "major": 3, "minor": 10}]),
    6: (
        2,
        f"06 02 01 01 07 {NOTE_HEX} 0B 02 01 41",
        [{"system": 1, "note": NOTE}, {"system": 11, "system_address": 2, "note": "A"}],
    ),
    7: (
        5,
        f"07 01 01 02 17 0A 00 03 00 {NOTE_HEX}{PAD}",
        [{"component_name": "手动火灾报警按钮", "note": NOTE}],
    ),
    8: (5, f"08 01 17 01 {CLOCK}", [{"system": 23, "system_name": "消防电源", "time": AT}]),
    21: (
        2,
        f"15 01 29 {CLOCK}",
        [
            {
                "status": 41,
                "flags": ["main_power_fault", "channel_fault"],
                "fire": False,
                "test": False,
                "time": AT,
            }
        ],
    ),
    24: (2, f"18 01 20 04 {CLOCK}", [{"flags": ["duty_answer"], "operator": 4, "time": AT}]),
    25: (5, "19 01 02 05", [{"major": 2, "minor": 5}]),
    26: (5, f"1A 01 07 {NOTE_HEX}", [{"note": NOTE}]),
    28: (5, f"1C 01 {CLOCK}", [{"time": AT}]),
    61: (4, "3D 02 01 01 0B 01", [{"system": 1, "system_address": 1}, {"system": 11, "system_address": 1}]),
    62: (4, "3E 01 01 02 0A 00 03 00", [{"system": 1, "system_address": 2, "zone": 10, "point": 3}]),
    63: (4, "3F 01 01 02 0A 00 03 00", [{"component_address": 0x3000A}]),
    64: (4, f"40 01 01 02 66 {CLOCK}", [{"wanted": 102, "since": AT}]),
    65: (4, "41 01 01 02", [{"system": 1, "system_address": 2}]),
    66: (4, "42 01 01 02", [{"system": 1, "system_address": 2}]),
    67: (4, "43 01 01 02 0A 00 03 00", [{"zone": 10, "point": 3}]),
    68: (4, "44 01 01 02", [{"system": 1, "system_address": 2}]),
    81: (4, "51 01 00", [{"reserved": 0}]),
    84: (4, f"54 01 05 {CLOCK}", [{"wanted": 5, "since": AT}]),
    85: (4, "55 01 00", [{"reserved": 0}]),
    86: (4, "56 01 00", [{"reserved": 0}]),
    88: (4, "58 01 00", [{"reserved": 0}]),
    89: (1, "59 01 00", [{"reserved": 0}]),
    90: (1, f"5A 01 {CLOCK}", [{"time": AT}]),
    91: (1, "5B 01 0A", [{"minutes": 10}]),
}
"""type → (command, data in hexadecimal, part of what each object must say). Every type of table 3 that is not reserved."""

SIZES = {
    1: 10,
    2: 46,
    3: 16,
    4: 10,
    5: 4,
    7: 38,
    8: 8,
    21: 7,
    24: 8,
    25: 2,
    28: 6,
    61: 2,
    62: 6,
    64: 9,
    81: 1,
    84: 7,
    90: 6,
}


@st.composite
def datas(draw: st.DrawFn) -> bytes:
    """Data of every sort: sound, of vendors, damaged, senseless."""
    kind = draw(st.sampled_from([*UNITS, 0, 9, 22, 128, 204, 255]))
    sort = draw(st.integers(0, 4))
    if sort == 0:
        return draw(st.binary(min_size=1, max_size=80))
    if sort == 1:
        return bytes.fromhex(UNITS[kind][1]) if kind in UNITS else bytes([kind])
    count = draw(st.integers(0, 6))
    if kind in SIZES and sort < 4:
        size = SIZES[kind] * count + (draw(st.integers(-9, 20)) if sort == 3 else 0)
    else:
        size = draw(st.integers(0, 200))
    return bytes([kind, count]) + draw(st.binary(min_size=max(0, size), max_size=max(0, size)))


def frames() -> st.SearchStrategy[bytes]:
    """Sound frames with such data."""
    head = st.binary(min_size=8, max_size=8).map(lambda b: b.hex())
    return st.builds(
        lambda data, command, serial, head: frame(data, command=command, serial=serial, head=head),
        st.one_of(st.just(b""), datas()),
        st.integers(0, 255),
        st.integers(0, 65535),
        st.one_of(st.just(f"01 02 {CLOCK}"), head),
    )
