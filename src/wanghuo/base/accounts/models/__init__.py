"""Organisations, people and their posts, and what signing in needs."""

from .organisations import FormerName, Organisation, Reorganisation, Succession
from .people import Leave, Person, Post
from .signin import (
    ApiToken,
    Attempt,
    FirstRun,
    PasswordUsed,
    RecoveryCode,
    Session,
    SignInLink,
    Totp,
    Unlock,
)

__all__ = [
    "ApiToken",
    "Attempt",
    "FirstRun",
    "FormerName",
    "Leave",
    "Organisation",
    "PasswordUsed",
    "Person",
    "Post",
    "RecoveryCode",
    "Reorganisation",
    "Session",
    "SignInLink",
    "Succession",
    "Totp",
    "Unlock",
]
