"""The verbs of a hand-over between organisations (flow ``handover``)."""

from __future__ import annotations

from datetime import date
from typing import Any

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.divisions.models import Division
from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput

from ..models import Case, HandOver, Priority, Source
from ._steps import chosen_assignee, opened, take

HANDOVER = "handover"
Kind, Outcome = HandOver.Kind, HandOver.Outcome


@action("cases.open_case", "起草移交")
def open_case(
    act: Act,
    *,
    title: str,
    owner: Organisation,
    facts: str = "",
    requirement: str = "",
    receiver: int | str | None = None,
    ground: str = "",
    handle_by: date | str | None = None,
    division: Division | None = None,
    sector: str = "",
    priority: str = Priority.NORMAL,
    source: str = Source.OTHER,
    confidential: bool = False,
    demo: bool = False,
    key: str = "",
) -> Case:
    """A case in 起草, owned by ``owner``. The receiver thought of is kept with it and learns nothing yet."""
    case = Case(
        title=title.strip()[:120],
        owner=owner,
        sender=owner,
        facts=facts.strip(),
        requirement=requirement.strip(),
        division=division,
        sector=sector,
        priority=priority,
        source=source,
        confidential=confidential or source == Source.TIP,
        demo=demo,
    )
    _choices(case)
    typed = {
        "title": title,
        "facts": facts,
        "requirement": requirement,
        "receiver": receiver,
        "ground": ground,
        "handle_by": handle_by,
    }
    return opened(act, HANDOVER, case, {k: v for k, v in typed.items() if v not in (None, "")}, key=key)


@action("cases.hand_over", "移交")
def hand_over(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """Hand a drafted case to ``receiver`` with ``facts``; may give ``ground``, ``requirement`` and ``handle_by``.

    What is left out is taken from the draft.
    """
    first = case.events.filter(name="open").values_list("values", flat=True).first() or {}
    drafted = {"facts": case.facts, **{name: first.get(name) for name in ("receiver", "ground", "handle_by")}}
    values = {name: value for name, value in values.items() if value not in (None, "")}
    values = {**{name: value for name, value in drafted.items() if value not in (None, "")}, **values}

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        return {
            **_sent_to(act, now, filled, Kind.HAND_OVER, now.owner_id),
            "facts": filled["facts"],
            "requirement": filled.get("requirement", now.requirement),
        }

    return take(act, case, "hand_over", values, key=key, change=change)


@action("cases.hand_over_again", "改送其他单位")
def hand_over_again(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """After a return: hand it to another body."""

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        return _sent_to(act, now, filled, Kind.HAND_OVER, now.sender_id)

    return take(act, case, "hand_over_again", values, key=key, change=change)


@action("cases.forward", "再移交")
def forward(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """Hand a case in work on to a third body; the present receiver becomes the sender of this hop."""

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        _answer(act, now, Outcome.FORWARDED, only=Outcome.RECEIVED)
        return {**_sent_to(act, now, filled, Kind.FORWARD, now.receiver_id), "assignee_id": None}

    return take(act, case, "forward", values, key=key, change=change)


@action("cases.designate_receiver", "指定接收单位")
def designate_receiver(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """The committee's office decides who receives when two bodies have refused, or nobody received in time."""
    verb = "reassign_receiver" if case.state == "sent" else "designate_receiver"

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        _answer(act, now, Outcome.REASSIGNED)
        return _sent_to(act, now, filled, Kind.DESIGNATED, now.sender_id)

    return take(act, case, verb, values, key=key, change=change)


@action("cases.receive", "接收移交")
def receive(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """The receiver signs for it; the handling clock starts. May name the ``assignee`` at once."""

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        _answer(act, now, Outcome.RECEIVED)
        return {"assignee_id": chosen_assignee(act, now, filled)}

    return take(act, case, "receive", values, key=key, change=change)


@action("cases.return_back", "退回移交")
def return_back(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """The receiver holds that it is not its business: back to whoever sent it, with the ``reason``."""

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        _answer(act, now, Outcome.RETURNED, filled["reason"])
        return {"receiver_id": None}

    return take(act, case, "return_back", values, key=key, change=change)


@action("cases.withdraw", "撤回移交")
def withdraw(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """Before it is received: back to the draft."""

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        _answer(act, now, Outcome.WITHDRAWN, filled["reason"])
        return {"receiver_id": None}

    return take(act, case, "withdraw", values, key=key, change=change)


@action("cases.take_back", "收回续办")
def take_back(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """A forwarded case that came back is handled by the forwarder after all."""

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        return {"receiver_id": now.sender_id, "sender_id": now.owner_id}

    return take(act, case, "take_back", values, key=key, change=change)


@action("cases.cancel", "撤销移交")
def cancel(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "cancel", values, key=key)


@action("cases.appeal", "报请指定")
def appeal(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "appeal", values, key=key)


@action("cases.give_result", "反馈结果")
def give_result(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "give_result", values, key=key)


@action("cases.reject_result", "不认可结果")
def reject_result(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "reject_result", values, key=key)


@action("cases.confirm_close", "确认归档")
def confirm_close(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "confirm_close", values, key=key)


def _sent_to(
    act: Act, case: Case, filled: dict[str, Any], kind: HandOver.Kind, sender: int | None
) -> dict[str, Any]:
    """Write the hand-over and give the case its new sender and receiver."""
    receiver = filled["receiver"]
    sender = sender if sender is not None else act.organisation
    if receiver in (sender, case.owner_id):
        whose = "首次移交单位" if receiver == case.owner_id else "本单位"
        raise BadInput(
            f"不能移交给{whose}。",
            fields={"receiver": f"接收单位不能是{whose}，请选择有职责的其他单位"},
            rule="移交应当在两个单位之间进行",
        )
    row = HandOver.objects.create(
        case=case,
        kind=kind,
        from_org_id=sender,
        to_org_id=receiver,
        at=act.at,
        by_id=act.actor.person,
        reason=filled.get("reason") or filled.get("ground", ""),
        handle_by=filled.get("handle_by") or None,
    )
    emit("cases.handed_over", handover=row.pk)
    return {"sender_id": sender, "receiver_id": receiver}


def _answer(
    act: Act,
    case: Case,
    outcome: HandOver.Outcome,
    reason: str = "",
    only: HandOver.Outcome = Outcome.WAITING,
) -> None:
    """How the receiver, or the sender himself, answered the hand-over that waits."""
    row = case.handovers.filter(outcome=only).last()
    if row is None:
        return
    row.outcome, row.answered_at, row.answered_by_id = outcome, act.at, act.actor.person
    row.reason = reason or row.reason
    row.save()


def _choices(case: Case) -> None:
    faults = {}
    if case.priority not in Priority.values:
        faults["priority"] = "缓急应为：" + "、".join(Priority.labels)
    if case.source not in Source.values:
        faults["source"] = "来源应为：" + "、".join(Source.labels)
    if faults:
        raise BadInput("填写的内容有误：" + "；".join(faults.values()) + "。", fields=faults)
