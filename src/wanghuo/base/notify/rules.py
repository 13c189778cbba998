"""When to send: quiet hours, the daily digest, waiting between attempts. Pure; times are local and aware."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)


def clock(text: str) -> time:
    """``"22:00"`` → time. Raises ValueError."""
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute or 0))


def is_quiet(now: datetime, begin: time, end: time) -> bool:
    """Whether ``now`` lies in the quiet hours, which may run over midnight. Equal times: never quiet."""
    at = now.timetz().replace(tzinfo=None)
    if begin == end:
        return False
    return begin <= at < end if begin < end else at >= begin or at < end


def earliest(now: datetime, begin: time, end: time, *, urgent: bool) -> datetime:
    """The first moment at which a message may leave: now, or the end of the quiet hours."""
    if urgent or not is_quiet(now, begin, end):
        return now
    day = now.date() if now.timetz().replace(tzinfo=None) < end else now.date() + timedelta(days=1)
    return datetime.combine(day, end, now.tzinfo)


def digest_moment(now: datetime, at: time, works: Callable[[date], bool]) -> datetime:
    """The next digest strictly after ``now``: at that time of the next working day (a month ahead at most)."""
    day = now.date()
    for _ in range(32):
        moment = datetime.combine(day, at, now.tzinfo)
        if moment > now and works(day):
            return moment
        day += timedelta(days=1)
    return datetime.combine(now.date() + timedelta(days=1), at, now.tzinfo)


def wait(attempts: int) -> timedelta:
    """After the n-th failed attempt: 30 s, 2 min, 8 min … at most two hours."""
    return min(FIRST_WAIT * 4 ** min(max(attempts - 1, 0), 8), LONGEST_WAIT)
