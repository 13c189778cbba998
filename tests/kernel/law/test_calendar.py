"""The shipped calendars against two independent open data sets, day by day; bad files are named, not taken."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from wanghuo.kernel.law import Calendar, CalendarError, DayKind, diff, parse_year

from .shipped import POLICY, calendar, read

DAYS = [date(2015, 1, 1) + timedelta(days=i) for i in range((date(2027, 1, 1) - date(2015, 1, 1)).days)]


def test_every_day_agrees_with_chinesecalendar():
    wrong = [d for d in DAYS if calendar().is_working(d) != chinese_calendar.is_workday(d)]
    assert not wrong


def test_every_day_agrees_with_holidays():
    china = holidays.country_holidays("CN", years=range(2015, 2027))
    wrong = [d for d in DAYS if calendar().is_working(d) != china.is_working_day(d)]
    assert not wrong


def test_the_spring_festival_of_2020_was_extended_to_2_february():
    """国办发明电〔2020〕1号."""
    cal = calendar()
    assert [cal.is_working(date(2020, 2, d)) for d in (1, 2, 3)] == [False, False, True]
    assert cal.name(date(2020, 2, 2)) == "春节"
    assert any("〔2020〕1号" in n.number for n in cal.years[2020].notices)


def test_a_notice_moves_the_december_before_it():
    assert calendar().kind(date(2018, 12, 29)) is DayKind.MAKE_UP
    before = Calendar([y for y in calendar().years.values() if y.year < 2019])
    assert before.kind(date(2018, 12, 29)) is DayKind.WEEKEND
    assert not before.known(date(2018, 12, 29)) and before.known(date(2018, 12, 28))


def test_an_unpublished_year_is_not_known():
    assert calendar().known(date(2026, 12, 28)) and not calendar().known(date(2027, 1, 4))


GOOD = read(POLICY / "calendar" / "2026.toml")


def broken(**changes):
    return {**GOOD, **changes}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "四位年份"),
        (broken(holiday=[]), "没有任何"),
        (broken(notice=[]), "没有写明依据"),
        (broken(holiday=GOOD["holiday"][1:]), "缺少“元旦”"),
        (
            broken(holiday=[{"name": "元旦", "from": date(2026, 1, 1), "work": [date(2026, 1, 5)]}]),
            "星期一，本来就是工作日",
        ),
        (broken(holiday=[{"name": "元旦", "from": "1月1日"}]), "应为日期"),
        (broken(holiday=[{"name": "元旦", "from": date(2025, 1, 1)}]), "不在 2026 年"),
        (broken(holiday=[{"name": "元旦", "from": date(2026, 1, 1)}] * 2), "写了两次"),
        (
            broken(holiday=[{"name": "元旦", "from": date(2026, 1, 1), "to": date(2026, 3, 1)}]),
            "不成一个假期",
        ),
        (
            broken(holiday=[{"name": "元旦", "from": date(2026, 1, 3), "work": [date(2026, 1, 3)]}]),
            "既放假又上班",
        ),
        (broken(holiday=["元旦"]), "不是一个节日"),
    ],
)
def test_a_bad_file_is_refused_with_every_problem(data, said):
    with pytest.raises(CalendarError) as error:
        parse_year(data)
    assert said in str(error.value)


def test_the_preview_names_only_what_changes():
    cal = calendar()
    assert diff(cal, cal.years[2026]) == ()
    moved = parse_year(
        broken(
            holiday=[
                {**h, "work": [date(2026, 5, 10)]} if h["name"] == "劳动节" else h for h in GOOD["holiday"]
            ]
        )
    )
    assert diff(cal, moved) == (
        (date(2026, 5, 9), "调休上班（劳动节）", "周末"),
        (date(2026, 5, 10), "周末", "调休上班（劳动节）"),
    )
