"""From the parties a flow names (移交方, 接收单位负责人, 区消安委办 …) to people, and from a person to parties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from wanghuo.base.accounts.models import Leave, Person, Post
from wanghuo.kernel.flow import Transition
from wanghuo.kernel.scope import Actor

from .models import Case

LEADERS = frozenset({"department_chief", "town_chief", "brigade_chief"})
COMMITTEE = "committee_office"
COMMITTEE_LEADER = "district_leader"
WORKERS = frozenset(
    {
        "department_clerk",
        "town_clerk",
        "brigade_officer",
        "police_officer",
        "village_clerk",
        "duty_officer",
        COMMITTEE,
    }
)
_PARTY_FIELDS = {"originator": "owner_id", "sender": "sender_id", "receiver": "receiver_id"}


def facts_of(actor: Actor, case: Case, day: date) -> frozenset[str]:
    """What is true of the actor toward this case, in the words of the flow. Deputies stand for whom they cover."""
    if actor.kind == "system":
        return frozenset({"system"})
    mine, roles = actor.organisations(day), actor.roles(day)
    facts = {party for party, column in _PARTY_FIELDS.items() if getattr(case, column) in mine}
    facts |= {
        f"{party}.leader"
        for party, column in _PARTY_FIELDS.items()
        if any(
            grant.organisation == getattr(case, column) and grant.role in LEADERS and grant.holds(day)
            for grant in actor.grants
        )
    }
    if "sender" in facts and case.sender_id != case.owner_id:
        facts.add("forwarder")
    if case.assignee_id is not None and case.assignee_id in actor.stands_for(day):
        facts.add("assignee")
    if COMMITTEE in roles:
        facts.add("committee")
    if COMMITTEE_LEADER in roles:
        facts.add("committee.leader")
    return frozenset(facts)


def acts_for(actor: Actor, case: Case, transition: Transition | None, day: date) -> int | None:
    """The organisation in whose name the actor takes this step: the party it is the business of, else his own."""
    mine = actor.organisations(day)
    wanted = {fact for alternative in transition.who for fact in alternative} if transition else set()
    if "forwarder" in wanted:
        wanted.add("sender")
    for party, column in reversed(_PARTY_FIELDS.items()):
        if party in wanted and getattr(case, column) in mine:
            return getattr(case, column)
    return actor.organisation


def persons_for(case: Case, parties: Iterable[str], day: date) -> list[int]:
    """Ids of the people meant by those parties, each once, in a steady order."""
    found: dict[int, None] = {}
    for party in parties:
        for person in _persons(case, party, day):
            found.setdefault(person)
    for deputy in _deputies(found, day):
        found.setdefault(deputy)
    return list(found)


def _deputies(persons: Iterable[int], day: date) -> list[int]:
    """Who stands in, that day, for those of ``persons`` who are on leave."""
    away = Leave.objects.filter(person__in=list(persons), since__lte=day, until__gte=day, ended_at=None)
    return list(
        away.exclude(approved_at=None).order_by("deputy_id").values_list("deputy_id", flat=True).distinct()
    )


def people_of(organisation: int | None) -> list[Person]:
    """Those who hold a post there today: whom a case can be given to."""
    today = timezone.localdate()
    return list(
        Person.objects.filter(
            Q(posts__until__isnull=True) | Q(posts__until__gte=today),
            posts__organisation=organisation,
            posts__since__lte=today,
            is_active=True,
        )
        .distinct()
        .order_by("pinyin", "id")
    )


def _persons(case: Case, party: str, day: date) -> list[int]:
    if party == "assignee":
        return [case.assignee_id] if case.assignee_id else []
    if party == "committee":
        return _holding(day, roles={COMMITTEE})
    if party == "committee.leader":
        return _holding(day, roles={COMMITTEE_LEADER})
    base, _, rank = party.partition(".")
    organisation = getattr(case, _PARTY_FIELDS.get("sender" if base == "forwarder" else base, ""), None)
    if organisation is None:
        return []
    if rank == "leader":
        # A body without a leader's post must not swallow an escalation: then everyone there is told.
        return _holding(day, organisation, LEADERS) or _holding(day, organisation)
    return _holding(day, organisation, WORKERS) or _holding(day, organisation)


def _holding(day: date, organisation: int | None = None, roles: Iterable[str] | None = None) -> list[int]:
    posts = Post.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), since__lte=day, person__is_active=True
    )
    if organisation is not None:
        posts = posts.filter(organisation=organisation)
    if roles is not None:
        posts = posts.filter(role__in=list(roles))
    return list(posts.order_by("person_id").values_list("person_id", flat=True).distinct())
