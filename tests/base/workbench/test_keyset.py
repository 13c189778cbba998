"""Walking a list page by page, forwards and back, meets every row once, in order, empty values and ties included."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from wanghuo.base.accounts.models import Person
from wanghuo.base.workbench.keyset import Cursor, Order, capped_count, count_words, page


def walk(order: Order, size: int) -> tuple[list[int], list[int]]:
    """Keys met going forward, and going back again from the last page."""
    forward, cursor, last = [], None, None
    for _ in range(100):
        found = page(Person.objects.all(), order, cursor, size)
        forward += [r.pk for r in found.rows]
        last = found
        if not found.next:
            break
        cursor = Cursor.decode(found.next, Person, order)
    back = [r.pk for r in last.rows]
    while last.previous:
        last = page(Person.objects.all(), order, Cursor.decode(last.previous, Person, order), size)
        back = [r.pk for r in last.rows] + back
    return forward, back


class TestWalking(TestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        values=st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=12),
        size=st.integers(1, 5),
        by=st.sampled_from(["id", "-id", "pinyin", "-pinyin", "last_login", "-last_login"]),
    )
    def test_every_row_once_and_in_order(self, values, size, by):
        now = timezone.now()
        for i, value in enumerate(values):
            Person.objects.create(
                username=f"k{i}", name="x", pinyin=str(value or 0),
                last_login=None if value is None else now - timedelta(hours=value),
            )  # fmt: skip
        order = Order.parse(by)
        tie = "-pk" if order.down else "pk"
        expected = list(Person.objects.order_by(by, tie).values_list("pk", flat=True))
        forward, back = walk(order, size)
        assert forward == expected
        assert back == expected


@pytest.mark.parametrize("text", ["", "x", "e30", "W10", "bnVsbA", "WzEsMiwzLDRd", "WyJhIiwiYiIsMF0", "中文"])
def test_a_spoiled_cursor_is_the_first_page(text):
    assert Cursor.decode(text, Person, Order("pinyin")) is None


@pytest.mark.django_db
def test_counting_stops_at_the_cap(django_assert_num_queries):
    Person.objects.bulk_create([Person(username=f"c{i}", name="x") for i in range(30)])
    with django_assert_num_queries(1):
        assert capped_count(Person.objects.all(), 20) == 21
    assert count_words(10_001) == "超过1万条"
    assert count_words(30, "件") == "共 30 件"
