"""The numbers of signing in, from the product settings (``policy/settings/accounts.toml``)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from wanghuo.base.law.queries import setting

from .rules import LockRules, PasswordRules

# Each request asks how long a session lasts; a changed setting may take this long to arrive.
_REMEMBER_SECONDS = 30.0


def _number(name: str) -> int:
    return int(setting(f"accounts.{name}"))


def password_rules() -> PasswordRules:
    return PasswordRules(
        _number("password_length"),
        _number("password_classes"),
        _number("password_history"),
        _number("password_max_age"),
    )


def lock_rules() -> LockRules:
    return LockRules(_number("lock_tries"), _number("lock_minutes"), _number("lock_address_tries"))


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts without a request (``idle``) and at most (``whole``)."""

    idle: timedelta
    whole: timedelta


_remembered: tuple[float, SessionLimits] | None = None


def session_limits() -> SessionLimits:
    global _remembered
    now = time.monotonic()
    if _remembered is None or not 0 <= now - _remembered[0] < _REMEMBER_SECONDS:
        found = SessionLimits(
            timedelta(minutes=_number("idle_minutes")), timedelta(hours=_number("session_hours"))
        )
        _remembered = now, found
    return _remembered[1]


def totp_for_all() -> bool:
    return bool(setting("accounts.totp_for_all").value)


def link_minutes() -> int:
    return _number("link_minutes")


def token_days() -> int:
    return _number("token_days")


def keep_records() -> timedelta:
    return timedelta(days=_number("keep_days"))
