"""Who may do what, what an event changes, and that a state is the fold of its history."""

import pytest
from tests.kernel.flow.build import shipped, small

from wanghuo.kernel.flow import (
    Actor,
    CannotMove,
    ClockPhase,
    Effect,
    EffectKind,
    Event,
    NotAllowed,
    allowed,
    apply,
    parse,
    plan_move,
    replay,
    step,
)

HANDOVER = shipped("handover")


def told(*names: str, organisation: str = "") -> list[Event]:
    """Events by name; "verb@org" names the acting body."""
    return [Event(name.partition("@")[0], name.partition("@")[2] or organisation) for name in names]


def refusals(history: list[Event], *facts: str, organisation: str = "") -> dict[str, str | None]:
    actor = Actor(frozenset(facts), organisation)
    options = allowed(HANDOVER, replay(HANDOVER, history), actor)
    return {option.transition.verb: option.refusal for option in options}


def test_the_main_journey_and_its_clocks() -> None:
    history = told("open", "hand_over", "receive", "give_result", "confirm_close")
    states, effects = [], []
    for index, event in enumerate(history):
        status, changed = apply(HANDOVER, history[:index], event)
        states.append(status.state)
        effects.append(changed)
    assert states == ["draft", "sent", "handling", "answered", "archived"]
    assert effects == [
        (),  # the transfer clock runs only for what a police station finds unlicensed
        (Effect(EffectKind.START, "receipt"),),
        (Effect(EffectKind.STOP, "receipt"), Effect(EffectKind.START, "handling")),
        (Effect(EffectKind.STOP, "handling"), Effect(EffectKind.START, "confirm")),
        (Effect(EffectKind.STOP, "confirm"),),
    ]


def test_the_legal_transfer_clock_runs_only_for_what_the_police_find_unlicensed() -> None:
    _, effects = apply(HANDOVER, [], Event("open", facts=frozenset({"source:police_unlicensed"})))
    assert effects == (Effect(EffectKind.START, "transfer"),)


def test_only_the_receiver_may_receive_and_the_other_is_told_why() -> None:
    history = told("open", "hand_over")
    assert refusals(history, "receiver")["receive"] is None
    assert refusals(history, "originator", "sender")["receive"] == "“接收”应由接收单位办理"
    assert refusals(history, "originator", "sender")["withdraw"] is None
    assert refusals(history, "sender", "forwarder")["withdraw"] is not None


def test_two_different_bodies_must_refuse_before_the_committee_is_asked() -> None:
    once = told("open", "hand_over", "return_back@甲局")
    twice_same = [*once, *told("hand_over_again", "return_back@甲局")]
    twice = [*once, *told("hand_over_again", "return_back@乙局")]
    assert "两个不同的单位" in str(refusals(once, "originator", "sender")["appeal"])
    assert "两个不同的单位" in str(refusals(twice_same, "originator", "sender")["appeal"])
    assert refusals(twice, "originator", "sender")["appeal"] is None


def test_a_designated_receiver_may_not_return_it() -> None:
    history = told(
        "open",
        "hand_over",
        "return_back@甲局",
        "hand_over_again",
        "return_back@乙局",
        "appeal",
        "designate_receiver",
    )
    seen = refusals(history, "receiver")
    assert seen["receive"] is None
    assert "不得再退回" in str(seen["return_back"])
    assert "不得再移交" in str(refusals([*history, *told("receive")], "receiver")["forward"])


def test_the_committee_may_reassign_only_after_expiry() -> None:
    history = told("open", "hand_over")
    assert "尚未到期" in str(refusals(history, "committee")["reassign_receiver"])
    assert refusals([*history, *told("expired:receipt")], "committee")["reassign_receiver"] is None


def test_expiry_of_a_clock_that_does_not_run_is_refused() -> None:
    with pytest.raises(NotAllowed, match="没有在走"):
        apply(HANDOVER, told("open", "hand_over", "receive"), Event("expired:receipt"))


def test_a_wrong_step_says_where_the_case_is_and_what_can_be_done() -> None:
    with pytest.raises(NotAllowed, match="事项现为“起草”，不能办理“接收”；此状态下的步骤：移交、撤销"):
        apply(HANDOVER, told("open"), Event("receive"))
    with pytest.raises(NotAllowed, match="事项已是“确认归档”"):
        apply(
            HANDOVER, told("open", "hand_over", "receive", "give_result", "confirm_close"), Event("receive")
        )


def test_asking_for_material_suspends_the_handling_clock() -> None:
    history = told("open", "hand_over", "receive", "ask_supplement")
    status = replay(HANDOVER, history)
    assert status.clocks["handling"] == ClockPhase.SUSPENDED and status.running("supplement")
    status, effects = apply(HANDOVER, history, Event("supplement"))
    assert status.running("handling") and not status.running("supplement")
    assert {(item.kind, item.clock) for item in effects} == {
        (EffectKind.RESUME, "handling"),
        (EffectKind.STOP, "supplement"),
    }


def test_what_must_be_attached_is_named() -> None:
    raw = small()
    raw["transitions"][1]["attach"] = [{"kind": "photo", "label": "现场照片", "least": 2}]
    flow = parse(raw)
    status = replay(flow, told("open"))
    (option,) = allowed(flow, status, Actor(frozenset({"owner"})), {"photo": 1})
    assert option.refusal == "“推进”须先上传现场照片（至少 2 份，现有 1 份）"
    assert allowed(flow, status, Actor(frozenset({"owner"})), {"photo": 2})[0].open


def test_alternatives_of_who_must_each_hold_whole() -> None:
    flow = parse(small())
    status = replay(flow, told("open", "go"))
    assert allowed(flow, status, Actor(frozenset({"owner"})))[0].refusal == "“办结”应由负责人且主办单位办理"
    assert allowed(flow, status, Actor(frozenset({"owner", "boss"})))[0].open


def newer() -> dict[str, object]:
    raw = small()
    raw["version"] = 2
    raw["states"][1] = {"id": "b2", "label": "乙改", "main": True}
    raw["transitions"][1]["to"] = "b2"
    raw["transitions"][2]["from"] = ["b2"]
    return raw


def test_a_case_moves_to_a_new_version_only_explicitly() -> None:
    old, new = parse(small()), parse(newer())
    history = told("open", "go")
    status = replay(old, history)
    with pytest.raises(CannotMove, match="没有与“乙”对应的状态"):
        plan_move(old, new, status)
    move = plan_move(old, new, status, {"b": "b2"})
    assert move.losing == ()
    moved, effects = step(new, status, move.event)
    assert (moved.state, moved.version, effects) == ("b2", 2, ())
    whole = [Event("open", version=1), Event("go"), move.event, Event("end")]
    after = replay(new, whole, {1: old})
    assert (after.state, after.version) == ("z", 2)
    assert after.clocks["k"] == ClockPhase.STOPPED


def test_a_clock_the_new_version_lacks_is_stopped() -> None:
    raw = newer()
    raw["clocks"] = []
    raw["transitions"][1]["starts"] = []
    raw["transitions"][2]["stops"] = []
    old, new = parse(small()), parse(raw)
    status = replay(old, told("open", "go"))
    move = plan_move(old, new, status, {"b": "b2"})
    assert move.losing == ("k",)
    assert step(new, status, move.event)[1] == (Effect(EffectKind.STOP, "k"),)


def test_no_move_to_the_same_version_nor_of_an_ended_case() -> None:
    flow = parse(small())
    with pytest.raises(CannotMove, match="只能改到更新的版本"):
        plan_move(flow, flow, replay(flow, told("open")))
    with pytest.raises(CannotMove, match="已办结"):
        plan_move(flow, parse(newer()), replay(flow, told("open", "go", "end")))
