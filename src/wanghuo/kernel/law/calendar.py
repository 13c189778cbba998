"""The State Council's holiday calendar as data: which day is worked, which is not, and since when we know.

One file is one year's notice. A notice may also move days of the December before it (2018-12-29 was made a
working day by the notice for 2019), so a file for year Y may name days of Y and of December Y-1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeGuard

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


class DayKind(StrEnum):
    """What a day is."""

    WORKING = "working"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"

    @property
    def label(self) -> str:
        return {"working": "工作日", "make_up": "调休上班", "weekend": "周末", "holiday": "放假"}[self.value]


class CalendarError(ValueError):
    """All problems of a calendar file at once, each a Chinese sentence, in ``problems``."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(self.problems))


@dataclass(frozen=True, slots=True)
class Notice:
    title: str
    number: str
    certainty: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """One year's days off and make-up working days, each with the holiday's name."""

    year: int
    off: Mapping[date, str]
    work: Mapping[date, str]
    notices: tuple[Notice, ...] = ()


class Calendar:
    """Years laid together. Days of a year not loaded fall back on the week and are not ``known``."""

    def __init__(self, years: Iterable[YearCalendar]) -> None:
        ordered = sorted(years, key=lambda y: y.year)
        self.years: dict[int, YearCalendar] = {y.year: y for y in ordered}
        self._off: dict[date, str] = {}
        self._work: dict[date, str] = {}
        for one in ordered:  # a later notice has the last word on the December before it
            for day, name in one.off.items():
                self._off[day] = name
                self._work.pop(day, None)
            for day, name in one.work.items():
                self._work[day] = name
                self._off.pop(day, None)

    def known(self, day: date) -> bool:
        """Whether the notice covering ``day`` is loaded.

        From 29 December on, the next year's notice may still move days, as it did in 2018.
        """
        if day.year not in self.years:
            return False
        return (day.month, day.day) < (12, 29) or day.year + 1 in self.years

    def kind(self, day: date) -> DayKind:
        if day in self._off:
            return DayKind.HOLIDAY
        if day in self._work:
            return DayKind.MAKE_UP
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKING

    def is_working(self, day: date) -> bool:
        return self.kind(day) in (DayKind.WORKING, DayKind.MAKE_UP)

    def name(self, day: date) -> str:
        """The holiday's name, for a day off or the working day that makes up for it; "" otherwise."""
        return self._off.get(day) or self._work.get(day) or ""


def parse_year(data: Mapping[str, Any]) -> YearCalendar:
    """Read one calendar file (a dict as tomllib gives it). Raises CalendarError naming every problem."""
    year = data.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 1949 <= year <= 2199:
        raise CalendarError([f"year 应为四位年份，却是“{year}”"])
    problems: list[str] = []
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    holidays = data.get("holiday")
    if not isinstance(holidays, list) or not holidays:
        raise CalendarError([f"{year} 年没有任何 [[holiday]]，无法作为放假安排"])
    for number, holiday in enumerate(holidays, start=1):
        _read_holiday(number, holiday, year, off, work, problems)
    problems += [f"{day} 既放假又上班" for day in sorted(set(off) & set(work))]
    problems += [
        f"{day} 是星期{'一二三四五'[day.weekday()]}，本来就是工作日，不能算调休上班"
        for day in sorted(work)
        if day.weekday() < 5
    ]
    named = "".join(off.values())
    problems += [f"缺少“{name}”，国务院通知每年都有它" for name in FESTIVALS if name not in named]
    notices = tuple(
        Notice(
            str(n.get("title", "")),
            str(n.get("number", "")),
            str(n.get("certainty", "unverified")),
            str(n.get("note", "")),
        )
        for n in data.get("notice", [])
        if isinstance(n, Mapping)
    )
    if not any(n.title for n in notices):
        problems.append("没有写明依据的通知（[[notice]] 的 title）")
    if problems:
        raise CalendarError(problems)
    return YearCalendar(year, dict(sorted(off.items())), dict(sorted(work.items())), notices)


def _read_holiday(
    number: int,
    holiday: Any,
    year: int,
    off: dict[date, str],
    work: dict[date, str],
    problems: list[str],
) -> None:
    where = f"第{number}个 [[holiday]]"
    if not isinstance(holiday, Mapping):
        problems.append(f"{where} 不是一个节日")
        return
    name = str(holiday.get("name", "")).strip()
    first, last = holiday.get("from"), holiday.get("to", holiday.get("from"))
    if not name:
        problems.append(f"{where} 没有 name")
    if not (_is_day(first) and _is_day(last)):
        problems.append(f"{where}（{name}）的 from、to 应为日期，如 2027-01-01")
        return
    if not 0 <= (last - first).days <= 15:
        problems.append(f"{where}（{name}）从 {first} 到 {last} 不成一个假期")
        return
    make_up = holiday.get("work", [])
    if not isinstance(make_up, list) or not all(_is_day(day) for day in make_up):
        problems.append(f"{where}（{name}）的 work 应为日期列表")
        return
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    for target, listed in ((off, days), (work, make_up)):
        for day in listed:
            if day.year != year and (day.year, day.month) != (year - 1, 12):
                problems.append(f"{where}（{name}）的 {day} 不在 {year} 年（或上年12月）内")
            elif day in target:
                problems.append(f"{day} 写了两次（{target[day]}、{name}）")
            else:
                target[day] = name


def _is_day(value: object) -> TypeGuard[date]:
    return type(value) is date


def diff(calendar: Calendar, new: YearCalendar) -> tuple[tuple[date, str, str], ...]:
    """What loading ``new`` would change: (day, what it is now, what it becomes), for a preview.

    Days of a year not loaded yet are compared with the plain week.
    """
    rest = [one for one in calendar.years.values() if one.year != new.year]
    after = Calendar([*rest, new])
    old = calendar.years.get(new.year)
    days = set(new.off) | set(new.work) | (set(old.off) | set(old.work) if old else set())
    changed = []
    for day in sorted(days):
        before, then = _say(calendar, day), _say(after, day)
        if before != then:
            changed.append((day, before, then))
    return tuple(changed)


def _say(calendar: Calendar, day: date) -> str:
    name = calendar.name(day)
    return calendar.kind(day).label + (f"（{name}）" if name else "")
