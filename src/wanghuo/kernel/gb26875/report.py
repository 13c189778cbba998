"""Frames as plain JSON values: one dict for any bytes whatever, and back. Keys: README.md."""

from __future__ import annotations

import re
from typing import Any

from .clock import BadLabel
from .frame import END, HEAD, HEADER, LEAST, MAX_DATA, MAX_FRAME, BadFrame, Frame, FrameError
from .message import Message, decode, encode
from .unit import BadUnit, Unit
from .v2011.shapes import number
from .vendor import STANDARD, Profile

KEYS = ("ok", "error", "serial", "version", "time", "source", "destination", "command", "unit")
Report = dict[str, Any]
_SEPARATORS = re.compile(r"0[xX]|[\s,:;_\-]")


def report_hex(text: str, profile: Profile = STANDARD) -> Report:
    """``report`` of hexadecimal text; upper or lower case, white space, ``0x``, commas, colons, dashes allowed."""
    try:
        raw = bytes.fromhex(_SEPARATORS.sub("", text))
    except ValueError:
        return dict.fromkeys(KEYS) | {"ok": False, "error": "hex"}
    return report(raw, profile)


def report(raw: bytes, profile: Profile = STANDARD) -> Report:
    """Never fails. A frame with an error tells as much as could be read of it, the rest is None."""
    try:
        return _shown(None, *decode(raw, profile), profile)
    except FrameError as error:
        if len(raw) < HEAD:
            return _torn(raw, profile)
        head = read_head(raw)
        data = _data_of(raw)
        unit = profile.edition.read(data) if data else None
        return _shown(error.kind, head, unit, profile)


def read_head(raw: bytes) -> Frame:
    """The header of at least 27 bytes, unchecked, without data: what a denial needs."""
    _, serial, main, user, label, s_low, s_high, d_low, d_high, _, command = HEADER.unpack_from(raw)
    return Frame(serial, main, user, label, s_low | s_high << 16, d_low | d_high << 16, command, b"")


def _data_of(raw: bytes) -> bytes:
    """The data of a damaged frame, as far as they are there."""
    length = raw[24] | raw[25] << 8
    if len(raw) < LEAST:
        return b""
    if len(raw) != LEAST + length and raw[-2:] == END and len(raw) <= MAX_FRAME:
        return raw[HEAD:-3]
    return raw[HEAD : HEAD + min(length, MAX_DATA)]


def _shown(error: str | None, frame: Frame, unit: Unit | None, profile: Profile) -> Report:
    return {
        "ok": error is None,
        "error": error,
        "serial": frame.serial,
        "version": frame.version,
        "time": profile.clock.show(frame.label),
        "source": frame.source,
        "destination": frame.destination,
        "command": frame.command,
        "unit": None if unit is None else profile.edition.show(unit, profile.clock),
    }


def _torn(raw: bytes, profile: Profile) -> Report:
    """Less than a header: the fields that are whole."""
    out = dict.fromkeys(KEYS) | {"ok": False, "error": "short"}
    if len(raw) >= 4:
        out["serial"] = int.from_bytes(raw[2:4], "little")
    if len(raw) >= 6:
        out["version"] = f"{raw[4]}.{raw[5]}"
    if len(raw) >= 12:
        out["time"] = profile.clock.show(raw[6:12])
    if len(raw) >= 18:
        out["source"] = int.from_bytes(raw[12:18], "little")
    if len(raw) >= 24:
        out["destination"] = int.from_bytes(raw[18:24], "little")
    return out


class BadReport(ValueError):
    """A dict that cannot be made into a frame; the message is Chinese."""


def build(given: object, profile: Profile = STANDARD) -> bytes:
    """The frame of a dict as ``report`` gives it. ``ok`` and ``error`` may be absent. Raises BadReport."""
    if not isinstance(given, dict):
        raise BadReport("应为 JSON 对象")
    if given.get("ok") is False or given.get("error") is not None:
        raise BadReport(f"这一帧本身有错（{given.get('error')}），不能据此编码")
    try:
        unit = given.get("unit")
        taken = None if unit is None else profile.edition.take(unit, profile.clock)
        return encode(Message(_head(given, profile), taken), profile)
    except (BadFrame, BadUnit, BadLabel) as error:
        raise BadReport(str(error)) from error


def _head(given: dict[str, Any], profile: Profile) -> Frame:
    version = re.fullmatch(r"(\d{1,3})\.(\d{1,3})", str(given.get("version", "1.0")), re.ASCII)
    if version is None:
        raise BadReport(f"version 应为“主版本.用户版本”，如 1.1：{given.get('version')!r}")
    numbers = {
        key: number(given, key, 0, most)
        for key, most in (
            ("serial", 0xFFFF),
            ("source", 2**48 - 1),
            ("destination", 2**48 - 1),
            ("command", 255),
        )
    }
    for key, value in numbers.items():
        if value is None:
            raise BadReport(f"缺少 {key}")
    label = profile.clock.parse(given.get("time"))
    return Frame(main=int(version[1]), user=int(version[2]), label=label, data=b"", **numbers)  # type: ignore[arg-type]


__all__ = ["BadReport", "Report", "build", "read_head", "report", "report_hex"]
