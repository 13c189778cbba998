"""GB/T 26875.3: frames between fire alarm transmission devices and the monitoring centre. See README.md."""

from .clock import BCD, BINARY, CLOCKS, BadLabel, Clock
from .editions import Edition
from .frame import (
    MAX_DATA,
    MAX_FRAME,
    REASONS,
    BadFrame,
    Frame,
    FrameError,
    checksum,
    read_frame,
    write_frame,
)
from .framer import Found, Framer
from .message import Message, decode, encode
from .report import BadReport, build, read_head, report, report_hex
from .unit import BadUnit, Unit, Vendor
from .vendor import BCD_CLOCK, EDITIONS, STANDARD, Profile, heartbeat

__all__ = [
    "BCD",
    "BCD_CLOCK",
    "BINARY",
    "CLOCKS",
    "EDITIONS",
    "MAX_DATA",
    "MAX_FRAME",
    "REASONS",
    "STANDARD",
    "BadFrame",
    "BadLabel",
    "BadReport",
    "BadUnit",
    "Clock",
    "Edition",
    "Found",
    "Frame",
    "FrameError",
    "Framer",
    "Message",
    "Profile",
    "Unit",
    "Vendor",
    "build",
    "checksum",
    "decode",
    "encode",
    "heartbeat",
    "read_frame",
    "read_head",
    "report",
    "report_hex",
    "write_frame",
]
