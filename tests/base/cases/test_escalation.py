"""What is due is found by query and done exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.base.cases.aging import age
from tests.base.cases.scene import Scene

from wanghuo.base.cases import actions
from wanghuo.base.cases.jobs import sweep_due
from wanghuo.base.cases.models import Case, Escalation
from wanghuo.base.ledger.models import Entry


def steps(case: Case) -> list[tuple[int, str, bool]]:
    rows = Escalation.objects.filter(run__case=case).order_by("run_id", "position")
    return [(row.position, row.step, row.overtaken) for row in rows]


def test_nothing_due_nothing_done(scene: Scene) -> None:
    scene.sent()
    assert sweep_due(timezone.now()) == 0


def test_reminded_in_the_morning_of_the_day_before_the_last(scene: Scene) -> None:
    case = scene.sent()
    run = case.clocks.get(clock="receipt")
    local = timezone.localtime(run.next_at)
    assert (local.hour, local.minute) == (9, 0) and run.next_at < run.due_at
    assert sweep_due(run.next_at) == 1
    reminder = Escalation.objects.get()
    assert (reminder.step, reminder.level) == ("remind", 0)
    assert reminder.told == [scene.market.clerk.pk]
    case.refresh_from_db()
    assert (case.level, case.state) == (0, "sent")


def test_on_expiry_the_leader_and_the_committee_are_told(scene: Scene) -> None:
    case = scene.sent()
    run = case.clocks.get(clock="receipt")
    sweep_due(run.due_at)
    assert [step for _, step, _ in steps(case)] == ["remind"], "the last second still counts"
    sweep_due(run.due_at + timedelta(seconds=1))
    expired = Escalation.objects.get(step="expired")
    assert set(expired.told) == {scene.market.clerk.pk, scene.market.chief.pk, scene.office.pk}
    case.refresh_from_db()
    assert case.level == 1
    assert case.events.filter(name="expired:receipt").count() == 1
    assert Entry.objects.filter(verb="cases.escalate", object_id=str(case.pk)).count() == 2


def test_on_the_second_expiry_it_is_supervised(scene: Scene) -> None:
    case = scene.sent()
    run = case.clocks.get(clock="receipt")
    sweep_due(run.due_at + timedelta(seconds=1))
    run.refresh_from_db()
    assert run.next_at > run.due_at
    sweep_due(run.next_at)
    supervised = Escalation.objects.get(step="supervise")
    assert scene.leader.pk in supervised.told and supervised.level == 2
    assert Case.objects.get(pk=case.pk).level == 2
    again = actions.designate_receiver(
        scene.office_actor, case, receiver=scene.commerce.org.pk, reason="逾期未接收，督办改派"
    )
    assert (again.state, again.holder, again.level) == ("sent", scene.commerce.org, 0)
    assert [row.outcome for row in again.handovers.all()] == ["reassigned", "waiting"]


def test_after_a_long_outage_each_is_recorded_once_and_what_is_overtaken_tells_nobody(scene: Scene) -> None:
    case = scene.sent()
    age(case, days=15)
    now = timezone.now()
    done = sweep_due(now)
    assert sweep_due(now) == 0
    rows = steps(case)
    assert len(rows) == done and [position for position, _, _ in rows] == list(range(done))
    told = [step for _, step, overtaken in rows if not overtaken]
    assert told == ["expired", "supervise"], rows
    assert all(not row.told for row in Escalation.objects.filter(overtaken=True))


def test_received_in_time_never_escalates(scene: Scene) -> None:
    case = scene.sent()
    due = case.clocks.get(clock="receipt").due_at
    actions.receive(scene.market.actor, case)
    assert not [row for row in steps(case) if row[1] == "expired"]
    sweep_due(due + timedelta(seconds=1))
    assert not Escalation.objects.filter(run__clock="receipt").exists()


def test_a_suspended_clock_waits(scene: Scene) -> None:
    case = scene.received()
    due = case.clocks.get(clock="handling").due_at
    actions.suspend(scene.market.actor, case, reason="等待鉴定结论")
    assert sweep_due(due + timedelta(days=30)) == 0


def test_an_extension_begins_the_steps_anew(scene: Scene) -> None:
    case = scene.received()
    run = case.clocks.get(clock="handling")
    sweep_due(run.due_at + timedelta(seconds=1))
    assert Case.objects.get(pk=case.pk).level == 1
    case = actions.extend(scene.town.actor, case, amount=5, reason="等待产权核实")
    run.refresh_from_db()
    assert (case.level, run.level) == (0, 0)
    sweep_due(run.due_at + timedelta(seconds=1))
    assert [step for _, step, _ in steps(case)] == ["remind", "expired", "remind", "expired"]
    positions = [position for position, _, _ in steps(case)]
    assert positions == sorted(set(positions))


def test_the_database_holds_that_each_happens_once(scene: Scene) -> None:
    case = scene.sent()
    run = age(case, days=15)
    sweep_due(timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(
            run=run,
            position=0,
            step="remind",
            label="重复",
            level=0,
            due_at=timezone.now(),
            at=timezone.now(),
        )


def test_an_unset_limit_is_shown_and_never_comes_due(scene: Scene) -> None:
    case = scene.sent()
    run = case.clocks.get(clock="receipt")
    run.amount = run.due_at = run.next_at = None
    run.save()
    assert sweep_due(timezone.now() + timedelta(days=365)) == 0


def test_a_case_that_fails_does_not_hold_up_the_rest(scene: Scene) -> None:
    broken, sound = scene.sent(), scene.sent()
    for case in (broken, sound):
        age(case, days=15)
    run = broken.clocks.get(clock="receipt")
    type(run).objects.filter(pk=run.pk).update(clock="gone")
    assert sweep_due(timezone.now()) > 0
    assert steps(sound) and not steps(broken)


def test_limits_may_be_minutes(scene: Scene) -> None:
    """The newcomer's try-out: the committee's office sets two minutes, and sees it escalate on time."""
    from wanghuo.base.law.actions import change_setting

    change_setting(scene.office_actor, "cases.receipt_limit", typed="2", unit="minute", reason="演示")
    case = scene.sent()
    run = case.clocks.get(clock="receipt")
    assert run.due_at - run.started_at == timedelta(minutes=2) and "本地设定" in run.basis
    seen = []
    for minute in range(1, 6):
        sweep_due(run.started_at + timedelta(minutes=minute, seconds=2))
        seen.append([step for _, step, _ in steps(case)])
    assert seen == [
        ["remind"],
        ["remind", "expired"],
        ["remind", "expired"],
        ["remind", "expired", "supervise"],
        ["remind", "expired", "supervise"],
    ]
