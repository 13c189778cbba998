"""The room's writers: local entries under four eyes, verifications, product settings, calendars."""

from .calendars import load_calendar
from .entries import approve, propose, propose_end, reject, verify, withdraw
from .settings import change_setting, reset_setting

__all__ = [
    "approve",
    "change_setting",
    "load_calendar",
    "propose",
    "propose_end",
    "reject",
    "reset_setting",
    "verify",
    "withdraw",
]
