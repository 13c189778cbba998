"""Units: every type as the standard lays it out, every vendor's way seen, and whatever else may come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.gb26875.samples import CLOCK, NOTE_HEX, PAD, SIZES, UNITS, datas, frame

from wanghuo.kernel.gb26875 import EDITIONS, BadUnit, Unit, Vendor, decode
from wanghuo.kernel.gb26875.v2011 import codes
from wanghuo.kernel.gb26875.v2011 import objects as o

V2011 = EDITIONS["2011"]
LABEL = bytes.fromhex(CLOCK)
NOTED = bytes.fromhex(NOTE_HEX + PAD)


def read(text: str) -> Unit:
    return V2011.read(bytes.fromhex(text))


@pytest.mark.parametrize("kind", UNITS)
def test_every_type_of_the_standard_is_read_and_written(kind):
    data = bytes.fromhex(UNITS[kind][1])
    unit = V2011.read(data)
    assert (unit.type, unit.vendor, len(unit.objects)) == (kind, None, data[1])
    assert V2011.write(unit) == data


def test_every_type_of_table_3_is_there():
    assert set(codes.UNITS) == set(UNITS) == set(V2011.units)


def test_objects_as_laid_out():
    two = read(UNITS[2][1]).objects[0]
    assert two == o.ComponentStatus(1, 2, 42, 0x3000A, 0x102, NOTED, LABEL)
    assert (two.zone, two.point, two.note, two.time.isoformat()) == (10, 3, "3层走廊", "2026-11-23T10:30:05")
    assert read(UNITS[3][1]).objects[0] == o.AnalogValue(11, 1, 99, 0x20001, 5, 300, LABEL)
    assert read(UNITS[62][1]).objects == (o.ComponentQuery(1, 2, 0x3000A),)
    assert read(UNITS[64][1]).objects == (o.FacilityRecordsQuery(1, 2, 102, LABEL),)
    assert read(UNITS[91][1]).objects == (o.DutyCheck(10),)


@pytest.mark.parametrize(
    ("kind", "most"), [(1, 102), (2, 22), (3, 63), (4, 102), (7, 26), (24, 127), (61, 102)]
)
def test_as_many_objects_as_the_standard_allows(kind, most):
    size = SIZES[kind]
    data = bytes([kind, most]) + bytes(size * most)
    assert len(data) <= 1024
    unit = V2011.read(data)
    assert (len(unit.objects), unit.vendor) == (most, None)
    over = V2011.read(bytes([kind, most + 1]) + bytes(size * (most + 1)))
    assert len(over.objects) == most + 1 and "超过标准上限" in over.vendor.reason


def test_a_fire_marked_test_is_a_fire():
    for text in (
        f"01 01 01 05 02 00 {CLOCK}",
        f"15 01 02 {CLOCK}",
        f"02 01 01 02 28 0A 00 03 00 02 00 {NOTE_HEX}{PAD} {CLOCK}",
    ):
        message = decode(frame(text))
        assert message.fire and message.unit.objects[0].fire and message.unit.objects[0].test
        assert codes.COMPONENT_STATUS.flags(message.unit.objects[0].status)[:2] == ("test", "fire")
    assert not decode(frame(f"01 01 01 05 05 00 {CLOCK}")).fire


VENDORS = {
    "type 2 without note": (f"02 01 01 02 28 0A 00 03 00 02 00 {CLOCK}", "short", 1),
    "type 2 without label": (f"02 01 01 02 28 0A 00 03 00 02 00 {NOTE_HEX}{PAD}", "untimed", 1),
    "type 2 without both": ("02 02" + "01 02 28 0A 00 03 00 02 00" * 2, "bare", 2),
    "type 2 with a note of 20 bytes": (
        f"02 01 01 02 28 0A 00 03 00 02 00 {NOTE_HEX}{'00' * 13} {CLOCK}",
        "note-20",
        1,
    ),
    "type 2 miscounted": ("02 01" + f"01 02 28 0A 00 03 00 02 00 {NOTE_HEX}{PAD} {CLOCK}" * 2, "standard", 2),
    "type 2 without note, miscounted": ("02 01" + f"01 02 28 0A 00 03 00 02 00 {CLOCK}" * 3, "short", 3),
    "type 2 of a user-defined system": (f"02 01 87 00 28 0A 00 03 00 23 00 {CLOCK}", "short", 1),
    "type 21 of one byte": ("15 01 03", "untimed", 1),
    "type 21 of one byte, count 0": ("15 00 03", "untimed", 1),
    "type 1 without label": ("01 02 01 05 02 00 0B 01 03 00", "untimed", 2),
    "several analog values of one component": (
        f"03 03 01 01 28 0A 00 03 00 03 FF 00 08 90 08 80 E2 FF {CLOCK}",
        "shared",
        3,
    ),
    "the same, counted as one": (f"03 01 01 01 28 0A 00 03 00 03 FF 00 88 B8 0B {CLOCK}", "shared", 2),
    "several analog values miscounted": (
        "03 01" + f"0B 01 63 01 00 02 00 05 2C 01 {CLOCK}" * 3,
        "standard",
        3,
    ),
    "four analog values counted as one": (
        "03 01" + f"0B 01 63 01 00 02 00 05 2C 01 {CLOCK}" * 4,
        "standard",
        4,
    ),
    "count 0 with an object": (f"15 00 02 {CLOCK}", "standard", 1),
    "type 91 with a label": (f"5B 01 0A {CLOCK}", "standard", 1),
    "type 90 with an extra zero": (f"5A 01 {CLOCK} 00", "standard", 1),
    "a cut fire": ("02 01 01 02 28 0A 00 03 00 02 00 33 B2", "bare", 1),
    "two version numbers": ("05 02 01 01 03 0A 0B 01 01 01", "standard", 2),
}


@pytest.mark.parametrize("name", VENDORS)
def test_vendors_ways_are_read(name):
    text, layout, objects = VENDORS[name]
    data = bytes.fromhex(text)
    unit = V2011.read(data)
    assert (unit.vendor.layout, len(unit.objects), unit.vendor.stated) == (layout, objects, data[1])
    assert unit.vendor.reason
    assert V2011.write(unit) == data
    if unit.type in (1, 2, 21):
        assert unit.objects[0].fire


def test_what_is_left_over_is_kept():
    unit = read(f"5B 01 0A {CLOCK}")
    assert unit.objects == (o.DutyCheck(10),) and unit.vendor.rest == LABEL and "6 字节" in unit.vendor.reason
    unit = read("01 01 01 02")
    assert unit.objects == () and unit.vendor.rest == b"\1\2" and "不足一个信息对象" in unit.vendor.reason


@pytest.mark.parametrize("kind", [0, 9, 22, 27, 60, 92, 127, 128, 204, 254, 255])
def test_types_the_standard_leaves_open_are_kept_raw(kind):
    unit = V2011.read(bytes([kind, 3]) + b"vendor")
    assert unit == Unit(kind, (), Vendor("raw", 3, unit.vendor.reason, b"vendor"))
    assert ("用户自定义" in unit.vendor.reason) == (128 <= kind <= 254)


def test_count_0_divides_nothing():
    """The Go codec divides by it, and one packet ends the server."""
    for kind in range(256):
        unit = V2011.read(bytes([kind, 0]))
        assert unit.objects == () and unit.vendor.stated == 0


def test_configurations_are_read_one_after_the_other():
    """The Go codec cuts type 6 into equal parts."""
    unit = read(UNITS[6][1])
    assert [(row.system_address, row.note) for row in unit.objects] == [(1, "3层走廊"), (2, "A")]
    cut = read(f"06 02 01 01 07 {NOTE_HEX} 0B 02 09 41")
    assert [row.note for row in cut.objects] == ["3层走廊"]
    assert cut.vendor.rest == bytes.fromhex("0B020941") and V2011.write(cut) == bytes.fromhex(
        f"06020101 07{NOTE_HEX}0B020941"
    )
    assert read("1A 01 00").objects == (o.DeviceNote(b""),)


def test_three_heartbeats():
    assert decode(frame()).heartbeat == "empty"
    assert decode(frame(command=3)).heartbeat is None
    assert decode(frame("16")).heartbeat == "byte"
    assert decode(frame(f"15 01 01 {CLOCK}")).heartbeat == decode(frame("15 01 01")).heartbeat == "status"
    assert decode(frame(f"15 01 09 {CLOCK}")).heartbeat is None


@given(datas())
def test_nothing_is_lost_whatever_comes(data):
    unit = V2011.read(data)
    assert unit.type == data[0]
    assert V2011.write(unit) == data
    assert (unit.vendor is None) or unit.vendor.reason


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_a_unit(data):
    assert V2011.write(V2011.read(data)) == data


@given(st.integers(0, 65535))
def test_flags_and_words_pair(word):
    for bits in (codes.SYSTEM_STATUS, codes.COMPONENT_STATUS):
        said = bits.flags(word)
        assert bits.word(said) == word
        assert all(bits.name(key) for key in said)
    for bits in (codes.DEVICE_STATUS, codes.FACILITY_OPERATION, codes.DEVICE_OPERATION):
        assert bits.word(bits.flags(word & 255)) == word & 255


def test_code_tables():
    assert codes.name_of(23, codes.SYSTEMS) == "消防电源"
    assert codes.name_of(52, codes.COMPONENTS) == "复合式感光感温火灾探测器"
    assert codes.name_of(2, codes.SYSTEMS) == "预留" and codes.name_of(128, codes.COMPONENTS) == "用户自定义"
    assert [len(bits) for bits in (codes.SYSTEM_STATUS, codes.COMPONENT_STATUS, codes.DEVICE_STATUS)] == [
        16,
        16,
        8,
    ]


@pytest.mark.parametrize(
    "unit",
    [
        Unit(256, ()),
        Unit(9, ()),
        Unit(1, ()),
        Unit(1, (o.SystemStatus(1, 1, 1, LABEL),) * 103),
        Unit(1, (o.SystemStatus(1, 1, 65536, LABEL),)),
        Unit(1, (o.SystemStatus(1, 1, 1, None),)),
        Unit(1, (o.SystemStatus(1, 1, 1, bytes(5)),)),
        Unit(1, (o.SystemQuery(1, 1),)),
        Unit(2, (o.ComponentStatus(1, 1, 1, 1, 1, b"x" * 32, LABEL),)),
        Unit(6, (o.SystemNote(1, 1, b"x" * 256),)),
        Unit(3, (o.AnalogValue(1, 1, 1, 1, 1, 1, LABEL),), Vendor("note-3", 1, "", b"")),
        Unit(200, (o.DutyCheck(1),), Vendor("raw", 1, "", b"")),
        Unit(200, (), Vendor("raw", 256, "", b"")),
    ],
)
def test_what_cannot_be_written(unit):
    with pytest.raises(BadUnit):
        V2011.write(unit)
