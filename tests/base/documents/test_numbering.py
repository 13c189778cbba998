"""Numbers have no gap and no double when two transactions take one at the same time."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from tests.base.documents.test_life import House

from wanghuo.base.documents import actions
from wanghuo.base.documents.models import Number
from wanghuo.base.scope import NotNow


@pytest.mark.django_db(transaction=True)
def test_two_transactions_at_once_get_neighbouring_numbers(tmp_path, settings) -> None:
    settings.VAR = tmp_path
    house = House()
    papers = [house.signed() for _ in range(6)]
    start = threading.Barrier(len(papers))
    failed: list[BaseException] = []

    def take(paper) -> None:
        try:
            start.wait()
            actions.number(house.clerk, paper)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(p,)) for p in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert sorted(Number.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert len(set(Number.objects.values_list("text", flat=True))) == 6


@pytest.mark.django_db(transaction=True)
def test_one_paper_numbered_twice_at_once_gets_one_number(tmp_path, settings) -> None:
    settings.VAR = tmp_path
    house = House()
    paper = house.signed()
    start = threading.Barrier(2)
    refused: list[BaseException] = []

    def take() -> None:
        try:
            start.wait()
            actions.number(house.clerk, paper)
        except NotNow as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 1
    assert Number.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_taken_in_a_transaction_that_fails_is_given_again(tmp_path, settings, monkeypatch) -> None:
    settings.VAR = tmp_path
    house = House()
    first, second = house.signed(), house.signed()
    from wanghuo.base.documents.actions import issuing

    def broken(*_):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "final_pdf", broken)
        with pytest.raises(OSError, match="disk full"):
            actions.number(house.clerk, first)
    assert actions.number(house.clerk, second).number.endswith("1号")
