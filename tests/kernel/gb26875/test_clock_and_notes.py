"""Time labels and texts, in the standard's way and in those of vendors."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.gb26875.samples import CLOCK

from wanghuo.kernel.gb26875 import BCD, BINARY, BadLabel, notes

LABEL = bytes.fromhex(CLOCK)


def test_a_label_is_second_first_year_last():
    assert BINARY.read(LABEL) == datetime(2026, 11, 23, 10, 30, 5)
    assert BCD.read(bytes.fromhex("05 30 10 23 11 26")) == datetime(2026, 11, 23, 10, 30, 5)
    assert BCD.read(LABEL) is None, "1A is no decimal"


def test_all_zero_is_no_time():
    assert BINARY.read(bytes(6)) is BINARY.show(bytes(6)) is BCD.show(bytes(6)) is None
    assert BINARY.parse(None) == bytes(6)


@pytest.mark.parametrize(
    "label", ["3C0000010100", "000000000101", "0000001F0201", "000000010164", "FFFFFFFFFFFF"]
)
def test_what_is_no_date_is_kept(label):
    assert BINARY.read(bytes.fromhex(label)) is None
    assert BINARY.show(bytes.fromhex(label)) == "0x" + label.lower()


@given(st.binary(min_size=6, max_size=6))
def test_every_label_comes_back(label):
    for clock in (BINARY, BCD):
        assert clock.parse(clock.show(label)) == label


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31, 23, 59, 59)).map(
        lambda t: t.replace(microsecond=0)
    )
)
def test_every_second_of_the_century(time):
    for clock in (BINARY, BCD):
        assert clock.read(clock.write(time)) == time


@pytest.mark.parametrize(
    "text", ["", "昨天", "1999-12-31T23:59:59", "2026-11-23T10:30:05+08:00", "0x00", "0xzz", 5, ["x"]]
)
def test_what_is_no_time(text):
    with pytest.raises(BadLabel):
        BINARY.parse(text)


@pytest.mark.parametrize(
    ("raw", "text", "problem"),
    [
        (b"", "", None),
        (b" " * 31, "", None),
        ("3层走廊".encode("gb18030").ljust(31, b"\0"), "3层走廊", None),
        ("3层走廊".encode("gb18030").ljust(31, b" "), "3层走廊", None),
        ("3层走廊".encode("gb18030").ljust(31, b"\xa0"), "3层走廊", None),
        ("3层走廊".encode("gb18030") + b"\0\x17\xff\x03", "3层走廊", None),
        ("龘㐀𠀀".encode("gb18030"), "龘㐀𠀀", None),
        (("层" * 16).encode("gb18030")[:31], "层" * 15, notes.CUT),
        (b"\xff\xff\xff\xff\xff\xff\xff", None, notes.NOT_GB18030),
        (b"\x80" + b"abcdefgh", None, notes.NOT_GB18030),
    ],
)
def test_texts(raw, text, problem):
    assert notes.read(raw) == (text, problem)
    assert notes.text(raw) == text


@given(st.binary(max_size=31))
def test_any_text_field_is_read(raw):
    note = notes.read(raw)
    assert notes.text(raw) == note.text
    assert note.text is not None or note.problem
    if note.text is not None:
        notes.write(note.text)
