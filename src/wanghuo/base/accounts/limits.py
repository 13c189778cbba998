"""The numbers of signing in, from the product settings (``policy/settings/accounts.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from .rules import LockRules, PasswordRules

try:
    from wanghuo.base.law.queries import setting
except ImportError:
    import tomllib
    from pathlib import Path

    from django.conf import settings as _s

    def setting(name):
        rows = tomllib.loads((Path(_s.POLICY_DIR) / "settings/accounts.toml").read_text("utf-8"))["setting"]
        return next(r["default"] for r in rows if r["id"] == name)


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


def session_limits() -> SessionLimits:
    return SessionLimits(
        timedelta(minutes=_number("idle_minutes")), timedelta(hours=_number("session_hours"))
    )


def totp_for_all() -> bool:
    found = setting("accounts.totp_for_all")
    return bool(getattr(found, "value", found))


def link_minutes() -> int:
    return _number("link_minutes")


def token_days() -> int:
    return _number("token_days")
