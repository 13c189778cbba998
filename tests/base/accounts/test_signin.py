"""Signing in as a browser does it: form, lock, second factor, forced password, time-outs, kill."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pyotp
import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client
from tests.support.people import client_of, person_with

from wanghuo.base.accounts import sessions
from wanghuo.base.accounts.actions import credentials, people, security
from wanghuo.base.accounts.actors import actor_for, member
from wanghuo.base.accounts.models import Attempt, Person, Session, Totp
from wanghuo.base.accounts.sealing import unseal
from wanghuo.base.ledger.models import Entry

pytestmark = pytest.mark.django_db
GOOD = "Feng7-Lou.Wang9"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clerk() -> Person:
    person = person_with("department_clerk", name="王小兰")
    return with_password(person)


def with_password(person: Person, at: datetime = NOW) -> Person:
    person.password, person.password_set_at = make_password(GOOD), at
    person.save()
    return person


def post(client: Client, username: str, password: str = GOOD, **more):
    return client.post("/signin/", {"username": username, "password": password, **more})


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_the_right_password_opens_the_desk_and_is_recorded(clerk, clock):
    client = Client()
    answer = post(client, clerk.username)
    assert answer.status_code == 302 and answer["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert Session.objects.get(person=clerk).ended_at is None
    assert Entry.objects.filter(verb="accounts.sign_in", result="done", object_id=str(clerk.pk)).count() == 1


def test_next_leads_back_but_never_off_the_house(clerk, clock):
    assert post(Client(), clerk.username, next="/desk/?a=1")["Location"] == "/desk/?a=1"
    assert post(Client(), clerk.username, next="https://evil.example/")["Location"] == "/desk/"


def test_wrong_password_unknown_name_and_switched_off_account_answer_alike(clerk, clock):
    off = with_password(person_with("department_clerk", is_active=False))
    pages = [
        post(Client(), clerk.username, "wrong"),
        post(Client(), "nobody-here", "wrong"),
        post(Client(), off.username, GOOD),
    ]
    assert {p.status_code for p in pages} == {422}
    shown = {p.context["form"].non_field_errors()[0] for p in pages}
    assert len(shown) == 1 and "登录名或口令不正确" in shown.pop()
    assert Entry.objects.filter(verb="accounts.sign_in_failed").count() == 3
    assert not Attempt.objects.filter(account__contains="nobody").exists()


def test_what_was_typed_as_name_is_kept_on_the_form_and_the_password_is_not(clerk, clock):
    page = post(Client(), clerk.username, "Wrong-Secret-1").content.decode()
    assert clerk.username in page and "Wrong-Secret-1" not in page


def test_five_failures_lock_the_account_for_its_time_and_no_longer(clerk, clock):
    for _ in range(5):
        post(Client(), clerk.username, "wrong")
    assert post(Client(), clerk.username).status_code == 422, "locked, though the password is right"
    clock.shift(timedelta(minutes=14, seconds=59))
    assert post(Client(), clerk.username).status_code == 422
    clock.shift(timedelta(minutes=20))
    assert post(Client(), clerk.username).status_code == 302


def test_a_name_nobody_bears_locks_the_same_way(clock):
    answers = [post(Client(), "nobody-here", "wrong").content for _ in range(7)]
    assert len({a.split(b"<main")[1].split(b"csrf")[0] for a in answers}) == 1
    assert Entry.objects.filter(verb="accounts.sign_in_failed", detail__why="账号锁定中").count() == 2


def test_success_wipes_the_count_and_the_security_administrator_ends_a_lock(clerk, clock):
    for _ in range(4):
        post(Client(), clerk.username, "wrong")
    assert post(Client(), clerk.username).status_code == 302
    for _ in range(4):
        clock.shift(timedelta(seconds=1))
        post(Client(), clerk.username, "wrong")
    clock.shift(timedelta(seconds=1))
    assert post(Client(), clerk.username).status_code == 302
    for _ in range(5):
        clock.shift(timedelta(seconds=1))
        post(Client(), clerk.username, "wrong")
    assert post(Client(), clerk.username).status_code == 422
    clock.shift(timedelta(seconds=1))
    security.unlock(actor_for(person_with("security_admin")), clerk)
    clock.shift(timedelta(seconds=1))
    assert post(Client(), clerk.username).status_code == 302


def test_many_failures_from_one_address_lock_the_address_not_the_world(clerk, clock):
    for n in range(30):
        post(Client(REMOTE_ADDR="10.1.1.1"), f"guess{n}", "wrong")
    assert post(Client(REMOTE_ADDR="10.1.1.1"), clerk.username).status_code == 422
    assert post(Client(REMOTE_ADDR="10.1.1.2"), clerk.username).status_code == 302


def bind(person: Person) -> str:
    secret = credentials.start_totp(member(person), person)
    credentials.confirm_totp(member(person), person, pyotp.TOTP(secret).at(datetime.now(tz=NOW.tzinfo)))
    return secret


def test_second_factor_is_asked_and_a_code_works_once(clerk, clock):
    secret = bind(clerk)
    clock.shift(timedelta(minutes=1))
    first, second = Client(), Client()
    assert post(first, clerk.username)["Location"] == "/signin/totp/"
    assert first.get("/desk/")["Location"] == "/signin/totp/", "nothing opens before the second factor"
    assert first.get("/api/openapi.json").status_code in (401, 404)
    code = pyotp.TOTP(secret).now()
    assert first.post("/signin/totp/", {"code": code})["Location"] == "/desk/"
    assert first.get("/desk/").status_code == 200
    post(second, clerk.username)
    replay = second.post("/signin/totp/", {"code": code})
    assert replay.status_code == 422 and "已经用过" in replay.content.decode()
    clock.shift(timedelta(seconds=30))
    assert second.post("/signin/totp/", {"code": pyotp.TOTP(secret).now()}).status_code == 302


def test_a_recovery_code_stands_in_once(clerk, clock):
    secret = credentials.start_totp(member(clerk), clerk)
    codes = credentials.confirm_totp(member(clerk), clerk, pyotp.TOTP(secret).now())
    for expected in (302, 422):
        client = Client()
        post(client, clerk.username)
        assert client.post("/signin/totp/", {"code": codes[0].upper()}).status_code == expected


def test_guessing_codes_locks_the_account(clerk, clock):
    bind(clerk)
    client = Client()
    post(client, clerk.username)
    for _ in range(5):
        assert client.post("/signin/totp/", {"code": "000000"}).status_code == 422
    clock.shift(timedelta(seconds=31))
    code = pyotp.TOTP(unseal(Totp.objects.get(person=clerk).sealed)).now()
    assert client.post("/signin/totp/", {"code": code}).status_code == 422


def test_an_administrator_must_bind_a_second_factor_before_anything_else(clock):
    admin = with_password(person_with("system_admin", name="邓系统"))
    client = Client()
    assert post(client, admin.username)["Location"] == "/signin/enrol/"
    assert client.get("/desk/")["Location"] == "/signin/enrol/"
    assert "二维码" in client.get("/signin/enrol/").content.decode()
    assert not Totp.objects.filter(person=admin).exists(), "looking made nothing"
    client.post("/signin/enrol/", {"start": "1"})
    page = client.get("/signin/enrol/").content.decode()
    assert "data:image/svg+xml" in page
    secret = unseal(Totp.objects.get(person=admin).sealed)
    assert client.post("/signin/enrol/", {"code": "123"}).status_code == 422
    done = client.post("/signin/enrol/", {"code": pyotp.TOTP(secret).now()})
    assert done.status_code == 200 and "恢复码" in done.content.decode()
    assert client.get("/desk/").status_code == 200
    assert "data:" not in (Totp.objects.get(person=admin).sealed + secret) and secret not in repr(
        Totp.objects.values().get(person=admin)
    )


def test_an_old_password_must_be_changed_and_other_sessions_end(clerk, clock):
    elsewhere = Client()
    post(elsewhere, clerk.username)
    assert elsewhere.get("/desk/").status_code == 200
    clock.shift(timedelta(days=91))
    client = Client()
    assert post(client, clerk.username)["Location"] == "/signin/password/"
    weak = client.post("/signin/password/", {"new": "short", "again": "short"})
    assert weak.status_code == 422 and "至少 10 位" in weak.content.decode()
    same = client.post("/signin/password/", {"new": GOOD, "again": GOOD})
    assert same.status_code == 422 and "不能与最近 5 次" in same.content.decode()
    fresh = "Qing8-He.Shui3"
    assert client.post("/signin/password/", {"new": fresh, "again": fresh})["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


def test_idle_and_absolute_time_outs_end_the_session(clerk, clock):
    client = Client()
    post(client, clerk.username)
    clock.shift(timedelta(minutes=29))
    assert client.get("/desk/").status_code == 200
    clock.shift(timedelta(minutes=29))
    assert client.get("/desk/").status_code == 200, "the touch kept it alive"
    clock.shift(timedelta(minutes=31))
    assert client.get("/desk/").status_code == 302
    assert Session.objects.get().ended_why == "无操作超时"
    post(client, clerk.username)
    for _ in range(60):
        clock.shift(timedelta(minutes=15))
        if client.get("/desk/").status_code == 302:
            break
    assert Session.objects.order_by("-id").first().ended_why == "登录时间已到上限"


def test_a_page_that_polls_does_not_keep_the_session_alive(clerk, clock):
    client = Client()
    post(client, clerk.username)
    for _ in range(3):
        clock.shift(timedelta(minutes=14))
        answer = client.get("/desk/", headers={"X-Background": "1"})
    assert answer.status_code == 302


def test_the_touch_is_throttled(clerk, clock):
    client = Client()
    post(client, clerk.username)
    seen = Session.objects.get().seen
    clock.shift(timedelta(seconds=50))
    client.get("/desk/")
    assert Session.objects.get().seen == seen
    clock.shift(timedelta(seconds=20))
    client.get("/desk/")
    assert Session.objects.get().seen > seen


def test_ending_a_session_really_ends_it(clerk, clock):
    mine, other = Client(), Client()
    post(mine, clerk.username)
    post(other, clerk.username)
    row = Session.objects.order_by("-id").first()
    credentials.end_session(member(clerk), row)
    assert other.get("/desk/").status_code == 302
    assert mine.get("/desk/").status_code == 200


def test_switching_an_account_off_ends_its_sessions(clerk, clock):
    client = client_of(clerk)
    assert client.get("/desk/").status_code == 200
    people.deactivate(actor_for(person_with("system_admin")), clerk, reason="调离")
    assert client.get("/desk/").status_code == 302


def test_signing_out_ends_the_session(clerk, clock):
    client = Client()
    post(client, clerk.username)
    cookie = client.cookies["wanghuo"].value
    assert client.post("/signout/").status_code == 302
    stale = Client()
    stale.cookies["wanghuo"] = cookie
    assert stale.get("/desk/").status_code == 302
    assert client.get("/signout/").status_code == 405


def test_the_session_key_changes_at_sign_in(clerk, clock):
    client = Client()
    client.get("/signin/")
    before = client.cookies.get("wanghuo")
    post(client, clerk.username)
    assert before is None or before.value != client.cookies["wanghuo"].value


def test_old_records_are_tidied_and_the_ledger_keeps_who_signed_in(clerk, clock):
    post(Client(), clerk.username)
    assert sessions.tidy(NOW + timedelta(days=364), timedelta(days=365)) == {"django": 1}
    assert sessions.tidy(NOW + timedelta(days=366), timedelta(days=365)) == {"sessions": 1, "attempts": 1}
    assert Entry.objects.filter(verb="accounts.sign_in").count() == 1


def test_letters_no_database_can_hold_break_nothing(clerk, clock):
    assert post(Client(), "a\0b", "x").status_code == 422
    client = client_of(clerk)
    assert client.get("/organisations/", {"q": "\0", "asof": "\0"}).status_code == 200
    assert client.get("/api/accounts/organisations", {"q": "a\0b"}).status_code == 200
    assert client.get("/roles/", {"role": "\0"}).status_code == 200
