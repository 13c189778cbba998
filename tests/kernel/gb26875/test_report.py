"""Frames as JSON: the promised keys for any bytes, and the exact way back for sound frames."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.gb26875.samples import AT, UNITS, datas, frame, frames

from wanghuo.kernel.gb26875 import BCD_CLOCK, REASONS, BadReport, build, report, report_hex

KEYS = ["ok", "error", "serial", "version", "time", "source", "destination", "command", "unit"]


def through_json(value: object) -> object:
    return json.loads(json.dumps(value, ensure_ascii=False).encode())


@pytest.mark.parametrize("kind", UNITS)
def test_every_type(kind):
    command, data, expected = UNITS[kind]
    raw = frame(data, command=command)
    out = report(raw)
    assert list(out) == KEYS
    assert out | {"unit": None} == {
        **{"ok": True, "error": None, "serial": 7, "version": "1.2", "time": AT},
        **{"source": 1001, "destination": 9, "command": command, "unit": None},
    }
    assert list(out["unit"]) == ["type", "objects", "vendor"]
    assert (out["unit"]["type"], out["unit"]["vendor"]) == (kind, None)
    for want, have in zip(expected, out["unit"]["objects"], strict=True):
        assert {key: have[key] for key in want} == want
    assert build(through_json(out)) == raw


def test_no_data_no_unit():
    assert report(frame(command=3))["unit"] is None


@given(frames())
def test_sound_frames_come_back_byte_for_byte(raw):
    out = report(raw)
    assert out["ok"]
    assert build(through_json(out)) == raw
    assert build(through_json(report(raw, BCD_CLOCK)), BCD_CLOCK) == raw


@given(
    st.one_of(
        st.binary(max_size=120), frames().flatmap(lambda f: st.builds(lambda n: f[:n], st.integers(0, 60)))
    )
)
def test_any_bytes_have_an_answer(raw):
    out = through_json(report(raw))
    assert list(out) == KEYS
    assert out["ok"] == (out["error"] is None) and (out["ok"] or out["error"] in REASONS)


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text):
    assert list(through_json(report_hex(text))) == KEYS


def test_hexadecimal_as_people_write_it():
    raw = frame(UNITS[2][1])
    plain = report(raw)
    for text in (
        raw.hex(),
        raw.hex().upper(),
        raw.hex(" "),
        raw.hex("-"),
        raw.hex(":"),
        ", ".join(f"0x{byte:02X}" for byte in raw) + "\r\n",
    ):
        assert report_hex(text) == plain
    assert report_hex("4")["error"] == report_hex("4g")["error"] == report_hex("４０")["error"] == "hex"


def test_a_damaged_frame_tells_what_it_can():
    raw = bytearray(frame(UNITS[2][1]))
    raw[-3] ^= 1
    out = report(bytes(raw))
    assert (out["ok"], out["error"], out["serial"], out["unit"]["objects"][0]["fire"]) == (
        False,
        "checksum",
        7,
        True,
    )
    torn = report(bytes(raw[:14]))
    assert (torn["error"], torn["serial"], torn["version"], torn["time"], torn["source"]) == (
        "short",
        7,
        "1.2",
        AT,
        None,
    )
    cut = report(bytes(raw[:60]))
    assert (cut["error"], cut["unit"]["objects"][0]["fire"]) == ("length", True)


@given(datas(), st.integers(0, 2000))
def test_a_frame_cut_anywhere_never_fails(data, cut):
    raw = frame(data)
    out = report(raw[: cut % len(raw)])
    assert out["error"] in ("short", "length")


def test_an_all_zero_clock_and_an_impossible_one():
    zero, odd = frame(head="01 00" + "00" * 6), frame(head="01 00 63 00 00 00 00 00")
    assert report(zero)["time"] is None and report(odd)["time"] == "0x630000000000"
    assert build(report(zero)) == zero and build(report(odd)) == odd


def test_a_bcd_clock_by_profile():
    raw = frame("5A 01 05 30 10 23 11 26", head="01 00 05 30 10 23 11 26")
    assert report(raw)["time"] == "0x053010231126"
    out = report(raw, BCD_CLOCK)
    assert out["time"] == out["unit"]["objects"][0]["time"] == AT


def test_a_note_that_is_no_text_is_kept_with_the_reason():
    raw = frame(bytes([7, 1, 1, 2, 40, 10, 0, 3, 0]) + b"\xff" * 31)
    row = report(raw)["unit"]["objects"][0]
    assert (row["note"], row["note_raw"], row["note_problem"]) == (
        None,
        "ff" * 31,
        "不是有效的 GB 18030 文本",
    )


def written(**changes: object) -> dict:
    base = {"serial": 7, "version": "1.2", "time": AT, "source": 1001, "destination": 9, "command": 2}
    unit = {"type": 2, "objects": [ROW | changes], "vendor": None}
    return base | {"unit": unit}


ROW = {
    **{"system": 1, "system_address": 2, "component": 42, "zone": 10, "point": 3},
    **{"flags": ["test", "fire", "power_fault"], "note": "3层走廊", "time": AT},
}


def test_what_a_person_writes_is_enough():
    assert build(written()) == frame(UNITS[2][1])
    value = {
        "system": 11,
        "system_address": 1,
        "component": 99,
        "component_address": 0x20001,
        "analog": 5,
        "value": 30,
        "time": AT,
    }
    made = report(build(written() | {"unit": {"type": 3, "objects": [value]}}))
    assert made["unit"]["objects"][0]["raw"] == 300
    assert build({"serial": 1, "source": 2, "destination": 3, "command": 3})[26] == 3


REFUSED = {
    "应为 JSON 对象": [[], None, 5],
    "本身有错": [written() | {"ok": False, "error": "checksum"}],
    "缺少 serial": [written() | {"serial": None}],
    "serial 应为": [written() | {"serial": 65536}, written() | {"serial": "7"}, written() | {"serial": True}],
    "version 应为": [written() | {"version": "one"}],
    "超出字段的范围": [written() | {"version": "1.300"}],
    "不是时间": [written() | {"time": "昨天"}, written(time="昨天")],
    "缺少 status": [written(flags=None)],
    "缺少 system": [written(system=None)],
    "不认识的状态": [written(flags=["火"]), written(flags=[[]])],
    "31 字节": [written(note="层" * 16)],
    "不一致": [written(note="别的", note_raw="41")],
    "十六进制": [written(note_raw="zz"), written(note_raw=5)],
    "GB 18030 没有的字符": [written(note="\ud800")],
    "缺少字段": [{**written(), "unit": {"type": 21, "objects": [{"status": 1}]}}],
    "信息对象数目应为": [{**written(), "unit": {"type": 21, "objects": []}}],
    "没有给出类型 200": [{**written(), "unit": {"type": 200, "objects": []}}],
    "没有给出类型 200 的信息对象": [{**written(), "unit": {"type": 200, "objects": [{}]}}],
    "unit 应": [
        {**written(), "unit": 5},
        {**written(), "unit": {"type": 2, "objects": 5}},
        {**written(), "unit": {}},
    ],
    "vendor": [
        {**written(), "unit": {"type": 200, "vendor": 5}},
        {**written(), "unit": {"type": 200, "vendor": {"layout": 5}}},
    ],
    "超过 1024": [{**written(), "unit": {"type": 200, "vendor": {"count": 0, "raw": "00" * 1023}}}],
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_encoded_says_why(said):
    for given_ in REFUSED[said]:
        with pytest.raises(BadReport, match=said):
            build(given_)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
WORDS = [
    "status",
    "flags",
    "time",
    "note",
    "note_raw",
    "zone",
    "component_address",
    "raw",
    "value",
    "analog",
    "since",
    "operation",
]


@given(JSON, st.integers(-1, 256), st.dictionaries(st.sampled_from(WORDS), JSON, max_size=4), JSON, JSON)
def test_any_json_is_a_frame_or_a_reason(value, kind, row, vendor, time):
    for given_ in (
        value,
        written() | {"time": time},
        written() | {"unit": {"type": kind, "objects": [ROW | row], "vendor": vendor}},
    ):
        try:
            assert report(build(given_))["ok"]
        except BadReport as error:
            assert str(error)


def test_every_type_takes_any_row():
    made = []
    for kind in UNITS:
        for word in WORDS:
            for value in (None, [], {}, "x", -1, 1e400, True):
                try:
                    raw = build(written() | {"unit": {"type": kind, "objects": [{word: value}]}})
                except BadReport as error:
                    assert str(error)
                else:
                    assert report(raw)["ok"]
                    made.append((kind, word, value))
    assert made == [(26, "note", "x"), (28, "time", None), (90, "time", None)]
