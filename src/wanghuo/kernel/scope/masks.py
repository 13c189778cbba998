"""Masking of personal data: identity numbers, phones, names. Pure text to text."""

from __future__ import annotations

import re

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{6})(\d{8})(\d{3}[\dXx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)((?:\+?86[- ]?)?1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")


def mask_identity(number: str) -> str:
    """``500154199001011234`` → ``500154********1234``; anything short is masked whole."""
    number = number.strip()
    return number[:6] + "*" * (len(number) - 10) + number[-4:] if len(number) >= 15 else "*" * len(number)


def mask_phone(number: str) -> str:
    """``13812345678`` → ``138****5678``; a short number keeps its last two digits."""
    number = number.strip()
    if len(number) >= 9:
        return number[:3] + "*" * (len(number) - 7) + number[-4:]
    return "*" * max(len(number) - 2, 0) + number[-2:]


def mask_name(name: str) -> str:
    """``王小明`` → ``王**``."""
    name = name.strip()
    return name[:1] + "*" * (len(name) - 1)


def mask_all(value: str) -> str:
    """Show nothing, not even the length: for tipsters."""
    return "（已保密）" if value else ""


def mask_text(text: str) -> str:
    """Mask every identity number and mobile phone inside free text: for logs and notices."""
    text = _IDENTITY.sub(lambda m: m[1] + "********" + m[3], text)
    return _MOBILE.sub(lambda m: m[1] + "****" + m[3], text)
