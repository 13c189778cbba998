"""The hand-over from one body to another, the whole way and every branch, through the real actions."""

from __future__ import annotations

import pytest
from tests.base.cases.scene import FACTS, Scene

from wanghuo.base.cases import actions
from wanghuo.base.cases.history import standing
from wanghuo.base.cases.models import Case, HandOver
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope import BadInput, NotNow, Refused


def agrees(case: Case) -> Case:
    """The row says what the fold of the history says, and its clocks run as the machine says."""
    case = Case.objects.get(pk=case.pk)
    status = standing(case)
    assert (case.state, case.flow_version) == (status.state, status.version)
    live = {
        run.clock: "suspended" if run.suspended else "running" for run in case.clocks.filter(stopped_at=None)
    }
    assert live == {clock: str(phase) for clock, phase in status.clocks.items() if phase != "stopped"}
    return case


def test_the_whole_way(scene: Scene) -> None:
    case = agrees(scene.drafted())
    assert case.number.startswith("XTYJ-") and case.number.endswith("-0001")
    assert (case.state, case.receiver, case.holder) == ("draft", None, scene.town.org)

    case = agrees(actions.hand_over(scene.town.actor, case, receiver=scene.market.org.pk))
    assert (case.state, case.holder) == ("sent", scene.market.org)
    (receipt,) = case.clocks.all()
    assert (receipt.amount, receipt.unit) == (2, "working_day") and case.due_at == receipt.due_at
    assert "系统默认" in receipt.basis

    case = agrees(actions.receive(scene.market.actor, case, assignee=scene.market.clerk.pk))
    assert (case.state, case.assignee) == ("handling", scene.market.clerk)
    assert case.handovers.get().outcome == HandOver.Outcome.RECEIVED

    case = agrees(
        actions.give_result(
            scene.market.actor, case, outcome="rectified", result="摊位已清退，通道恢复四米。"
        )
    )
    assert (case.state, case.holder) == ("answered", scene.town.org)

    case = agrees(actions.confirm_close(scene.town.actor, case))
    assert case.state == "archived" and case.closed_at is not None
    assert (case.holder, case.due_at) == (None, None)
    assert not case.clocks.filter(stopped_at=None).exists()

    verbs = list(Entry.objects.filter(object_type="cases.case").order_by("id").values_list("verb", flat=True))
    assert verbs == [
        "cases.open_case",
        "cases.hand_over",
        "cases.receive",
        "cases.give_result",
        "cases.confirm_close",
    ]


def test_numbers_have_no_gaps_even_after_a_refusal(scene: Scene) -> None:
    first = scene.drafted()
    with pytest.raises(BadInput):
        scene.drafted(title="短")
    second = scene.drafted()
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


def test_only_the_receiver_receives(scene: Scene) -> None:
    case = scene.sent()
    with pytest.raises(Refused) as mine:
        actions.receive(scene.town.actor, case)
    assert mine.value.status == 403 and "应由接收单位办理" in mine.value.reason
    with pytest.raises(Refused) as stranger:
        actions.receive(scene.commerce.actor, case)
    assert "不在您的职责范围内" in stranger.value.reason
    assert agrees(case).state == "sent"
    refused = Entry.objects.filter(verb="cases.receive", result=Entry.Result.REFUSED)
    assert refused.count() == 2


def test_a_step_at_the_wrong_time_is_not_now(scene: Scene) -> None:
    case = scene.drafted()
    with pytest.raises(NotNow) as early:
        actions.give_result(scene.town.actor, case, outcome="other", result="尚未移交就反馈")
    assert "事项现为“起草”，不能办理“反馈结果”" in early.value.reason
    assert "移交" in early.value.next_step


def test_what_must_be_filled_is_told_by_field(scene: Scene) -> None:
    case = scene.drafted(facts="")
    with pytest.raises(BadInput) as error:
        actions.hand_over(scene.town.actor, case, receiver="", facts="太短")
    assert set(error.value.fields) == {"receiver", "facts"}
    assert "至少 10 个字" in error.value.fields["facts"]
    with pytest.raises(BadInput) as own:
        actions.hand_over(scene.town.actor, case, receiver=scene.town.org.pk, facts=FACTS)
    assert "receiver" in own.value.fields


def test_a_body_that_is_gone_cannot_receive_and_its_heir_is_named(scene: Scene) -> None:
    from datetime import date

    gone = scene.commerce.org
    gone.valid_until, gone.successor = date(2020, 1, 1), scene.market.org
    gone.save()
    with pytest.raises(BadInput) as error:
        scene.sent(to=scene.commerce)
    assert "区市场监管局承继" in error.value.fields["receiver"]


def test_returned_and_handed_to_another(scene: Scene) -> None:
    case = scene.sent()
    case = agrees(
        actions.return_back(
            scene.market.actor, case, reason="经营场所由商务部门管理", suggested=scene.commerce.org.pk
        )
    )
    assert (case.state, case.holder, case.receiver) == ("returned", scene.town.org, None)
    case = agrees(actions.hand_over_again(scene.town.actor, case, receiver=scene.commerce.org.pk))
    assert (case.state, case.holder) == ("sent", scene.commerce.org)
    assert [row.outcome for row in case.handovers.all()] == ["returned", "waiting"]


def test_two_refuse_and_the_committee_decides(scene: Scene) -> None:
    case = actions.return_back(scene.market.actor, scene.sent(), reason="不属于本局职责")
    with pytest.raises(NotNow, match="两个不同的单位"):
        actions.appeal(scene.town.actor, case, reason="请求指定接收单位")
    case = actions.hand_over_again(scene.town.actor, case, receiver=scene.commerce.org.pk)
    case = actions.return_back(scene.commerce.actor, case, reason="不属于本委职责")
    case = agrees(actions.appeal(scene.town.actor, case, reason="两个单位均退回"))
    assert (case.state, case.holder) == ("disputed", None)
    with pytest.raises(Refused):
        actions.designate_receiver(
            scene.town.actor, case, receiver=scene.market.org.pk, reason="自己指定不行"
        )
    case = agrees(
        actions.designate_receiver(
            scene.office_actor, case, receiver=scene.market.org.pk, reason="按三定方案归市场监管"
        )
    )
    assert (case.state, case.holder) == ("sent", scene.market.org)
    with pytest.raises(NotNow, match="不得再退回"):
        actions.return_back(scene.market.actor, case, reason="还是不想接收")


def test_forwarded_to_a_third_body_and_taken_back(scene: Scene) -> None:
    case = scene.received()
    case = agrees(
        actions.forward(
            scene.market.actor, case, receiver=scene.housing.org.pk, reason="通道属于规划退让问题"
        )
    )
    assert (case.state, case.sender, case.receiver) == ("sent", scene.market.org, scene.housing.org)
    with pytest.raises(Refused):
        actions.withdraw(scene.town.actor, case, reason="不是本次移交单位")
    case = agrees(actions.return_back(scene.housing.actor, case, reason="不属于建设工程"))
    assert case.holder == scene.market.org
    case = agrees(actions.take_back(scene.market.actor, case))
    assert (case.state, case.receiver, case.sender) == ("handling", scene.market.org, scene.town.org)


def test_withdrawn_before_receipt_only(scene: Scene) -> None:
    case = agrees(actions.withdraw(scene.town.actor, scene.sent(), reason="补充事实后再移交"))
    assert (case.state, case.receiver) == ("draft", None)
    case = actions.hand_over(scene.town.actor, case, receiver=scene.market.org.pk)
    case = actions.receive(scene.market.actor, case)
    with pytest.raises(NotNow):
        actions.withdraw(scene.town.actor, case, reason="已经接收了")


def test_asking_for_material_stops_the_clock(scene: Scene) -> None:
    case = scene.received()
    case = agrees(actions.ask_supplement(scene.market.actor, case, wanted="现场照片与经营者信息"))
    assert case.state == "lacking" and case.clocks.get(clock="handling").suspended
    case = agrees(actions.supplement(scene.town.actor, case, note="照片已上传"))
    run = case.clocks.get(clock="handling")
    assert case.state == "handling" and not run.suspended and len(run.suspensions) == 1


def test_suspended_resumed_extended(scene: Scene) -> None:
    case = scene.received()
    before = case.clocks.get(clock="handling").due_at
    with pytest.raises(Refused, match="移交方"):
        actions.extend(scene.market.actor, case, amount=3, reason="自己给自己延期")
    case = agrees(actions.extend(scene.town.actor, case, amount=3, reason="等待产权核实"))
    run = case.clocks.get(clock="handling")
    assert run.extra == 3 and run.due_at > before and case.due_at == run.due_at
    case = agrees(actions.suspend(scene.market.actor, case, reason="等待鉴定结论"))
    assert case.due_at is None
    case = agrees(actions.resume(scene.market.actor, case))
    assert case.due_at == run.due_at


def test_a_result_not_accepted_goes_back(scene: Scene) -> None:
    case = actions.give_result(scene.market.actor, scene.received(), outcome="other", result="已经口头教育")
    case = agrees(actions.reject_result(scene.town.actor, case, reason="通道仍被占用"))
    assert case.state == "handling" and case.holder == scene.market.org
    assert case.clocks.filter(clock="handling").count() == 2


def test_only_somebody_of_the_receiver_can_be_given_the_case(scene: Scene) -> None:
    case = scene.sent()
    with pytest.raises(BadInput) as error:
        actions.receive(scene.market.actor, case, assignee=scene.commerce.clerk.pk)
    assert "区市场监管局" in error.value.fields["assignee"]
    case = actions.receive(scene.market.actor, case)
    assert (
        actions.assign(scene.market.actor, case, assignee=scene.market.chief.pk).assignee
        == scene.market.chief
    )


def test_a_deputy_acts_as_assignee_of_the_one_on_leave(scene: Scene) -> None:
    from dataclasses import replace

    case = actions.receive(scene.market.actor, scene.sent(), assignee=scene.market.chief.pk)
    deputy = scene.commerce.actor
    grant = replace(deputy.grants[0], deputy_for=scene.market.chief.pk)
    case = actions.give_result(
        replace(deputy, grants=(grant,)), case, outcome="rectified", result="代为反馈：已经整改"
    )
    assert case.state == "answered"


def test_the_asked_date_makes_the_handling_clock(scene: Scene) -> None:
    from datetime import timedelta

    from django.utils import timezone

    wanted = timezone.localdate() + timedelta(days=20)
    case = actions.hand_over(
        scene.town.actor, scene.drafted(), receiver=scene.market.org.pk, handle_by=wanted.isoformat()
    )
    case = actions.receive(scene.market.actor, case)
    run = case.clocks.get(clock="handling")
    assert timezone.localdate(run.due_at) == wanted and "移交方指定" in run.basis


def test_the_legal_clock_of_the_police(scene: Scene) -> None:
    case = scene.drafted(source="police_unlicensed")
    run = case.clocks.get()
    assert (run.clock, run.amount, run.unit) == ("transfer", 5, "working_day")
    assert "消防监督检查规定" in run.basis
    assert not scene.drafted(source="police_station").clocks.exists()


def test_timeline_rows_cannot_be_changed_even_past_the_model(scene: Scene) -> None:
    from django.db import DatabaseError, transaction

    case = scene.drafted()
    event = case.events.get()
    with pytest.raises(RuntimeError, match="append-only"):
        event.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        case.events.update(label="改写历史")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        case.events.all().delete()
