from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.base.shell.due import due_words

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)  # a Tuesday


def weekdays(start, end):
    return sum((start + timedelta(days=i)).weekday() < 5 for i in range(1, (end - start).days + 1))


@pytest.mark.parametrize(
    ("due", "words", "when"),
    [
        (NOW + timedelta(hours=8), "今天18:00前", "today"),
        (NOW + timedelta(days=1), "剩1个工作日", "soon"),
        (NOW + timedelta(days=6), "剩4个工作日", "later"),
        (NOW - timedelta(minutes=5), "已逾期不到1小时", "late"),
        (NOW - timedelta(hours=3), "已逾期3小时", "late"),
        (NOW - timedelta(days=5), "已逾期3个工作日", "late"),
    ],
)
def test_in_words(due, words, when):
    found = due_words(due, NOW, weekdays)
    assert (found.words, found.when) == (words, when)


def test_without_a_calendar_plain_days_are_said():
    assert due_words(NOW + timedelta(days=6), NOW).words == "剩6天"
    assert due_words(NOW + timedelta(days=6), NOW, lambda a, b: None).words == "剩6天"


def test_a_provisional_date_says_so():
    assert due_words(NOW + timedelta(days=6), NOW, weekdays, provisional=True).words.endswith("（暂定）")


@given(st.integers(-(10**5), 10**5))
def test_late_exactly_when_past(minutes):
    found = due_words(NOW + timedelta(minutes=minutes), NOW, weekdays)
    assert (found.when == "late") == (minutes < 0)
