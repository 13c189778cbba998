"""The frame (clause 6.6): header, application data, checksum. No meaning of the data here.

Offsets: 0 ``@@`` · 2 serial · 4 version (main, user) · 6 time label · 12 source · 18 destination · 24 length of the
data · 26 command · 27 data · then checksum (sum of all from 2 on, mod 256) · ``##``. Numbers are low byte first.
"""

from __future__ import annotations

from struct import Struct
from struct import error as StructError
from typing import NamedTuple
from zlib import adler32

HEADER = Struct("<HHBB6sHIHIHB")
START, END = b"@@", b"##"
HEAD, TAIL = 27, 3
LEAST = HEAD + TAIL
MAX_DATA = 1024
MAX_FRAME = LEAST + MAX_DATA

REASONS = {
    "hex": "不是十六进制文本",
    "short": "不足 30 字节，不是完整的数据包",
    "start": "启动符不是 40 40",
    "length": "应用数据单元长度超过 1024，或与数据包实际长度不符",
    "checksum": "校验和不符",
    "end": "结束符不是 23 23",
}
"""Every reason a frame is refused, in the order in which they are looked for (clause 6.5.3)."""


class FrameError(ValueError):
    """``kind`` is a key of REASONS; the message is its Chinese text."""

    def __init__(self, kind: str) -> None:
        super().__init__(REASONS[kind])
        self.kind = kind


class BadFrame(ValueError):
    """A frame that cannot be written; the message is Chinese."""


class Frame(NamedTuple):
    """One frame as read.

    ``label``: six bytes, see ``clock``. ``source``, ``destination``: 0 … 2**48 − 1. ``data``: 0 … 1024 bytes.
    """

    serial: int
    main: int
    user: int
    label: bytes
    source: int
    destination: int
    command: int
    data: bytes

    @property
    def version(self) -> str:
        """``main.user``; main is 1 by the standard."""
        return f"{self.main}.{self.user}"


def checksum(controlled: bytes) -> int:
    """The arithmetic sum mod 256 of the control unit and the data (offsets 2 … 26 + n)."""
    # Adler-32 from 0 keeps the plain sum of up to 256 bytes in its lower half (256 · 255 < 65521), in C.
    if len(controlled) <= 256:
        return adler32(controlled, 0) & 255
    return sum(adler32(controlled[at : at + 256], 0) & 255 for at in range(0, len(controlled), 256)) & 255


_new = tuple.__new__
_unpack = HEADER.unpack_from


def read_frame(raw: bytes) -> Frame:
    """Exactly one frame. Raises FrameError; checks in the order of REASONS."""
    size = len(raw)
    if size < LEAST:
        raise FrameError("short")
    start, serial, main, user, label, s_low, s_high, d_low, d_high, length, command = _unpack(raw)
    if start != 0x4040:
        raise FrameError("start")
    if size != LEAST + length or length > MAX_DATA:
        raise FrameError("length")
    controlled = raw[2:-3]
    if (adler32(controlled, 0) & 255 if size <= 256 else checksum(controlled)) != raw[-3]:
        raise FrameError("checksum")
    if raw[-2:] != END:
        raise FrameError("end")
    # fmt: off
    return _new(Frame, (serial, main, user, label, s_low | s_high << 16, d_low | d_high << 16, command, raw[27:-3]))
    # fmt: on


def write_frame(frame: Frame) -> bytes:
    """The reverse of ``read_frame``, byte for byte. Raises BadFrame."""
    serial, main, user, label, source, destination, command, data = frame
    if len(data) > MAX_DATA:
        raise BadFrame(f"应用数据单元 {len(data)} 字节，超过 1024 字节（第 6.6 条）")
    if len(label) != 6:
        raise BadFrame("时间标签应为 6 字节（第 8.2.2 条）")
    try:
        # fmt: off
        head = HEADER.pack(
            0x4040, serial, main, user, label, source & 0xFFFF, source >> 16, destination & 0xFFFF, destination >> 16,
            len(data), command,
        )
        # fmt: on
    except StructError as error:
        raise BadFrame("流水号、版本、地址或命令超出字段的范围（第 6.6 条）") from error
    return head + data + bytes((checksum(head[2:] + data),)) + END
