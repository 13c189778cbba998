"""The framer: the same findings however the stream is cut, bounded whatever it is fed."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.gb26875.samples import UNITS, frame, frames

from wanghuo.kernel.gb26875 import MAX_FRAME, Framer

FALSE_HEADER = b"@@" + bytes(22) + b"\xff\x03" + b"\0"
GARBAGE = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"@", b"@@", b"@@@", b"##", b"@@" * 20, FALSE_HEADER, FALSE_HEADER[:20], frame(b"\1")[:-1]]
    ),
    st.sampled_from([b"@@" + bytes(22) + b"\xff\xff" + bytes(9), frame("15 01 01")[:-3] + b"\xee##"]),
)


def run(stream: bytes, cuts: list[int]) -> tuple[list, int, Framer]:
    framer = Framer()
    edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    found = [one for a, b in pairwise(edges) for one in framer.feed(stream[a:b])]
    return found, framer.skipped, framer


def drain(framer: Framer) -> list:
    found = []
    while framer.waiting:
        found += framer.give_up()
    return found


@settings(deadline=None)
@given(st.lists(st.one_of(frames(), GARBAGE), max_size=8), st.lists(st.integers(0, 5000), max_size=12))
def test_any_cutting_gives_the_same(parts, cuts):
    stream = b"".join(parts)
    whole, skipped, framer = run(stream, [])
    pieces, skipped_too, framer_too = run(stream, cuts)
    assert (pieces, skipped_too, framer_too.waiting) == (whole, skipped, framer.waiting)
    assert drain(framer_too) == drain(framer)
    bytewise, _, framer = run(stream, list(range(len(stream))))
    assert bytewise == whole


@settings(deadline=None)
@given(GARBAGE, st.lists(frames(), min_size=1, max_size=4))
def test_frames_are_found_behind_garbage(garbage, sound):
    framer = Framer()
    found = framer.feed(garbage + b"".join(sound))
    found += drain(framer)
    good = [one.raw for one in found if one.error is None]
    assert set(sound) <= set(good)
    assert framer.skipped == len(garbage) + sum(map(len, sound)) - sum(map(len, good))


def test_start_and_end_inside_the_data_mean_nothing():
    raw = frame(b"\xcc\x01@@####@@##" + b"@@##" * 8)
    assert Framer().feed(raw + raw) == [(raw, None), (raw, None)]


def test_all_units_in_one_stream():
    stream = [frame(data, command=command) for command, data, _ in UNITS.values()]
    assert [one.raw for one in Framer().feed(b"".join(stream))] == stream


def test_a_damaged_frame_is_reported_once_and_the_next_is_found():
    good = frame(UNITS[2][1])
    summed_wrong, ended_wrong = bytearray(good), bytearray(good)
    summed_wrong[40] ^= 4
    ended_wrong[-1] = 0x13
    found = Framer().feed(bytes(summed_wrong) + good + bytes(ended_wrong) + good)
    assert [one.error for one in found] == ["checksum", None, "end", None]
    assert found[0].raw == summed_wrong


def test_a_false_length_above_the_limit_holds_nothing_back():
    """The Go codec spins for ever on a false header above its 4,096-byte window."""
    for length in (1025, 4096, 5000, 65535):
        false = b"@@" + bytes(22) + length.to_bytes(2, "little") + bytes(4)
        raw = frame()
        framer = Framer()
        assert framer.feed(false + raw) == [(raw, None)]
        assert framer.waiting == 0


def test_a_silent_peer_does_not_keep_a_fire_waiting():
    framer, raw = Framer(), frame(UNITS[2][1])
    assert framer.feed(FALSE_HEADER + raw) == []
    assert framer.give_up() == [(raw, None)]
    assert framer.give_up() == []


HOSTILE = {
    "nothing but starts": b"@" * 4,
    "false headers, one in another": b"@" * 24 + bytes(24),
    "headers that promise 1,023 bytes": FALSE_HEADER + b"####",
    "headers without frames": b"@@" + bytes(28),
    "zeros": bytes(64),
    "ends": b"##",
    "lengths of 65,535": b"@@" + bytes(22) + b"\xff\xff" + bytes(4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_streams_cost_linear_time_and_little_memory(name):
    def seconds(size: int, step: int) -> float:
        stream = (HOSTILE[name] * (size // len(HOSTILE[name]) + 1))[:size]
        framer, reported = Framer(), 0
        started = time.process_time()
        for at in range(0, size, step):
            reported += sum(len(one.raw) for one in framer.feed(stream[at : at + step]))
            assert framer.waiting < MAX_FRAME
        assert reported <= size
        return time.process_time() - started

    for step in (1, 1400):
        seconds(2_000, step)
        small = min(seconds(10_000, step) for _ in range(3))
        large = min(seconds(80_000, step) for _ in range(2))
        # Eight times the bytes: quadratic work would cost 64 times.
        assert large < small * 24 + 0.05, (step, small, large)


def test_a_flood_of_noise_between_frames():
    noise = random.Random(26875)
    raw = frame(UNITS[3][1])
    framer = Framer()
    found = 0
    for _ in range(300):
        found += sum(one.raw == raw for one in framer.feed(noise.randbytes(noise.randrange(200)) + raw))
    found += sum(one.raw == raw for one in drain(framer))
    assert found == 300
