"""The law room on both screens."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.people import person_with
from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.law import actions, state

from .watch import Screen

FIX = {
    "typed": "5",
    "unit": "working_day",
    "jurisdiction": "500154",
    "since": date(2021, 1, 1),
    "until": None,
    "source": "区政务服务差评整改办法（测试）",
    "article": "第三条",
    "source_text": "收到差评之日起五个工作日内整改并答复。",
    "certainty": "secondary",
    "note": "",
    "first_day_counts": False,
    "rolls_off_holiday": True,
    "clock_source": "同上 第四条",
}
NEXT = "2027-01-01,放假,元旦\n2027-02-05,放假,春节\n2027-02-20,上班,春节\n2027-04-05,放假,清明节\n2027-05-03,放假,劳动节\n2027-06-09,放假,端午节\n2027-09-15,放假,中秋节\n2027-10-01,放假,国庆节\n"


@pytest.fixture(autouse=True)
def fresh_picture():
    state._held = None
    yield
    state._held = None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/law/", "law-overview"),
        ("/law/?subject=procedure", "law-list"),
        ("/law/p/fire.grade/", "law-table"),
        ("/law/p/inspection.recheck/", "law-detail"),
        ("/law/p/rating.fix/", "law-unset"),
        ("/law/p/rating.fix/propose/", "law-propose"),
        ("/law/p/brigade.allowance/propose/", "law-propose-table"),
        ("/law/changes/", "law-changes"),
        ("/law/clock/?start=2020-09-29T10:00&limit=inspection.recheck", "law-clock"),
        ("/law/settings/", "law-settings"),
        ("/law/settings/cases.receipt_limit/", "law-setting"),
        ("/law/calendar/?year=2020", "law-calendar"),
        ("/law/calendar/load/", "law-calendar-load"),
    ],
)
def test_pages(screen: Screen, path: str, name: str):
    screen.sign_in(person_with("committee_office", name="王主任"))
    page = screen.go(path)
    assert page.locator("h1").inner_text().strip()
    screen.check(name)


def test_an_unset_parameter_is_set_by_two_people(screen: Screen):
    proposer, approver = (
        person_with("brigade_officer", name="李监督"),
        person_with("committee_office", name="王主任"),
    )
    screen.sign_in(proposer)
    page = screen.go("/law/p/rating.fix/propose/")
    page.fill("[name=typed]", "五天")
    page.select_option("[name=unit]", "working_day")
    page.fill("[name=source]", FIX["source"])
    page.fill("[name=since]", "2021-01-01")
    page.click("main button.btn-primary")
    assert "应为数字" in page.inner_text("main") and page.input_value("[name=source]") == FIX["source"]
    screen.check("law-propose-error")
    page.fill("[name=typed]", "5")
    page.click("main button.btn-primary")
    page.wait_for_url("**/law/proposals/*/")
    assert "另一位" in page.inner_text("main")
    screen.check("law-proposal-own")
    screen.context.clear_cookies()
    screen.sign_in(approver)
    page = screen.go(page.url.removeprefix(screen.url))
    screen.check("law-proposal-decide")
    page.click("button:has-text('批准')")
    page.wait_for_url("**/law/p/rating.fix/**")
    assert "5个工作日" in page.inner_text("main")
    screen.check("law-approved")


def test_next_year_is_previewed(screen: Screen):
    screen.sign_in(person_with("committee_office", name="王主任"))
    page = screen.go("/law/calendar/load/")
    page.fill("[name=title]", "国务院办公厅关于2027年部分节假日安排的通知（测试）")
    page.fill("[name=content]", NEXT)
    page.click("button[name=preview]")
    page.wait_for_selector("text=确认载入")
    screen.check("law-calendar-preview")


def test_verifying_states_that_one_holds_the_text(screen: Screen):
    person = person_with("brigade_chief", name="陈支队")
    actions.propose(actor_for(person_with("brigade_officer", name="李监督")), "rating.fix", **FIX)
    screen.sign_in(person)
    page = screen.go("/law/p/seal.period/")
    page.click("text=持原文核实")
    screen.check("law-verify")
