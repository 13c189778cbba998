"""From send() to the mail server and back: once, in the transaction, at the right time, retried, with receipts."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from tests.support.jobs import run_jobs
from tests.support.people import client_of, organisation, person_with

from wanghuo.base.notify import delivering, jobs
from wanghuo.base.notify.models import Delivery, Message, Preference
from wanghuo.base.notify.sending import send
from wanghuo.base.notify.texts import TemplateError

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in Kaizhou, a Tuesday
NIGHT = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 23:30
VALUES = {"org": "白鹤街道", "title": "占用消防通道", "caller": "王小明"}


@pytest.fixture
def clerk(policy):
    return person_with("town_clerk", email="zhang@example.cn", phone="13812345678")


def tell(*people, key="case-1", at=NOON, template="tests.handed", values=VALUES, **more):
    return send([p.pk for p in people], template=template, values=values, key=key, at=at, **more)


def work(now: datetime, rounds: int = 1) -> None:
    """As the worker would at ``now``: what is due, by query."""
    import time_machine

    with time_machine.travel(now, tick=False):
        for _ in range(rounds):
            jobs.due(now)
            run_jobs()


def prefer(person, **modes) -> None:
    for channel, mode in modes.items():
        Preference.objects.create(person=person, channel=channel, mode=mode)


def test_a_mail_leaves_once_with_masks_and_link(clerk, post) -> None:
    assert tell(clerk, link="/cases/12/") == [clerk.pk]
    work(NOON, rounds=3)
    (mail,) = post.mails
    text = mail.get_content()
    assert mail["Subject"] == "白鹤街道移交的事项待接收" and mail["To"] == "zhang@example.cn"
    assert "占用消防通道" in text and "王**" in text and "王小明" not in text
    assert "https://wanghuo.example.cn/cases/12/" in text
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("sent", 1) and row.sent_at == NOON
    assert mail["Message-ID"] == row.foreign_id


def test_the_same_key_never_tells_twice(clerk, post) -> None:
    other = person_with("town_clerk", email="li@example.cn")
    assert tell(clerk) == [clerk.pk]
    assert tell(clerk, other) == [other.pk]
    assert tell(clerk, other) == []
    work(NOON)
    assert sorted(m["To"] for m in post.mails) == ["li@example.cn", "zhang@example.cn"]


def test_a_rolled_back_action_tells_nobody(clerk, post) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(clerk)
        raise ZeroDivisionError
    work(NOON)
    assert not Message.objects.exists() and post.mails == []


def test_wrong_templates_and_values_fail_loudly(clerk) -> None:
    with pytest.raises(TemplateError, match="no template"):
        tell(clerk, template="tests.nothing")
    with pytest.raises(TemplateError, match="no value for caller"):
        tell(clerk, values={"org": "a", "title": "b"})


def test_at_night_the_mail_waits_for_the_morning_and_the_urgent_does_not(clerk, post) -> None:
    tell(clerk, at=NIGHT)
    work(NIGHT)
    assert post.mails == []
    tell(clerk, key="alarm", template="tests.alarm", values={}, at=NIGHT)
    work(NIGHT)
    assert [m["Subject"] for m in post.mails] == ["告警"]
    work(NIGHT + timedelta(hours=7, minutes=59))
    assert len(post.mails) == 1
    work(NIGHT + timedelta(hours=8))  # 07:30
    assert len(post.mails) == 2


def test_a_late_queue_does_not_wake_anybody(clerk, post) -> None:
    tell(clerk)
    work(NIGHT)  # the worker was down since noon
    assert post.mails == []
    work(NIGHT + timedelta(days=2))  # down again over a day: sent once it is back, at 23:30 not
    assert post.mails == []
    work(NIGHT + timedelta(days=2, hours=9))
    assert len(post.mails) == 1


def test_failures_are_retried_with_growing_waits_and_end(clerk, post) -> None:
    post.answers = ["451 later"] * 20
    tell(clerk)
    now = NOON
    for attempt in range(1, 7):
        work(now, rounds=2)
        row = Delivery.objects.get()
        assert row.attempts == attempt and "451" in row.error
        now = row.next_at
    assert Delivery.objects.get().state == "failed"
    work(now + timedelta(days=1))
    assert Delivery.objects.get().attempts == 6


def test_a_retry_that_succeeds(clerk, post) -> None:
    post.answers = ["451 later"]
    tell(clerk)
    work(NOON)
    work(NOON + timedelta(seconds=29))
    assert Delivery.objects.get().attempts == 1
    work(NOON + timedelta(seconds=30))
    assert Delivery.objects.get().state == "sent" and len(post.mails) == 1


def test_a_permanent_refusal_is_final(clerk, post) -> None:
    post.answers = ["550 no such mailbox"]
    tell(clerk)
    work(NOON)
    assert Delivery.objects.get().state == "failed"


def test_a_mail_server_that_is_down(clerk, post, settings) -> None:
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    tell(clerk)
    work(NOON)
    row = Delivery.objects.get()
    assert row.state == "waiting" and "不可用" in row.error


def test_a_bad_address_or_gateway_file_stops_nobody(clerk, post, policy, settings) -> None:
    from wanghuo.base.notify import gateways

    (policy / "notify" / "gateways" / "bad.toml").write_text('id = "bad"\nlabel = "坏"\n', "utf-8")
    gateways._read.cache_clear()
    settings.SMTP_URL = "smtp://127.0.0.1:notaport"
    assert tell(clerk) == [clerk.pk]
    work(NOON)
    assert "WANGHUO_SMTP_URL" in Delivery.objects.get().error
    assert "bad.toml" in gateways.faults()[0]
    ops = client_of(person_with("system_admin")).get("/ops/").content.decode()
    assert "网关文件有误" in ops


def test_a_sender_that_was_killed_is_taken_up_again_and_given_up_at_last(clerk, post) -> None:
    tell(clerk)
    row = Delivery.objects.get()
    delivering._claim(row.pk, NOON)  # and then kill -9
    work(NOON + timedelta(minutes=1))
    assert post.mails == []
    work(NOON + timedelta(minutes=3))
    assert len(post.mails) == 1 and Delivery.objects.get().attempts == 2
    Delivery.objects.update(state="sending", attempts=6, claimed_at=NOON)
    work(NOON + timedelta(hours=1))
    assert Delivery.objects.get().state == "failed" and len(post.mails) == 1


def test_two_workers_send_once(clerk, post) -> None:
    tell(clerk)
    pk = Delivery.objects.get().pk
    assert delivering.deliver(pk, NOON) is not None
    assert delivering.deliver(pk, NOON) is None
    assert len(post.mails) == 1


def test_the_digest_is_one_mail_of_what_is_still_unread(clerk, post) -> None:
    prefer(clerk, email="digest")
    for n in range(3):
        tell(clerk, key=f"case-{n}", link=f"/cases/{n}/")
    tell(clerk, key="alarm", template="tests.alarm", values={})
    work(NOON, rounds=2)
    assert [m["Subject"] for m in post.mails] == ["告警"]
    delivering.mark_read(Message.objects.filter(key="case-1"), NOON)
    morning = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)  # 08:30 on Wednesday
    work(morning, rounds=2)
    mail = post.mails[1]
    assert mail["Subject"] == "望火每日摘要：2 条消息" and len(post.mails) == 2
    text = mail.get_content()
    assert "/cases/0/" in text and "/cases/2/" in text and "/cases/1/" not in text
    assert sorted(Delivery.objects.filter(digest=True).values_list("state", flat=True)) == [
        "dropped",
        "sent",
        "sent",
    ]


def test_a_failed_digest_comes_again(clerk, post) -> None:
    prefer(clerk, email="digest")
    tell(clerk)
    post.answers = ["451 later"]
    morning = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    work(morning)
    assert post.mails == []
    work(morning + timedelta(minutes=1))
    assert len(post.mails) == 1


def test_preferences_and_missing_addresses(clerk, post, gateway) -> None:
    silent = person_with("town_clerk", email="li@example.cn")
    prefer(silent, email="off")
    nowhere = person_with("town_clerk")
    tell(clerk, silent, nowhere)
    assert Message.objects.count() == 3
    assert {(d.message.person_id, d.channel) for d in Delivery.objects.all()} == {(clerk.pk, "email")}
    tell(clerk, key="alarm", template="tests.alarm", values={})
    assert Delivery.objects.filter(message__key="alarm").count() == 2  # a phone rings only when it is urgent


def test_sms_by_a_gateway_with_receipts(clerk, gateway, monkeypatch) -> None:
    tell(clerk, key="alarm", template="tests.alarm", values={}, at=NIGHT)
    work(NIGHT)
    row = Delivery.objects.get()
    assert gateway.got == [{"mobile": "13812345678", "content": "告警", "id": f"wanghuo-{row.pk}"}]
    assert row.state == "sent" and row.foreign_id == "m1"
    monkeypatch.setenv("WANGHUO_TEST_RECEIPT", "r")
    body = b'{"msg":"m1","state":"ok"}'
    signature = hmac.new(b"r", body, hashlib.sha256).hexdigest()
    visitor = Client(enforce_csrf_checks=True)
    ask = lambda **more: visitor.post("/notify/receipts/sms/", body, content_type="application/json", **more)  # noqa: E731
    assert ask().status_code == 403
    assert Delivery.objects.get().state == "sent"
    assert ask(headers={"X-Signature": signature}).json() == {"taken": 1}
    row.refresh_from_db()
    assert row.state == "delivered" and row.delivered_at is not None
    assert ask(headers={"X-Signature": signature}).json() == {"taken": 0}
    assert visitor.post("/notify/receipts/other/", body, content_type="application/json").status_code == 404


def test_a_gateway_that_is_busy_then_refuses(clerk, gateway) -> None:
    gateway.answers = [(503, {}), (200, {"code": 9})]
    tell(clerk, key="alarm", template="tests.alarm", values={})
    work(NOON)
    assert Delivery.objects.get().state == "waiting"
    work(NOON + timedelta(minutes=1))
    row = Delivery.objects.get()
    assert row.state == "failed" and "code=9" in row.error and len(gateway.got) == 2


def test_by_role_at_an_organisation_with_the_deputy(clerk) -> None:
    from datetime import date

    from wanghuo.base.accounts.models import Leave

    office = organisation(name="白鹤街道办事处")
    chief, deputy = person_with("town_chief", office), person_with("town_clerk")
    gone = person_with("town_chief", office)
    gone.posts.update(until=date(2020, 1, 1))
    Leave.objects.create(
        person=chief,
        deputy=deputy,
        since=date(2026, 11, 20),
        until=date(2026, 11, 30),
        asked_at=NOON,
        approved_by=clerk,
        approved_at=NOON,
    )
    told = send(
        role="town_chief", organisation=office.pk, template="tests.handed", values=VALUES, key="k", at=NOON
    )
    assert sorted(told) == sorted([chief.pk, deputy.pk])
    assert (
        send(role="police_officer", organisation=office.pk, template="tests.handed", values=VALUES, key="k2")
        == []
    )


def test_people_switched_off_are_not_told(clerk, post) -> None:
    clerk.is_active = False
    clerk.save()
    assert tell(clerk) == [] and not Message.objects.exists()


# — pages —


def test_the_inbox_is_ones_own(clerk, post) -> None:
    other = person_with("system_admin")
    tell(clerk, link="/divisions/")
    mine, theirs = client_of(clerk), client_of(other)
    text = mine.get("/inbox/").content.decode()
    assert "白鹤街道移交的事项待接收" in text and "1 条未读" in text
    assert "白鹤街道" not in theirs.get("/inbox/").content.decode()
    pk = Message.objects.get().pk
    assert theirs.post(f"/inbox/{pk}/open/").status_code == 404
    assert mine.get(f"/inbox/{pk}/open/").status_code == 405
    assert Message.objects.get().read_at is None
    assert mine.post(f"/inbox/{pk}/open/").headers["Location"] == "/divisions/"
    assert Message.objects.get().read_at is not None
    assert "没有未读消息" in mine.get("/inbox/?unread=1").content.decode()


def test_links_do_not_lead_elsewhere(clerk) -> None:
    tell(clerk, link="https://evil.example/")
    pk = Message.objects.get().pk
    assert client_of(clerk).post(f"/inbox/{pk}/open/").headers["Location"] == f"/inbox/#m{pk}"


def test_reading_all_and_paging(clerk) -> None:
    for n in range(35):
        tell(clerk, key=f"k{n}")
    client = client_of(clerk)
    text = client.get("/inbox/").content.decode()
    assert text.count('class="nt-title"') == 30 and "更早的消息" in text
    oldest = Message.objects.order_by("-pk")[29].pk
    assert client.get(f"/inbox/?before={oldest}").content.decode().count('class="nt-title"') == 5
    client.post("/inbox/read-all/")
    assert not Message.objects.filter(read_at=None).exists()


def test_choosing_how_to_be_told(clerk, post, gateway) -> None:
    client = client_of(clerk)
    text = client.get("/inbox/preferences/").content.decode()
    assert "邮件" in text and "短信" in text and text.count("每日摘要") == 1
    assert client.post("/inbox/preferences/", {"email": "digest", "sms": "now"}).status_code == 302
    assert dict(Preference.objects.values_list("channel", "mode")) == {"email": "digest", "sms": "now"}
    response = client.post("/inbox/preferences/", {"email": "now", "sms": "digest"})
    assert response.status_code == 422 and "请从列出的方式" in response.content.decode()
    from wanghuo.base.ledger.models import Entry

    assert Entry.objects.filter(verb="notify.prefer", result="done").count() == 3


def test_the_operator_sees_failures_but_no_text_and_sends_again(clerk, post) -> None:
    post.answers = ["550 no"]
    tell(clerk)
    work(NOON)
    admin = client_of(person_with("system_admin"))
    text = admin.get("/notify/deliveries/").content.decode()
    assert "550" in text and clerk.name in text
    assert "占用消防通道" not in text and "zhang@example.cn" not in text
    pk = Delivery.objects.get().pk
    assert client_of(clerk).post(f"/notify/deliveries/{pk}/resend/").status_code == 403
    assert admin.post(f"/notify/deliveries/{pk}/resend/").status_code == 302
    assert admin.post(f"/notify/deliveries/{pk}/resend/").status_code == 409
    Delivery.objects.update(next_at=NOON + timedelta(minutes=30))
    work(NOON + timedelta(hours=1))
    assert len(post.mails) == 1


def test_without_channels_there_is_the_inbox(clerk, settings) -> None:
    settings.SMTP_URL = ""
    tell(clerk)
    assert Message.objects.count() == 1 and not Delivery.objects.exists()
    assert "只有站内消息" in client_of(clerk).get("/inbox/preferences/").content.decode()
