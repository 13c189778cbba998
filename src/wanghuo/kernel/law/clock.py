"""The working-day clock: from a start, a term and a calendar to a deadline that can explain itself.

Rules: 民法典 第二百零一条 (the day of the start is not counted; hours run from the moment), 第二百零二条 (months end on
the same day of the month, else on its last), 第二百零三条 (a last day off rolls on; the last day ends at 24:00).
行政处罚法 第八十五条 and 行政强制法 第六十九条 say which terms are working days. Which rule a term follows is data.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .calendar import Calendar
from .explain import explain
from .units import UNITS

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_ROLLING = ("calendar_day", "month", "year")
_TOO_FAR = "期限超出可算的年份"
_LONGEST = 36_600  # days walked at most: a term of a century is a mistake


@dataclass(frozen=True, slots=True)
class Term:
    """``n`` units. None for a rule means it is not sourced: the earlier reading is taken, and said so.

    ``first_day_counts`` matters for days and months only; ``rolls_off_holiday`` for calendar days and months
    (a working-day term never ends on a day off). A term of 0 ends at its start.
    """

    n: int
    unit: str
    first_day_counts: bool | None = False
    rolls_off_holiday: bool | None = True
    rule: str = ""

    def __post_init__(self) -> None:
        if self.unit not in ("working_day", "calendar_day", "hour", "minute", "month", "year"):
            raise ValueError(f"期限单位“{self.unit}”不认识")
        if not 0 <= self.n <= _LONGEST:
            raise ValueError(f"期限 {self.n} 应在 0 到 {_LONGEST} 之间")

    @property
    def by_day(self) -> bool:
        return self.unit not in ("hour", "minute")

    @property
    def label(self) -> str:
        return f"{self.n}{UNITS[self.unit].label}"


@dataclass(frozen=True, slots=True)
class Suspension:
    """The clock stands still from ``since`` until ``until`` (None: it still does). Aware instants.

    For day terms the day of ``since`` is not counted, the day of ``until`` is; for hours the exact time is.
    """

    since: datetime
    until: datetime | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError("恢复时间早于中止时间")


@dataclass(frozen=True, slots=True)
class Extension:
    """A further term, counted from the day after the term before it ended."""

    term: Term
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """``at``: the last instant in time (23:59:59 for day terms), Asia/Shanghai; overdue is ``now > at``.

    ``at`` is None only while a suspension is open. ``provisional``: the calendar or a counting rule is not
    known, ``reason`` says which. ``skipped``: days passed over, each with why.
    """

    at: datetime | None
    start: datetime
    term: Term
    provisional: bool
    reason: str
    skipped: tuple[tuple[date, str], ...] = ()
    extensions: tuple[Extension, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    rolled_from: date | None = None

    @property
    def day(self) -> date | None:
        return self.at.date() if self.at else None

    def overdue(self, now: datetime) -> bool:
        return self.at is not None and now > self.at

    def explain(self) -> str:
        """The computation in one Chinese sentence, days skipped included."""
        return explain(self)


class _Walk:
    """Counts days forward, remembering what it passed over and which days it did not really know."""

    def __init__(self, calendar: Calendar, suspensions: Sequence[Suspension]) -> None:
        self.calendar = calendar
        self.suspensions = suspensions
        self.skipped: dict[date, str] = {}
        self.unknown: set[date] = set()

    def suspended(self, day: date) -> bool:
        return any(
            _local(s.since).date() <= day and (s.until is None or day < _local(s.until).date())
            for s in self.suspensions
        )

    def endless(self, day: date) -> bool:
        return any(s.until is None and _local(s.since).date() <= day for s in self.suspensions)

    def why_skipped(self, day: date, working: bool) -> str:
        """Why ``day`` does not count; "" when it does."""
        if self.suspended(day):
            return "中止"
        if not working:
            return ""
        if not self.calendar.known(day):
            self.unknown.add(day)
        if self.calendar.is_working(day):
            return ""
        return self.calendar.name(day) or "周末"

    def count(self, first: date, n: int, working: bool) -> date | None:
        """The ``n``-th counting day from ``first`` on; None if a suspension without end stops it."""
        day, left = first, n
        for _ in range(_LONGEST * 2):
            if self.endless(day):
                return None
            why = self.why_skipped(day, working)
            if why:
                self.skipped[day] = why
            else:
                left -= 1
                if left == 0:
                    return day
            day += _DAY
        raise ValueError("期限过长，无法计算")

    def roll(self, day: date) -> date:
        """``day``, or the next working day when it is a day off."""
        while True:
            if not self.calendar.known(day):
                self.unknown.add(day)
            if self.calendar.is_working(day):
                return day
            self.skipped[day] = f"{self.calendar.name(day) or '周末'}顺延"
            day += _DAY


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("时间应带时区")
    return moment.astimezone(SHANGHAI)


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, else that month's last day (民法典 第二百零二条)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        raise ValueError(_TOO_FAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def deadline(
    start: datetime,
    term: Term,
    calendar: Calendar,
    suspensions: Iterable[Suspension] = (),
    extensions: Iterable[Extension] = (),
) -> Deadline:
    """When ``term`` from ``start`` is over, under ``calendar``.

    Extensions follow one another after the term; a last day off rolls on once, at the very end, if the last
    term says so. Raises ValueError for a naive time, or a term too long to be meant.
    """
    try:
        return _deadline(_local(start), term, calendar, suspensions, extensions)
    except OverflowError:
        raise ValueError(_TOO_FAR) from None


def _deadline(
    begun: datetime,
    term: Term,
    calendar: Calendar,
    suspensions: Iterable[Suspension],
    extensions: Iterable[Extension],
) -> Deadline:
    paused = tuple(sorted(suspensions, key=lambda s: s.since))
    added = tuple(extensions)
    walk = _Walk(calendar, paused)
    end: datetime | None = begun
    rolled_from = None
    for number, one in enumerate((term, *(e.term for e in added))):
        assert end is not None
        if one.n == 0:
            continue
        if one.by_day:
            last = _last_day(walk, end.date(), one, counts=number == 0 and one.first_day_counts is not False)
            end = _close(last) if last else None
        else:
            end = _run(end, one, paused)
        if end is None:
            break
    final = added[-1].term if added else term
    if end is not None and final.n and final.unit in _ROLLING and final.rolls_off_holiday:
        nominal = end.date()
        rolled = walk.roll(nominal)
        if rolled != nominal:
            rolled_from, end = nominal, _close(rolled)
    reasons = _reasons(walk, (term, *(e.term for e in added)), end)
    return Deadline(
        end,
        begun,
        term,
        bool(reasons),
        "；".join(reasons),
        tuple(sorted(walk.skipped.items())),
        added,
        paused,
        rolled_from,
    )


def _close(day: date) -> datetime:
    """The last second of ``day`` (民法典 第二百零三条: 截止时间为二十四时)."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def _last_day(walk: _Walk, start: date, term: Term, counts: bool) -> date | None:
    first = start if counts else start + _DAY
    if term.unit in ("month", "year"):
        months = term.n * (12 if term.unit == "year" else 1)
        span = (add_months(start, months) - start).days
        # Counting the first day moves the span one day forward: it ends a day earlier, equally long.
        return walk.count(first, span, working=False)
    return walk.count(first, term.n, working=term.unit == "working_day")


def _run(start: datetime, term: Term, paused: Sequence[Suspension]) -> datetime | None:
    """Hours and minutes run from the moment, night and holiday included, except while suspended."""
    left = timedelta(hours=term.n) if term.unit == "hour" else timedelta(minutes=term.n)
    now = start
    for one in paused:
        since = max(_local(one.since), now)
        if since - now >= left:
            break
        if one.until is not None and _local(one.until) <= now:
            continue
        left -= since - now
        if one.until is None:
            return None
        now = _local(one.until)
    return now + left


def _reasons(walk: _Walk, terms: Sequence[Term], end: datetime | None) -> list[str]:
    said = []
    if end is None:
        said.append("期限中止中，恢复后才能算出")
    for year in sorted({day.year for day in walk.unknown if day.year not in walk.calendar.years}):
        said.append(f"{year}年放假安排尚未载入，按周一至周五为工作日暂算")
    for year in sorted({day.year for day in walk.unknown if day.year in walk.calendar.years}):
        said.append(f"{year + 1}年放假安排尚未载入，{year}年末可能调休")
    if any(t.by_day and t.first_day_counts is None for t in terms):
        said.append("首日是否计入未设定，按计入首日（较早的读法）暂算")
    if any(t.unit in _ROLLING and t.rolls_off_holiday is None for t in terms):
        said.append("末日逢节假日是否顺延未设定，按不顺延（较早的读法）暂算")
    return said


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after ``first`` up to and including ``last``; negative when ``last`` is earlier.

    Inverse of a working-day term whose first day does not count.
    """
    if last < first:
        return -working_days_between(last, first, calendar)
    return sum(calendar.is_working(first + timedelta(days=i)) for i in range(1, (last - first).days + 1))
