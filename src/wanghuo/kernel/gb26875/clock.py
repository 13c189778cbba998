"""Time labels (clause 8.2.2): six bytes, second first, year last, two digits, no zone.

The standard's clock is plain binary. Some devices write BCD; which ones is known by device profile only, as most
labels read under both. Labels that are no date (signal strength and battery of NB devices, damage) stay bytes.
"""

from __future__ import annotations

from datetime import datetime

ZERO = bytes(6)
"""Sent by devices without a clock; read as “no time”. Stamp arrival yourself."""


class BadLabel(ValueError):
    """A text that is no time label; the message is Chinese."""


def read_binary(label: bytes) -> datetime | None:
    """The standard's clock: ``BINARY.read``."""
    second, minute, hour, day, month, year = label
    if year > 99:
        return None
    try:
        return datetime(2000 + year, month, day, hour, minute, second)  # noqa: DTZ001 - the label has no zone
    except ValueError:  # six zeros, too: there is no month 0
        return None


class Clock:
    """How a device writes its time labels. Labels and datetimes pair one to one for years 2000–2099."""

    def __init__(self, name: str, values: list[int | None]) -> None:
        self.name = name
        self._read = bytes(255 if v is None else v for v in values)
        self._write = {v: byte for byte, v in enumerate(values) if v is not None}

    def __repr__(self) -> str:
        return f"<Clock {self.name}>"

    def read(self, label: bytes) -> datetime | None:
        """The device's local time, without a zone; None for six zeros and for what is no date."""
        return read_binary(label.translate(self._read))

    def write(self, time: datetime | None) -> bytes:
        """Six bytes; None gives six zeros. Raises BadLabel outside 2000–2099."""
        if time is None:
            return ZERO
        if not 2000 <= time.year <= 2099:
            raise BadLabel(f"时间标签只能表示 2000—2099 年：{time.isoformat()}")
        parts = (time.second, time.minute, time.hour, time.day, time.month, time.year - 2000)
        return bytes(self._write[part] for part in parts)

    def show(self, label: bytes) -> str | None:
        """ISO 8601; None for six zeros; ``0x`` and twelve digits for what is no date. ``parse`` is the reverse."""
        time = self.read(label)
        if time is not None:
            return time.isoformat()
        return None if label == ZERO else "0x" + label.hex()

    def parse(self, text: object) -> bytes:
        """Raises BadLabel."""
        if text is None:
            return ZERO
        if not isinstance(text, str):
            raise BadLabel(f"时间应为 ISO 8601 文本、0x 加十二位十六进制或 null：{text!r}")
        try:
            if text.startswith("0x"):
                label = bytes.fromhex(text[2:])
                if len(label) == 6:
                    return label
                raise BadLabel(f"时间标签应为 6 字节：{text}")
            time = datetime.fromisoformat(text)
        except BadLabel:
            raise
        except ValueError as error:
            raise BadLabel(f"不是时间：{text}") from error
        if time.tzinfo is not None or time.microsecond:
            raise BadLabel(f"时间标签没有时区，也没有秒以下的部分：{text}")
        return self.write(time)


class _Binary(Clock):
    read = staticmethod(read_binary)


BINARY: Clock = _Binary("binary", [*range(255), None])
BCD = Clock("bcd", [(b >> 4) * 10 + (b & 15) if b >> 4 < 10 and b & 15 < 10 else None for b in range(256)])
CLOCKS = {clock.name: clock for clock in (BINARY, BCD)}
