"""What one process approves the others know at once; what was rolled back nobody ever saw."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from wanghuo.base.law import actions, state
from wanghuo.base.law.queries import law, setting
from wanghuo.base.scope import NotNow

from .people import said, two

DAY = date(2026, 11, 23)


class OtherProcess:
    """A second process as far as this room goes: its own memory over the same database."""

    def __enter__(self):
        self.mine, state._held = state._held, None
        return self

    def __exit__(self, *_):
        state._held = self.mine


@pytest.mark.django_db(transaction=True)
def test_what_another_process_approved_is_known_at_the_next_question():
    proposer, approver = two()
    assert law.at(DAY, "rating.fix").state == "unset"
    with OtherProcess():
        actions.approve(approver, actions.propose(proposer, "rating.fix", **said()))
    assert law.at(DAY, "rating.fix").shown == "5个工作日"


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_trace_in_memory():
    _, office = two()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.change_setting(office, "cases.receipt_limit", typed="7", unit="hour", reason="试")
        assert setting("cases.receipt_limit").shown == "7小时"
        raise ZeroDivisionError
    assert setting("cases.receipt_limit").is_default
    actions.change_setting(office, "cases.receipt_limit", typed="9", unit="hour", reason="真")
    assert setting("cases.receipt_limit").shown == "9小时"


@pytest.mark.django_db
def test_a_known_picture_costs_one_short_query(django_assert_num_queries):
    law.at(DAY, "inspection.recheck")
    with django_assert_num_queries(1):
        law.at(DAY, "inspection.recheck")
    book = law.book
    with django_assert_num_queries(0):
        for one in book.parameters:
            book.at(DAY, one, "500154")
    assert connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_that_meet_on_a_day_one_is_refused():
    proposer, approver = two()
    since = {"since": date(2022, 1, 1)}
    rows = [actions.propose(proposer, "rating.fix", **said(typed=n, **since)) for n in ("5", "7")]
    done: list[str] = []
    start = Barrier(2)

    def decide(row):
        try:
            start.wait(timeout=20)
            actions.approve(approver, row)
            done.append("approved")
        except NotNow as refusal:
            done.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=decide, args=(row,)) for row in rows]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert done.count("approved") == 1 and any("两条同时有效" in told for told in done)
    assert law.at(DAY, "rating.fix").is_set
