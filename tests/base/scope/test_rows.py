"""The row form of the policy says the same as the policy itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Max, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.people import organisation, person_with, town

from wanghuo.base.accounts.models import Post
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope.policy import policy
from wanghuo.base.scope.registry import fields_of, target_of
from wanghuo.base.scope.rows import _clause, may, visible
from wanghuo.kernel.scope import REACH_KINDS, Actor, Grant, Reach, touches

pytestmark = pytest.mark.django_db

codes = st.sampled_from(["500154001000", "500154104000", "500154104002", None])
rows = st.builds(
    Entry,
    territory=codes,
    actor_id=st.none() | st.integers(1, 3),
    organisation_id=st.none() | st.integers(1, 3),
    actor_name=st.just("某人"),
    actor_kind=st.just("person"),
    verb=st.just("test.verb"),
    label=st.just("试"),
    object_type=st.just("x"),
    channel=st.just("cli"),
)
reach = st.builds(
    Reach,
    kind=st.sampled_from(REACH_KINDS),
    grant=st.builds(
        Grant,
        role=st.just("town_clerk"),
        organisation=st.none() | st.integers(1, 3),
        territories=st.lists(st.sampled_from(["500154", "500154104", "500154001"]), max_size=2).map(tuple),
        sectors=st.none() | st.frozensets(st.sampled_from(["education"])),
    ),
    persons=st.frozensets(st.integers(1, 3)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, min_size=1, max_size=6), reach)
def test_the_query_finds_exactly_the_rows_the_policy_touches(made, how_far):
    # The ledger only grows, so each example looks at the rows it wrote itself.
    before = Entry.objects.aggregate(Max("pk"))["pk__max"] or 0
    made = Entry.objects.bulk_create(
        [
            Entry(
                **{
                    f.attname: getattr(r, f.attname)
                    for f in Entry._meta.fields
                    if f.attname not in ("id", "xact", "at", "detail")
                }
            )
            for r in made
        ]
    )
    found = set(
        Entry.objects.filter(
            Q(verb="test.verb", pk__gt=before) & _clause(how_far, fields_of(Entry))
        ).values_list("pk", flat=True)
    )
    assert found == {row.pk for row in made if touches(how_far, target_of(row))}


def test_target_follows_relations_of_saved_rows_and_of_unsaved_ones():
    at = organisation(division=town())
    person = person_with("town_clerk", at)
    unsaved = Post(person=person, organisation=at, title="副职", role="town_clerk", since=date(2020, 1, 1))
    assert target_of(unsaved).territory == "500154001000"
    assert target_of(person).organisations == {at.pk}


def test_a_row_reached_twice_is_listed_once():
    at = organisation(division=town())
    person = person_with("town_clerk", at)
    Post.objects.create(
        person=person, organisation=at, title="兼职", role="grid_worker", since=date(2000, 1, 1)
    )
    viewer = Actor(99, "看", (Grant("security_admin", at.pk, ("500154",)),))
    listed = list(visible(viewer, type(person).objects.all(), "accounts.view_people"))
    assert listed.count(person) <= 1


def test_the_public_reads_no_reference_data_by_default():
    assert not visible(Actor.public(), type(town()).objects.all(), "divisions.view").exists()


def test_every_rule_names_a_declared_role():
    assert {r.role for r in policy().rules} <= set(policy().labels)


def test_may_without_a_row_asks_for_anywhere():
    assert not may(Actor.public(), "accounts.view_people").allowed
