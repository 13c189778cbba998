"""Frames out of a stream of bytes: by length, never by searching for the tail (there is no escaping).

Promises: the same bytes give the same findings however they are cut; a sound frame is found whatever stands before it,
unless an earlier sound frame overlaps it; at most one frame's length (1053 bytes) is held back; work is linear.
"""

from __future__ import annotations

from typing import NamedTuple

from .frame import END, LEAST, MAX_DATA, START, checksum

_LENGTH_AT = 24


class Found(NamedTuple):
    """``raw`` from start to end. ``error`` is None, or ``checksum`` or ``end`` when that alone is wrong: to be denied."""

    raw: bytes
    error: str | None


class Framer:
    """One per connection. ``skipped`` counts the bytes that belonged to no sound frame."""

    __slots__ = ("_damaged_to", "_rest", "skipped")

    def __init__(self) -> None:
        self._rest = b""
        self._damaged_to = 0
        self.skipped = 0

    @property
    def waiting(self) -> int:
        """Bytes held back for a frame that is not complete yet."""
        return len(self._rest)

    def feed(self, chunk: bytes) -> list[Found]:
        """All that became complete with ``chunk`` (any number of bytes), in order."""
        return self._scan(self._rest + chunk if self._rest else bytes(chunk), 0)

    def give_up(self) -> list[Found]:
        """Take the beginning of an incomplete frame for a false one and look behind it.

        Call it when a peer falls silent: a false header may have promised a thousand bytes more and keeps real frames
        waiting. Call it until ``waiting`` is 0 at the end of a stream.
        """
        if not self._rest:
            return []
        self.skipped += 1
        return self._scan(self._rest, 1)

    def _scan(self, data: bytes, at: int) -> list[Found]:
        found: list[Found] = []
        size = len(data)
        damaged_to = self._damaged_to
        while True:
            start = data.find(START, at)
            if start < 0:
                # A last @ may be the first half of a start.
                keep = size - 1 if size > at and data[-1] == 0x40 else size
                self.skipped += keep - at
                break
            self.skipped += start - at
            keep = start
            if size - start < LEAST:
                break
            length = data[start + _LENGTH_AT] | data[start + _LENGTH_AT + 1] << 8
            end = start + LEAST + length
            if length <= MAX_DATA:
                if end > size:
                    break
                error = _verdict(data, start, end)
                if error is None:
                    found.append(Found(data[start:end], None))
                    at = end
                    continue
                # One report for overlapping damage, or a hostile stream would be copied many times over.
                if error and start >= damaged_to:
                    found.append(Found(data[start:end], error))
                    damaged_to = end
            self.skipped += 1
            at = start + 1
        self._rest = data[keep:]
        self._damaged_to = max(0, damaged_to - keep)
        return found


def _verdict(data: bytes, start: int, end: int) -> str | None:
    """None: sound. ``""``: no frame at all (sum and end both wrong). Else what is wrong."""
    ended = data[end - 2 : end] == END
    summed = checksum(data[start + 2 : end - 3]) == data[end - 3]
    if ended and summed:
        return None
    if ended:
        return "checksum"
    return "end" if summed else ""
