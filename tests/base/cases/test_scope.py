"""A town sees only its own; the committee's office sees all; who once had a case may still look."""

from __future__ import annotations

from tests.base.cases.scene import Body, Scene
from tests.support.people import client_of, person_with

from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.cases import actions
from wanghuo.base.cases.models import Case, ClockRun, Event
from wanghuo.base.cases.queries import choices_for, seen_by
from wanghuo.base.scope.rows import visible
from wanghuo.kernel.scope import Actor


def sees(actor: Actor) -> set[int]:
    return set(seen_by(actor).values_list("pk", flat=True))


def test_a_town_sees_only_its_own(scene: Scene) -> None:
    ours, theirs = scene.sent(division=scene.town.org.division), scene.sent(by=scene.other_town)
    assert sees(scene.town.actor) == {ours.pk}
    assert sees(scene.other_town.actor) == {theirs.pk}
    assert sees(scene.market.actor) == {ours.pk, theirs.pk}
    assert sees(scene.commerce.actor) == set()
    assert sees(scene.office_actor) == {ours.pk, theirs.pk}
    assert sees(Actor.public()) == set()


def test_a_draft_is_not_seen_by_the_receiver_thought_of(scene: Scene) -> None:
    draft = scene.drafted(receiver=scene.market.org.pk)
    assert sees(scene.market.actor) == set()
    sent = actions.hand_over(scene.town.actor, draft, receiver=scene.market.org.pk)
    assert sees(scene.market.actor) == {sent.pk}


def test_who_returned_it_may_still_look_but_not_act(scene: Scene) -> None:
    case = actions.return_back(scene.market.actor, scene.sent(), reason="不属于本局职责")
    assert sees(scene.market.actor) == {case.pk}
    assert not any(choice.open for choice in choices_for(scene.market.actor, case))
    assert not visible(scene.market.actor, Case.objects.all(), "cases.comment").exists()


def test_what_hangs_on_a_case_is_scoped_alike(scene: Scene) -> None:
    case = scene.sent()
    for model in (Event, ClockRun):
        assert visible(scene.town.actor, model.objects.all(), "cases.view").filter(case=case).exists()
        assert not visible(scene.commerce.actor, model.objects.all(), "cases.view").exists()


def test_leader_and_auditor_read_but_do_not_act(scene: Scene) -> None:
    case = scene.sent()
    for person in (scene.leader, person_with("auditor")):
        actor = actor_for(person)
        assert sees(actor) == {case.pk}
        assert not any(choice.open for choice in choices_for(actor, case))


def test_pages_of_a_strangers_case_are_not_there(scene: Scene) -> None:
    case = scene.sent()
    stranger = client_of(scene.commerce.clerk)
    for path in ("", "do/receive/"):
        assert stranger.get(f"/cases/{case.pk}/{path}").status_code == 404
    for path in ("comment/", "remind/", "attach/"):
        assert stranger.post(f"/cases/{case.pk}/{path}", {"text": "看看"}).status_code == 404
    assert stranger.get(f"/api/cases/{case.pk}/").status_code == 404
    assert stranger.get("/api/cases/").json()["items"] == []


def choices(scene: Scene, by: Body, case: Case) -> dict[str, str]:
    return {choice.transition.verb: choice.refusal for choice in choices_for(by.actor, case)}


def test_each_button_that_is_closed_says_why(scene: Scene) -> None:
    case = scene.sent()
    seen = choices(scene, scene.town, case)
    assert (
        seen["withdraw"] == "" and "接收单位" in seen["receive"] and "区消安委办" in seen["reassign_receiver"]
    )
    assert all(refusal == "" or len(refusal) > 6 for refusal in seen.values())
