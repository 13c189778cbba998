"""The baseline of ``gb26875.py``: a decoder as one writes it first, one field after the other into dicts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

SHAPES: dict[int, list[tuple[str, int]]] = {
    1: [("system", 1), ("address", 1), ("status", 2)],
    2: [("system", 1), ("address", 1), ("component", 1), ("place", 4), ("status", 2), ("note", 31)],
    3: [("system", 1), ("address", 1), ("component", 1), ("place", 4), ("analog", 1), ("value", 2)],
    21: [("status", 1)],
    24: [("operation", 1), ("operator", 1)],
}


def moment(raw: bytes) -> datetime:
    second, minute, hour, day, month, year = raw
    return datetime(2000 + year, month, day, hour, minute, second)  # noqa: DTZ001 - labels have no zone


def naive(raw: bytes) -> dict[str, Any]:
    """One sound frame of types 1, 2, 3, 21, 24. Raises ValueError."""
    if raw[:2] != b"@@" or raw[-2:] != b"##" or sum(raw[2:-3]) % 256 != raw[-3]:
        raise ValueError("not a frame")
    length = int.from_bytes(raw[24:26], "little")
    if length != len(raw) - 30:
        raise ValueError("length")
    frame: dict[str, Any] = {
        "serial": int.from_bytes(raw[2:4], "little"),
        "version": (raw[4], raw[5]),
        "time": moment(raw[6:12]),
        "source": int.from_bytes(raw[12:18], "little"),
        "destination": int.from_bytes(raw[18:24], "little"),
        "command": raw[26],
        "type": raw[27],
        "objects": [],
    }
    at = 29
    for _ in range(raw[28]):
        row: dict[str, Any] = {}
        for name, size in SHAPES[raw[27]]:
            piece = raw[at : at + size]
            at += size
            if name == "note":
                row[name] = piece.rstrip(b"\0 ").decode("gb18030")
            else:
                row[name] = int.from_bytes(piece, "little", signed=name == "value")
        row["time"] = moment(raw[at : at + 6])
        at += 6
        frame["objects"].append(row)
    return frame
