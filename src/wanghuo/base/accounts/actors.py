"""From a signed-in person to the :class:`Actor` the policy knows."""

from __future__ import annotations

from datetime import date

from wanghuo.base.divisions.models import Division
from wanghuo.kernel.scope import Actor, Grant

from .models import Leave, Person, Post
from .rules import KEPT_APART

MEMBER = "member"


def territories(division: Division) -> tuple[str, ...]:
    """Code prefixes of a division over its whole history, so that rows under an older code stay in reach."""
    found, todo = {division.prefix}, [division]
    while todo:
        for before in Division.objects.filter(successor=todo.pop()):
            if before.prefix not in found:
                found.add(before.prefix)
                todo.append(before)
    return tuple(sorted(found))


def _later(a: date | None, b: date | None) -> date | None:
    return max((d for d in (a, b) if d), default=None)


def _earlier(a: date | None, b: date | None) -> date | None:
    return min((d for d in (a, b) if d), default=None)


def _grant(post: Post, leave: Leave | None = None) -> Grant:
    areas = list(post.divisions.all()) or ([post.organisation.division] if post.organisation.division else [])
    return Grant(
        role=post.role,
        organisation=post.organisation_id,
        territories=tuple(sorted({t for d in areas for t in territories(d)})),
        sectors=None if post.sectors is None else frozenset(post.sectors or post.organisation.sectors),
        since=_later(post.since, leave.since) if leave else post.since,
        until=_earlier(post.until, leave.until) if leave else post.until,
        deputy_for=post.person_id if leave else None,
    )


def _posts(**where: object) -> list[Post]:
    return list(
        Post.objects.filter(**where)
        .select_related("organisation__division")
        .prefetch_related("divisions")
        .order_by("id")
    )


def _stand_ins(person: Person) -> list[Grant]:
    """Grants of those whose approved leave this person covers. An administrator's seat is never lent."""
    leaves = list(person.stands_in.exclude(approved_at=None).filter(ended_at=None).order_by("id"))
    if not leaves:
        return []
    posts = _posts(person__in={leave.person_id for leave in leaves})
    return [
        grant
        for leave in leaves
        for post in posts
        if post.person_id == leave.person_id
        and post.role not in KEPT_APART
        and not _never(grant := _grant(post, leave))
    ]


def _never(grant: Grant) -> bool:
    return grant.since is not None and grant.until is not None and grant.until < grant.since


def member(person: Person) -> Actor:
    """The person with nothing but what every signed-in person may do to their own account."""
    return Actor(person.pk, person.name, (Grant(MEMBER),))


def actor_for(person: Person) -> Actor:
    """The actor with all posts ever held (each grant carries its own dates), deputies' grants and ``member``."""
    posts = _posts(person=person)
    main = posts[-1].organisation if posts else None
    return Actor(
        person.pk,
        person.name,
        (*(_grant(p) for p in posts), *_stand_ins(person), Grant(MEMBER)),
        "person",
        main.pk if main else None,
        str(main) if main else "",
    )
