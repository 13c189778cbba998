"""Who is told what: the body whose turn it is, those who sent it, the assignee; nobody of his own deed, nobody twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.base.cases.aging import age
from tests.base.cases.scene import Scene

from wanghuo.base.accounts.models import Leave, Person
from wanghuo.base.cases import actions
from wanghuo.base.cases.jobs import sweep_due
from wanghuo.base.notify.models import Message


def inbox(person: Person) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("pk").values_list("template", flat=True))


def test_the_receiver_is_told_and_the_sender_hears_of_it(scene: Scene) -> None:
    case = scene.sent()
    assert inbox(scene.market.clerk) == ["cases.to_do"]
    assert inbox(scene.town.clerk) == [] and inbox(scene.commerce.clerk) == []
    message = Message.objects.get()
    assert case.number in message.text and "期限" in message.text and message.link == f"/cases/{case.pk}/"
    assert case.title not in message.short
    actions.receive(scene.market.actor, case)
    assert inbox(scene.town.clerk) == ["cases.news"]


def test_the_assignee_is_told_and_his_deputy_while_he_is_away(scene: Scene) -> None:
    today = timezone.localdate()
    Leave.objects.create(
        person=scene.market.chief,
        deputy=scene.commerce.chief,
        since=today,
        until=today,
        asked_at=timezone.now(),
        approved_at=timezone.now(),
    )
    actions.receive(scene.market.actor, scene.sent(), assignee=scene.market.chief.pk)
    assert inbox(scene.market.chief) == ["cases.assigned"]
    assert inbox(scene.commerce.chief) == ["cases.assigned"]


def test_escalation_reaches_the_leader_and_the_committee_once(scene: Scene) -> None:
    case = scene.sent()
    run = case.clocks.get(clock="receipt")
    for _ in range(2):
        sweep_due(run.next_at)
        sweep_due(run.due_at + timedelta(seconds=1))
    assert inbox(scene.market.clerk) == ["cases.to_do", "cases.due_soon", "cases.escalated"]
    assert inbox(scene.market.chief) == ["cases.escalated"]
    assert inbox(scene.office) == ["cases.escalated"] and inbox(scene.leader) == []
    assert Message.objects.filter(template="cases.escalated", urgent=True).count() == 3


def test_what_an_outage_overtook_tells_nobody(scene: Scene) -> None:
    case = scene.sent()
    age(case, days=15)
    sweep_due(timezone.now())
    assert inbox(scene.market.clerk) == ["cases.to_do", "cases.escalated"]
    assert inbox(scene.leader) == ["cases.escalated"], "the last of the repetitions"


def test_a_reminder_by_hand(scene: Scene) -> None:
    case = scene.sent()
    actions.remind(scene.town.actor, case, text="请尽快签收")
    message = Message.objects.get(template="cases.reminded")
    assert message.person == scene.market.clerk and "请尽快签收" in message.text
