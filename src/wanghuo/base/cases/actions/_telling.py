"""Telling people what happened to a case, in the transaction in which it happened. Each is told once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from wanghuo.base.ledger.record import Act
from wanghuo.base.notify.sending import send
from wanghuo.kernel.flow import Transition

from ..models import Case, ClockRun, Escalation, Event, Reminder
from ..people import persons_for


def tell_step(act: Act, case: Case, transition: Transition, event: Event, held_before: int | None) -> None:
    """Whoever has to act now is told it is his turn; whoever sent the case is told how it goes."""
    words = _words(case) | {
        "step": transition.label,
        "by_org": event.organisation_name or event.person_name,
        "at": _moment(act.at),
    }
    day = timezone.localdate(act.at)
    holder = case.state_now.holder
    now_his: list[int] = []
    if holder is not None and case.holder_id != held_before:
        now_his = _others(act, persons_for(case, [holder], day))
        send(now_his, template="cases.to_do", values=words, key=f"cases.step:{event.pk}", link=_link(case))
    if event.from_state != event.to_state:
        asked = [case.opened_by_id, *case.handovers.values_list("by_id", flat=True)]
        senders = sorted({one for one in asked if one is not None} - set(now_his))
        news = _others(act, senders)
        if news:
            send(news, template="cases.news", values=words, key=f"cases.step:{event.pk}", link=_link(case))
    if event.values.get("assignee"):
        chosen = _others(act, persons_for(case, ["assignee"], day))
        if chosen:
            send(
                chosen,
                template="cases.assigned",
                values=_words(case),
                key=f"cases.assigned:{event.pk}",
                link=_link(case),
            )


def tell_escalation(act: Act, case: Case, run: ClockRun, done: Escalation) -> None:
    """Those the step names: reminded before the limit, urgently told after it."""
    values = _words(case, run) | {
        "step": done.label,
        "clock": run.label,
        "holder": str(case.holder or "区消安委办"),
    }
    template = "cases.escalated" if done.level else "cases.due_soon"
    send(done.told, template=template, values=values, key=f"cases.escalation:{done.pk}", link=_link(case))


def tell_reminder(act: Act, case: Case, sent: Reminder) -> None:
    """The people of the body that has to act."""
    holder = case.state_now.holder
    values = _words(case) | {
        "by_org": f"{sent.organisation_name}{sent.person_name}",
        "words": f"“{sent.text}”" if sent.text else "",
    }
    told = persons_for(case, [holder] if holder else [], timezone.localdate(act.at))
    send(told, template="cases.reminded", values=values, key=f"cases.reminder:{sent.pk}", link=_link(case))


def _others(act: Act, persons: Iterable[int]) -> list[int]:
    """Nobody is told of what he just did himself."""
    return [one for one in persons if one != act.actor.person]


def _words(case: Case, run: ClockRun | None = None) -> dict[str, str]:
    due = run.due_at if run is not None else case.due_at
    return {
        "number": case.number,
        "title": case.title,
        "state": case.state_now.label,
        "due": f"期限：{_moment(due)}。" if due else "",
    }


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def _link(case: Case) -> str:
    return case.get_absolute_url()
