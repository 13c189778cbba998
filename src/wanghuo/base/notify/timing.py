"""The clock settings of this installation, for the pure rules."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from wanghuo.base.law.queries import clock, setting

from . import rules


def _time(id: str):
    return rules.clock(str(setting(id).value))


def earliest(now: datetime, *, urgent: bool) -> datetime:
    """Now, or the end of the quiet hours."""
    return rules.earliest(
        timezone.localtime(now), _time("notify.quiet_from"), _time("notify.quiet_to"), urgent=urgent
    )


def digest_moment(now: datetime) -> datetime:
    """The next digest: at the set time of the next working day."""
    calendar = clock.calendar
    return rules.digest_moment(timezone.localtime(now), _time("notify.digest_at"), calendar.is_working)


def most_attempts() -> int:
    """The first attempt and the retries the operator set."""
    return 1 + int(setting("notify.retries"))
