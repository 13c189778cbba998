"""The second factor: time-based one-time codes (RFC 6238: SHA-1, 30 s, 6 digits, as authenticator apps expect)."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
import segno

STEP = 30
ISSUER = "望火"


def new_secret() -> str:
    """160 bits, base 32."""
    return pyotp.random_base32()


def matching_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step that ``code`` belongs to: this one or a neighbour, never one at or before ``last_step``.

    Refusing used steps makes each code work once (RFC 6238 section 5.2).
    """
    code = code.strip().replace(" ", "")
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return None
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP
    found = None
    for step in (current - 1, current, current + 1):
        same = hmac.compare_digest(totp.generate_otp(step), code)
        if same and step > last_step:
            found = step
    return found


def uri(secret: str, username: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def qr(secret: str, username: str) -> str:
    """The provisioning URI as a ``data:`` image for ``<img src>``."""
    return segno.make(uri(secret, username), error="m").svg_data_uri(scale=5, border=2)
