"""The frame: fields, checksum, and what is wrong with it, in the order of the standard's list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.gb26875.samples import CLOCK, frame

from wanghuo.kernel.gb26875 import BadFrame, Frame, FrameError, checksum, decode, read_frame, write_frame

SOUND = frame("5B 01 0A", command=1)


def test_fields():
    read = read_frame(SOUND)
    assert read == (7, 1, 2, bytes.fromhex(CLOCK), 1001, 9, 1, bytes.fromhex("5B010A"))
    assert read.version == "1.2"


def test_numbers_are_low_byte_first():
    raw = frame(serial=0x0201)
    assert raw[2:4] == b"\x01\x02" and read_frame(raw).serial == 0x0201


@given(st.binary(max_size=1100))
def test_the_checksum_is_the_plain_sum(data):
    assert checksum(data) == sum(data) % 256


def test_the_checksum_of_the_largest_bytes():
    for size in (1, 255, 256, 257, 1049):
        assert checksum(b"\xff" * size) == 255 * size % 256


WRONG = {
    "short": [b"", b"@@", SOUND[:29]],
    "start": [b"@A" + SOUND[2:], SOUND[1:] + b"#"],
    "length": [SOUND[:-1], SOUND + b"\0", SOUND[:24] + b"\xff\xff" + SOUND[26:], frame(bytes(1025))],
    "checksum": [SOUND[:-3] + bytes([SOUND[-3] ^ 1]) + b"##", SOUND[:10] + b"\0" + SOUND[11:]],
    "end": [SOUND[:-2] + b"\x23\x13", SOUND[:-2] + b"\x35\x35"],
}


@pytest.mark.parametrize(("kind", "raw"), [(kind, raw) for kind, raws in WRONG.items() for raw in raws])
def test_what_is_wrong(kind, raw):
    with pytest.raises(FrameError) as caught:
        decode(raw)
    assert caught.value.kind == kind


def test_the_largest_frame_is_sound():
    raw = frame(bytes([1, 102]) + bytes(range(10)) * 102)
    assert len(read_frame(raw).data) == 1022
    assert read_frame(frame(bytes(1024))).data == bytes(1024)


@given(
    st.builds(
        Frame,
        *(st.integers(0, 65535), st.integers(0, 255), st.integers(0, 255), st.binary(min_size=6, max_size=6)),
        *(
            st.integers(0, 2**48 - 1),
            st.integers(0, 2**48 - 1),
            st.integers(0, 255),
            st.binary(max_size=1024),
        ),
    )
)
def test_what_is_written_is_read(written):
    assert read_frame(write_frame(written)) == written


@pytest.mark.parametrize(
    "changed",
    [
        *({"serial": 65536}, {"serial": -1}, {"main": 256}, {"source": 2**48}, {"destination": -1}),
        *({"command": 256}, {"label": bytes(5)}, {"label": bytes(7)}, {"data": bytes(1025)}),
    ],
)
def test_what_cannot_be_written(changed):
    with pytest.raises(BadFrame):
        write_frame(read_frame(SOUND)._replace(**changed))
