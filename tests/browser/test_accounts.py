"""Signing in, my account, people and organisations on both screens, in a real browser."""

from __future__ import annotations

from datetime import date

import pyotp
import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tests.support.people import district, organisation, person_with, town
from wanghuo.base.accounts.first_run import first_run_links
from wanghuo.base.accounts.links import make_link
from wanghuo.base.accounts.models import Organisation, Person, Totp
from wanghuo.base.accounts.sealing import unseal

from .watch import Screen

GOOD = "Feng7-Lou.Wang9"


@pytest.fixture
def house(transactional_db) -> Organisation:
    government = organisation(
        "某区人民政府", short_name="区政府", kind="government", division=district(), pinyin="a"
    )
    bureau = organisation(
        "某区教育委员会",
        short_name="区教委",
        parent=government,
        division=district(),
        pinyin="b",
        initials="qjw",
    )
    street = organisation(
        "汉丰街道办事处", short_name="汉丰街道", kind="town", parent=government, division=town(), pinyin="c"
    )
    organisation(
        "驷马社区居民委员会",
        short_name="驷马社区",
        kind="community",
        parent=street,
        division=town(),
        pinyin="d",
    )
    return bureau


def test_a_one_time_link_shows_a_button_and_signs_in(screen: Screen, house):
    person = person_with("department_clerk", house, name="王雅琴（演示）", demo=True)
    path = make_link(person)
    page = screen.go(path)
    screen.check("link")
    page.click("button:has-text('以此身份登录')")
    page.wait_for_url("**/desk/")
    screen.go(path)
    assert page.locator("text=链接已失效").count() == 1
    screen.check("link-spent")


def test_password_then_second_factor_bound_on_the_way(screen: Screen, house):
    person = person_with("system_admin", house, name="邓可为", password=make_password(GOOD))
    Person.objects.filter(pk=person.pk).update(password_set_at=timezone.now())
    page = screen.go("/signin/")
    screen.check("signin")
    page.fill("[name=username]", person.username)
    page.fill("[name=password]", "not-it")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=登录名或口令不正确")
    assert page.input_value("[name=username]") == person.username
    screen.check("signin-wrong")
    page.fill("[name=password]", GOOD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/signin/enrol/")
    page.click("text=显示二维码")
    page.wait_for_selector("img[alt=动态口令二维码]")
    screen.check("enrol")
    page.fill("[name=code]", pyotp.TOTP(unseal(Totp.objects.get(person=person).sealed)).now())
    page.click("button:has-text('绑定')")
    page.wait_for_selector("text=只显示这一次")
    screen.check("codes")
    page.click("text=我已保存")
    page.wait_for_url("**/desk/")


def test_first_password_by_a_first_link(screen: Screen, house):
    person = person_with("department_clerk", house, name="新经办", must_set_password=True)
    page = screen.go(make_link(person, "first"))
    page.click("button:has-text('以此身份登录')")
    page.wait_for_url("**/signin/password/")
    page.fill("[name=new]", "12345")
    page.fill("[name=again]", "12345")
    page.click("text=保存并继续")
    page.wait_for_selector("text=至少 10 位")
    screen.check("password-weak")
    page.fill("[name=new]", GOOD)
    page.fill("[name=again]", GOOD)
    page.click("text=保存并继续")
    page.wait_for_url("**/desk/")


def test_my_account(screen: Screen, house):
    person = person_with("department_clerk", house, name="王雅琴", phone="13812345678")
    screen.sign_in(person)
    for path, name in (
        ("/me/", "me"),
        ("/me/leave/", "me-leave"),
        ("/me/token/", "me-token"),
        ("/me/totp/", "me-totp"),
        ("/me/password/", "me-password"),
        ("/me/contact/", "me-contact"),
    ):
        screen.go(path)
        screen.check(name)


def test_people_and_posts(screen: Screen, house):
    person = person_with("department_clerk", house, name="王雅琴", phone="13812345678")
    screen.sign_in(person_with("security_admin", name="夏平安"))
    page = screen.go("/w/people/")
    assert page.locator("text=138****5678").count() == 1
    screen.check("people")
    for path, name in (
        (f"/w/people/{person.pk}/", "person"),
        (f"/w/people/{person.pk}/do/assign_post/", "assign"),
        (f"/people/{person.pk}/link/", "issue-link"),
        (f"/w/posts/{person.posts.get().pk}/", "post"),
        ("/w/leaves/", "leaves-none"),
        ("/roles/", "roles"),
        ("/roles/?role=town_clerk", "roles-one"),
    ):
        screen.go(path)
        screen.check(name)


def test_organisations_found_opened_and_reorganised(screen: Screen, house):
    after = organisation("某区教育局", short_name="区教育局", division=district(), pinyin="e")
    person_with("department_clerk", house, name="王雅琴")
    screen.sign_in(person_with("system_admin", name="邓可为"))
    page = screen.go("/organisations/")
    screen.check("organisations")
    page.fill("[name=q] >> nth=-1", "qjw")
    page.click("main button:has-text('查找')")
    page.wait_for_selector("text=某区教育委员会")
    screen.check("organisations-found")
    screen.go("/organisations/?q=没有这样的单位")
    screen.check("organisations-none")
    page = screen.go(f"/organisations/reorganise/?before={house.pk}")
    screen.check("reorganise")
    page.check("input[value=merge]")
    page.fill("[name=afters]", after.name)
    page.fill("[name=effective]", date.today().isoformat())
    page.fill("[name=basis]", "机构改革方案")
    page.click("button:has-text('预览')")
    page.wait_for_selector("text=随转岗位 1 个")
    screen.check("reorganise-preview")
    page.click("button:has-text('确认办理')")
    page.wait_for_url(f"**/w/organisations/{house.pk}/")
    screen.check("organisation-history")


def test_the_first_run(screen: Screen, transactional_db):
    [link] = first_run_links()
    page = screen.go(link["url"])
    page.click("button:has-text('开始')")
    page.wait_for_url("**/first-run/")
    screen.check("first-run-people")
    page.fill("[name=operator]", "某区消防救援支队")
    for number, role in enumerate(("system_admin", "security_admin", "auditor")):
        page.fill(f"[name=name_{role}]", f"管理员{number}")
        page.fill(f"[name=username_{role}]", f"admin{number}")
    page.click("text=设立三类管理员 >> nth=-1")
    page.wait_for_selector("text=链接只显示这一次")
    screen.check("first-run-links")
    page.click("text=已交给本人")
    page.wait_for_selector("text=区划来源")
    screen.check("first-run-divisions")
    page.check("input[value=sample]")
    page.click("button:has-text('装入区划')")
    page.wait_for_selector("text=单位来源")
    screen.check("first-run-organisations")
    page.check("input[value=sample]")
    page.click("button:has-text('完成首次运行')")
    page.wait_for_selector("text=首次运行已完成")
    screen.check("first-run-done")
    assert Organisation.objects.count() > 600
