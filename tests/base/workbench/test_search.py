"""Searching by pairs of characters finds exactly what contains the words, whatever stands in them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from wanghuo.base.accounts.models import Person
from wanghuo.base.workbench import Column, Desk, register
from wanghuo.base.workbench.search import BigramIndex, too_short

letters = st.text(alphabet="汉丰街道消火栓ab%_\\'1", max_size=8)


class TestPairs(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(names=st.lists(letters, min_size=1, max_size=6), word=letters.filter(lambda w: len(w) >= 2))
    def test_pairs_finds_what_contains_finds(self, names, word):
        Person.objects.all().delete()
        for i, name in enumerate(names):
            Person.objects.create(username=f"s{i}", name=name)
        found = set(Person.objects.filter(name__pairs=word).values_list("pk", flat=True))
        assert found == set(Person.objects.filter(name__icontains=word).values_list("pk", flat=True))


@pytest.mark.django_db
def test_the_index_serves_the_search():
    index = BigramIndex("name", name="test_person_name_pairs")
    with connection.schema_editor() as editor:
        editor.add_index(Person, index)
    Person.objects.bulk_create([Person(username=f"i{i}", name=f"汉丰街道第{i}号网格") for i in range(3000)])
    Person.objects.create(username="rare", name="白鹤街道")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_person")
    plan = Person.objects.filter(name__pairs="白鹤").explain()
    assert "test_person_name_pairs" in plan
    assert Person.objects.get(name__pairs="白鹤").username == "rare"


def test_the_index_can_be_written_into_a_migration():
    index = BigramIndex("name", name="x")
    path, args, more = index.deconstruct()
    assert path.endswith("search.BigramIndex") and (args, more) == (("name",), {"name": "x"})


def test_one_character_is_too_short():
    assert too_short("汉") and too_short("汉丰 街") and not too_short("汉丰 街道")


def test_a_desk_may_not_search_what_is_masked():
    class Leaky(Desk):
        model = Person
        slug = "leaky"
        title = "漏"
        view = "accounts.view"
        columns = [Column("name", "姓名")]
        search = ["phone"]

    with pytest.raises(ImproperlyConfigured, match="遮蔽"):
        register(Leaky)
