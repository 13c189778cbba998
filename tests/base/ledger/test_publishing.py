"""The head goes out once a day; days missed in an outage are made up, once."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from wanghuo.base.ledger import queries, sealing
from wanghuo.base.ledger.models import Publication
from wanghuo.base.ledger.publishing import publish_due

from .conftest import write

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2020, 3, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def sealed_on(days):
    for day in days:
        write()
        sealing.seal_all(NOON + timedelta(days=day))


def days():
    return [(row.day.day, row.head) for row in Publication.objects.order_by("day")]


def test_the_last_head_of_each_past_day_once():
    told = []
    sealed_on([0, 0, 1, 4])
    assert publish_due(NOON, lambda **facts: told.append(facts)) == []
    later = NOON + timedelta(days=5)
    publish_due(later, lambda **facts: told.append(facts))
    publish_due(later, lambda **facts: told.append(facts))
    assert days() == [(24, 2), (25, 3), (28, 4)]
    assert [fact["head"] for fact in told] == [2, 3, 4]
    assert told[0] == {"day": "2020-03-24", "head": 2}
    shown = queries.published()
    assert [row.number for row in shown] == [4, 3, 2]
    text = queries.bulletin(shown[0])
    assert shown[0].tree in text
    assert shown[0].signature in text


def test_a_day_ends_at_midnight_in_the_district():
    write()
    sealing.seal_all(NOON.replace(hour=23, minute=59))
    assert publish_due(NOON.replace(hour=23, minute=59, second=30), lambda **_: None) == []
    assert len(publish_due(NOON + timedelta(hours=12), lambda **_: None)) == 1


def test_what_fails_to_be_told_is_not_published():
    sealed_on([0])

    def broken(**_):
        raise ValueError

    with pytest.raises(ValueError):
        publish_due(NOON + timedelta(days=1), broken)
    assert days() == []


def test_two_workers_publish_once():
    sealed_on(range(6))
    told, gate = [], threading.Barrier(3)

    def ask():
        gate.wait()
        publish_due(NOON + timedelta(days=9), lambda **facts: told.append(facts["day"]))
        connection.close()

    workers = [threading.Thread(target=ask) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(days()) == 6
    assert sorted(told) == sorted(set(told))
    assert len(told) == 6


def test_every_auditor_is_told_the_head_once_and_whole():
    from tests.support.jobs import run_jobs
    from tests.support.people import person_with

    from wanghuo.base.jobs.sweeps import SWEEPS
    from wanghuo.base.notify.models import Message

    auditor = person_with("auditor")
    person_with("town_clerk")
    sealed_on([0])
    for _ in range(2):
        SWEEPS["ledger.publish"].body(NOON + timedelta(days=1))
        run_jobs()
    message = Message.objects.get()
    (head,) = queries.published()
    assert message.person_id == auditor.pk
    assert "操作台账首部 2020-03-24" in message.title
    for whole in (head.tree, head.key, head.signature):
        assert whole in message.text.replace(":", "")


def test_no_hash_is_ever_taken_for_a_number_to_mask():
    from wanghuo.base.notify.ledger import pairs
    from wanghuo.kernel.scope import mask_text

    digits = "13812345678" * 6 + "500154199001011234"
    assert mask_text(digits[:11]) != digits[:11]
    assert mask_text(pairs(digits)) == pairs(digits)
