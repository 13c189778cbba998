"""The policy's meaning, by example and by property."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.kernel.scope import REACH_KINDS, Actor, Grant, Policy, Reach, Target, decide, reaches, touches

DAY = date(2020, 9, 30)
POLICY = Policy.parse(
    [
        {
            "role": {
                "town_clerk": {"label": "镇街经办人"},
                "dept": {"label": "部门经办人"},
                "office": {"label": "消安委办"},
            }
        },
        {
            "may": [
                {"roles": ["town_clerk"], "actions": ["cases.view", "cases.receive"], "reach": "territory"},
                {"roles": ["dept"], "actions": ["cases.view"], "reach": "sector"},
                {"roles": ["office"], "actions": ["cases.*"], "reach": "all"},
                {"roles": ["dept"], "actions": ["cases.comment"], "reach": "own"},
            ]
        },
    ]
)


def clerk(**more) -> Actor:
    grant = {"role": "town_clerk", "organisation": 1, "territories": ("500154104",)} | more
    return Actor(7, "王小明", (Grant(**grant),))


def test_a_town_clerk_reaches_the_town_and_its_villages_only():
    assert decide(POLICY, clerk(), "cases.receive", Target("500154104002"), DAY).allowed
    assert not decide(POLICY, clerk(), "cases.receive", Target("500154105000"), DAY).allowed


def test_a_row_of_unknown_territory_is_reached_by_nobody_by_territory():
    refused = decide(POLICY, clerk(), "cases.receive", Target(None), DAY)
    assert not refused.allowed and "职责范围" in refused.reason


def test_the_refusal_says_who_may_and_what_the_actor_holds():
    refused = decide(POLICY, clerk(), "cases.close", Target("500154104000"), DAY)
    assert refused.reason == "此操作限消安委办办理；您当前的角色：镇街经办人。"


def test_a_post_that_has_ended_gives_nothing_and_one_ending_today_still_does():
    over = clerk(until=DAY - timedelta(days=1))
    assert not decide(POLICY, over, "cases.view", None, DAY).allowed
    assert decide(POLICY, clerk(until=DAY), "cases.view", None, DAY).allowed


def test_a_deputy_reaches_what_belongs_to_the_person_on_leave():
    actor = Actor(8, "李四", (Grant("dept", 2, sectors=frozenset(), deputy_for=7),))
    assert decide(POLICY, actor, "cases.comment", Target(persons=frozenset({7})), DAY).allowed
    assert not decide(POLICY, actor, "cases.comment", Target(persons=frozenset({9})), DAY).allowed


def test_sectors_none_means_every_sector_and_an_empty_set_none():
    every = Actor(8, "李四", (Grant("dept", 2, sectors=None),))
    none = Actor(8, "李四", (Grant("dept", 2, sectors=frozenset()),))
    assert decide(POLICY, every, "cases.view", Target(sector="education"), DAY).allowed
    assert not decide(POLICY, none, "cases.view", Target(sector="education"), DAY).allowed


@pytest.mark.parametrize(
    "table",
    [
        {"may": [{"roles": ["nobody"], "actions": [], "reach": "all"}]},
        {"role": {"a": {"label": "甲"}}, "may": [{"roles": ["a"], "actions": [], "reach": "near"}]},
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(table):
    with pytest.raises(ValueError, match=r"nobody|near"):
        Policy.parse([table])


codes = st.sampled_from(["500154", "500154104", "500154105", "500154104002", ""])
grants = st.builds(
    Grant,
    role=st.sampled_from(["town_clerk", "dept", "office"]),
    organisation=st.none() | st.integers(1, 3),
    territories=st.lists(codes, max_size=2).map(tuple),
    sectors=st.none() | st.frozensets(st.sampled_from(["education", "civil"])),
    since=st.none() | st.dates(date(2020, 1, 1), date(2020, 12, 31)),
    until=st.none() | st.dates(date(2020, 1, 1), date(2020, 12, 31)),
    deputy_for=st.none() | st.integers(1, 3),
)
actors = st.builds(
    Actor, person=st.integers(1, 3), name=st.just("某人"), grants=st.lists(grants, max_size=4).map(tuple)
)
targets = st.builds(
    Target,
    territory=st.none() | codes.filter(bool),
    sector=st.none() | st.sampled_from(["education", "civil"]),
    organisations=st.frozensets(st.integers(1, 3)),
    persons=st.frozensets(st.integers(1, 3)),
)
actions = st.sampled_from(["cases.view", "cases.receive", "cases.comment", "cases.close", "law.view"])


@given(actors, actions, targets)
def test_allowed_means_some_reach_touches_the_target(actor, action, target):
    allowed = decide(POLICY, actor, action, target, DAY).allowed
    assert allowed == any(touches(r, target) for r in reaches(POLICY, actor, action, DAY))


@given(actors, grants, actions, targets)
def test_one_more_post_never_takes_authority_away(actor, more, action, target):
    wider = Actor(actor.person, actor.name, (*actor.grants, more))
    if decide(POLICY, actor, action, target, DAY).allowed:
        assert decide(POLICY, wider, action, target, DAY).allowed


@given(grants, targets)
def test_both_sector_and_territory_is_never_wider_than_either(grant, target):
    both, land, line = (touches(Reach(k, grant), target) for k in ("territory+sector", "territory", "sector"))
    assert both == (land and line)


@given(actors, actions, targets)
def test_a_refusal_always_gives_a_reason(actor, action, target):
    decision = decide(POLICY, actor, action, target, DAY)
    assert decision.allowed != bool(decision.reason)


def test_every_reach_kind_has_a_meaning():
    everywhere = Grant("office", 1, ("",), None)
    target = Target("500154104002", "civil", frozenset({1}), frozenset({7}))
    assert all(touches(Reach(k, everywhere, frozenset({7})), target) for k in REACH_KINDS)
