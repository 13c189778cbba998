"""When something is due, in words. Pure: the clock and the calendar are passed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

# (from, to) → working days after ``from`` up to and including ``to``; None when a year's calendar is missing.
DayCounter = Callable[[date, date], int | None]


@dataclass(frozen=True, slots=True)
class Due:
    """``words`` for the screen; ``when``: late, today, soon (two days or fewer) or later."""

    words: str
    when: str

    @property
    def kind(self) -> str:
        """The look of the status badge."""
        return {"late": "late", "today": "risk", "soon": "risk", "later": "todo"}[self.when]


def due_words(
    due: datetime, now: datetime, count: DayCounter | None = None, *, provisional: bool = False
) -> Due:
    """Both times aware, in the zone of the office. ``count`` counts working days; without it plain days are said."""
    tail = "（暂定）" if provisional else ""
    if due < now:
        return Due(_late(due, now, count) + tail, "late")
    if due.date() == now.date():
        return Due(f"今天{due:%H:%M}前{tail}", "today")
    days = (due.date() - now.date()).days
    working = count(now.date(), due.date()) if count else None
    words = f"剩{days}天" if working is None else f"剩{working}个工作日"
    soon = (days if working is None else working) <= 2
    return Due(words + tail, "soon" if soon else "later")


def _late(due: datetime, now: datetime, count: DayCounter | None) -> str:
    if due.date() == now.date() or (now - due).total_seconds() < 86400:
        hours = int((now - due).total_seconds() // 3600)
        return f"已逾期{hours}小时" if hours else "已逾期不到1小时"
    working = count(due.date(), now.date()) if count else None
    return f"已逾期{(now.date() - due.date()).days}天" if not working else f"已逾期{working}个工作日"
