"""Open cases follow a body that is succeeded (机构变更) and a person whose post is handed over (交接岗位)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wanghuo.base.accounts.models import Organisation, Person
from wanghuo.base.accounts.reassign import open_work
from wanghuo.base.ledger.record import Act

from ..models import Case, Comment, HandOver

_PARTIES = ("owner", "sender", "receiver", "holder")


def _open_at(organisation: Organisation) -> QuerySet[Case]:
    party = Q()
    for name in _PARTIES:
        party |= Q(**{name: organisation})
    return Case.objects.filter(party, closed_at=None)


def _count(organisation: Organisation) -> int:
    return _open_at(organisation).count()


def _say(act: Act, case: Case, text: str) -> None:
    """All bodies of the case read it among the remarks; the flow's own events stay the flow's."""
    Comment.objects.create(
        case=case,
        at=act.at,
        person_id=act.actor.person,
        person_name=act.actor.name,
        organisation_name=act.actor.organisation_name,
        text=text,
    )


def move_cases(act: Act, before: Organisation, after: Organisation) -> int:
    """The successor takes every part the old body has in open cases; a hand-over that waits, waits for it."""
    rows = list(_open_at(before).select_for_update(of=("self",)).order_by("pk"))
    for case in rows:
        for name in _PARTIES:
            if getattr(case, f"{name}_id") == before.pk:
                setattr(case, name, after)
        case.save(update_fields=[*_PARTIES])
        _say(act, case, f"机构变更：{before.name}的职责由{after.name}承继，本事项一并转由其办理。")
    HandOver.objects.filter(case__in=rows, outcome=HandOver.Outcome.WAITING, to_org=before).update(
        to_org=after
    )
    return len(rows)


def move_assigned(act: Act, before: Person, after: Person, at: Organisation) -> int:
    """What the old holder of a post handles for that organisation goes to the new one."""
    rows = list(
        Case.objects.filter(assignee=before, closed_at=None, receiver=at)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for case in rows:
        case.assignee = after
        case.save(update_fields=["assignee"])
        _say(act, case, f"岗位交接：承办人由{before.name}改为{after.name}。")
    return len(rows)


open_work("协同事项", count=_count, move_person=move_assigned)(move_cases)
