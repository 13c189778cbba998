"""Next year's notice: previewed, refused with every problem, loaded, and then no longer provisional."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.support.people import actor_with

from wanghuo.base.law import actions
from wanghuo.base.law.calendars import read_upload, template_for
from wanghuo.base.law.queries import clock, missing_years
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.kernel.law import SHANGHAI, Term

pytestmark = pytest.mark.django_db
TITLE = "国务院办公厅关于2027年部分节假日安排的通知（测试）"
NEXT = """日期,放假或上班,节日
2027-01-01,放假,元旦
2027-02-05,放假,春节
2027-02-08,放假,春节
2027-02-20,上班,春节
2027-04-05,放假,清明节
2027-05-03,放假,劳动节
2027-06-09,放假,端午节
2027-09-15,放假,中秋节
2027-10-01,放假,国庆节
"""


def office():
    return actor_with("committee_office", name="王主任")


def due():
    return clock.deadline(datetime(2026, 12, 31, 9, tzinfo=SHANGHAI), Term(1, "working_day"))


def test_loading_next_year_ends_the_provisional():
    assert due().provisional and due().day == date(2027, 1, 1)
    assert missing_years(date(2026, 11, 1)) == [2027] and missing_years(date(2026, 10, 31)) == []
    actions.load_calendar(office(), content=NEXT, title=TITLE, number="国办发明电〔2026〕0号")
    found = due()
    assert not found.provisional and found.day == date(2027, 1, 4)
    assert clock.calendar.name(date(2027, 2, 20)) == "春节" and clock.calendar.is_working(date(2027, 2, 20))
    assert clock.calendar.years[2027].notices[0].title == TITLE
    assert missing_years(date(2026, 11, 1)) == []


def test_the_same_again_changes_nothing():
    actions.load_calendar(office(), content=NEXT, title=TITLE)
    with pytest.raises(NotNow, match="已是这样"):
        actions.load_calendar(office(), content=NEXT, title=TITLE)


def test_a_correction_replaces_what_was_loaded():
    actions.load_calendar(office(), content=NEXT, title=TITLE)
    actions.load_calendar(office(), content=NEXT.replace("2027-02-20", "2027-02-21"), title=TITLE)
    assert not clock.calendar.is_working(date(2027, 2, 20)) and clock.calendar.is_working(date(2027, 2, 21))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "文件是空的"),
        (NEXT.replace("2027-02-20", "2027-02-22"), "本来就是工作日"),
        (NEXT.replace("2027-09-15,放假,中秋节\n", ""), "缺少“中秋节”"),
        (NEXT.replace("2027-01-01", "元月一日"), "没有任何|应写成|缺少“元旦”"),
        (NEXT.replace("上班", "加班"), "应为“放假”或“上班”"),
        ("[[holiday]]\nname = 春节", "有误"),
        ("随便写的", "四位年份|没有任何"),
    ],
)
def test_a_bad_file_changes_nothing(content, told):
    with pytest.raises(BadInput, match=told):
        actions.load_calendar(office(), content=content, title=TITLE)
    assert 2027 not in clock.calendar.years


def test_a_notice_without_a_name_is_refused():
    with pytest.raises(BadInput, match="没有写明依据的通知"):
        actions.load_calendar(office(), content=NEXT)


def test_others_may_not_load():
    with pytest.raises(Refused):
        actions.load_calendar(actor_with("town_clerk"), content=NEXT, title=TITLE)


def test_the_template_reads_once_filled():
    filled = template_for(2027) + NEXT.split("\n", 2)[2].replace("2027-10-01,放假,国庆节\n", "")
    assert read_upload(filled, TITLE)["year"] == 2027
