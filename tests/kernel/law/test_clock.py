"""Deadlines a lawyer can check by hand."""

from datetime import date, datetime

import pytest

from wanghuo.kernel.law import SHANGHAI, Extension, Suspension, Term, deadline, working_days_between

from .shipped import book, calendar


def at(y, m, d, hour=10, minute=0):
    return datetime(y, m, d, hour, minute, tzinfo=SHANGHAI)


def due(start, term, **more):
    return deadline(start, term, calendar(), **more)


@pytest.mark.parametrize(
    ("start", "term", "last"),
    [
        # 行政处罚法 第八十五条: the hearing request of five days is five working days.
        (at(2021, 7, 15), Term(5, "working_day"), date(2021, 7, 22)),
        # Across National Day 2020: 9-30, 10-9 and the made-up Saturday 10-10 count.
        (at(2020, 9, 29), Term(3, "working_day"), date(2020, 10, 10)),
        # Across the extended Spring Festival of 2020.
        (at(2020, 1, 23), Term(1, "working_day"), date(2020, 2, 3)),
        # 行政处罚法 第六十条: ninety days are calendar days.
        (at(2021, 8, 2), Term(90, "calendar_day"), date(2021, 11, 1)),
        # 行政强制法 第二十五条: thirty days, not working days (第六十九条 speaks of ten days or less).
        (at(2020, 5, 25), Term(30, "calendar_day", False, False), date(2020, 6, 24)),
        # A last day in the holidays rolls to the first working day after (民法典 第二百零三条).
        (at(2020, 9, 29), Term(5, "calendar_day"), date(2020, 10, 9)),
        # The first day counted.
        (at(2020, 5, 25), Term(3, "working_day", True), date(2020, 5, 27)),
        # Months end on the same day, else on the month's last (民法典 第二百零二条).
        (at(2020, 1, 31), Term(1, "month", False, False), date(2020, 2, 29)),
        (at(2026, 4, 1), Term(3, "month", False, False), date(2026, 7, 1)),
        (at(2020, 2, 29), Term(2, "year", False, False), date(2022, 2, 28)),
    ],
)
def test_day_terms(start, term, last):
    found = due(start, term)
    assert found.day == last and found.at.hour == 23 and not found.provisional


def test_hours_and_minutes_run_through_night_and_holiday():
    assert due(at(2020, 10, 1, 9), Term(24, "hour")).at == at(2020, 10, 2, 9)
    assert due(at(2020, 10, 1, 9), Term(5, "minute")).at == at(2020, 10, 1, 9, 5)


def test_a_term_of_nothing_ends_where_it_starts():
    assert due(at(2020, 5, 25), Term(0, "working_day")).at == at(2020, 5, 25)


def test_a_suspension_stops_the_clock_and_the_day_of_resumption_counts():
    pause = Suspension(at(2020, 5, 27), at(2020, 6, 1), "等待鉴定")
    found = due(at(2020, 5, 25), Term(3, "working_day"), suspensions=[pause])
    # 5-26 counts; 5-27 to 5-31 stand still; 6-1 and 6-2 count.
    assert found.day == date(2020, 6, 2)
    assert "2020年5月27日至2020年6月1日中止（等待鉴定）" in found.explain()


def test_an_open_suspension_has_no_deadline_yet():
    found = due(at(2020, 5, 25), Term(3, "working_day"), suspensions=[Suspension(at(2020, 5, 26), None)])
    assert found.at is None and found.day is None and found.provisional
    assert not found.overdue(at(2030, 1, 1)) and "待恢复后确定" in found.explain()


def test_an_open_suspension_after_the_end_changes_nothing():
    found = due(at(2020, 5, 25), Term(3, "working_day"), suspensions=[Suspension(at(2020, 7, 1), None)])
    assert found.day == date(2020, 5, 28)


def test_hours_are_suspended_to_the_minute():
    pauses = [
        Suspension(at(2020, 5, 25, 12), at(2020, 5, 25, 14)),
        Suspension(at(2020, 5, 25, 13), at(2020, 5, 25, 15)),
    ]
    assert due(at(2020, 5, 25, 10), Term(4, "hour"), suspensions=pauses).at == at(2020, 5, 25, 17)


def test_an_extension_follows_the_term():
    more = [Extension(Term(30, "calendar_day", False, False), "经批准")]
    found = due(at(2020, 5, 25), Term(30, "calendar_day", False, False), extensions=more)
    assert found.day == date(2020, 7, 24) and "延长30日（经批准）" in found.explain()


def test_beyond_the_last_published_year_is_provisional():
    found = due(at(2026, 12, 30), Term(3, "working_day"))
    assert found.provisional and "2027年放假安排尚未载入" in found.reason
    assert not due(at(2026, 12, 1), Term(3, "working_day")).provisional
    assert due(at(2014, 12, 30), Term(1, "working_day")).provisional


def test_unsourced_counting_rules_take_the_earlier_reading_and_say_so():
    sure, unsure = Term(3, "calendar_day", False, True), Term(3, "calendar_day", None, None)
    one, two = due(at(2020, 9, 29), sure), due(at(2020, 9, 29), unsure)
    assert (
        two.at < one.at
        and two.provisional
        and "首日是否计入未设定" in two.reason
        and "顺延未设定" in two.reason
    )


def test_the_sentence_can_be_checked_by_hand():
    term = book().at(date(2020, 9, 29), "inspection.recheck", "500154").term()
    assert due(at(2020, 9, 29), term).explain() == (
        "自2020年9月29日起算3个工作日（首日不计入），跳过10月1日至8日（国庆节、中秋节），"
        "于2020年10月10日24时届满。计时：参照《民法典》第二百零一条、第二百零三条。"
    )


def test_times_elsewhere_are_taken_to_shanghai():
    from datetime import UTC

    found = due(datetime(2020, 5, 24, 18, tzinfo=UTC), Term(1, "working_day"))
    assert found.day == date(2020, 5, 26)  # 02:00 on the 25th in Shanghai


def test_overdue_is_after_the_last_second():
    found = due(at(2020, 5, 25), Term(1, "working_day"))
    assert not found.overdue(at(2020, 5, 26, 23, 59)) and found.overdue(at(2020, 5, 27, 0, 0))


@pytest.mark.parametrize(
    "bad", [lambda: Term(1, "week"), lambda: Term(-1, "hour"), lambda: Term(10**6, "hour")]
)
def test_terms_that_make_no_sense_are_refused(bad):
    with pytest.raises(ValueError):
        bad()


@pytest.mark.parametrize("term", [Term(9000, "year"), Term(30000, "calendar_day"), Term(36000, "hour")])
def test_a_deadline_beyond_the_last_year_is_refused_in_chinese(term):
    with pytest.raises(ValueError, match="期限"):
        deadline(at(9999, 12, 1), term, calendar())


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="时区"):
        due(datetime(2020, 5, 25), Term(1, "hour"))


def test_working_days_between_counts_the_last_but_not_the_first():
    assert working_days_between(date(2020, 9, 29), date(2020, 10, 10), calendar()) == 3
    assert working_days_between(date(2020, 10, 10), date(2020, 9, 29), calendar()) == -3
