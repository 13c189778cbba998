"""Open cases follow a body that is succeeded, and a person whose post is handed over."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.base.cases.scene import Scene
from tests.support.people import actor_with, district, organisation, person_with

from wanghuo.base.accounts.actions.organisations import reorganise
from wanghuo.base.accounts.actions.people import hand_over_post
from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.accounts.reorganising import preview
from wanghuo.base.cases import actions
from wanghuo.base.cases.history import standing

pytestmark = pytest.mark.django_db


def merge(scene: Scene, after) -> None:
    reorganise(
        actor_with("system_admin"),
        kind="merge",
        befores=[scene.market.org],
        afters=[after],
        effective=timezone.localdate(),
        basis="机构改革方案",
    )


def test_the_successor_receives_what_waited_for_the_old_body(scene: Scene) -> None:
    waiting, closed_elsewhere = scene.sent(), scene.sent(to=scene.housing)
    after = organisation("区综合监管局", division=district())
    [look] = preview([scene.market.org], timezone.localdate())
    assert look.work == {"协同事项": 1}
    merge(scene, after)
    waiting.refresh_from_db()
    closed_elsewhere.refresh_from_db()
    assert waiting.receiver == after and waiting.holder == after
    assert closed_elsewhere.receiver == scene.housing.org
    assert "机构改革" not in waiting.comments.get().text and "承继" in waiting.comments.get().text
    assert waiting.handovers.get().to_org == after
    clerk = actor_for(scene.market.clerk)
    received = actions.receive(clerk, waiting)
    assert received.state == str(standing(received).state)


def test_a_case_in_work_goes_on_with_the_new_holder_of_the_post(scene: Scene) -> None:
    case = scene.received()
    case = actions.assign(scene.market.chief_actor, case, assignee=scene.market.clerk.pk)
    newcomer = person_with("department_clerk", organisation(), name="接任者")
    hand_over_post(
        actor_with("security_admin"), scene.market.clerk.posts.get(), newcomer, from_day=timezone.localdate()
    )
    case.refresh_from_db()
    assert case.assignee == newcomer
    assert "接任者" in case.comments.get().text
