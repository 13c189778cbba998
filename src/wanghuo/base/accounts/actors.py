"""From a signed-in person to the :class:`Actor` the policy knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from wanghuo.base.divisions.models import Division
from wanghuo.kernel.scope import Actor, Grant

from .models import Leave, Person, Post
from .rules import KEPT_APART

MEMBER = "member"


def histories(divisions: Iterable[Division]) -> dict[int, tuple[str, ...]]:
    """For each division the code prefixes of its whole history, so that rows under an older code stay in reach.

    One query a generation for all of them together: a unit is recoded once in many years.
    """
    found = {d.pk: {d.prefix} for d in divisions}
    heirs = {pk: {pk} for pk in found}  # an older row → the asked-for rows it became
    while heirs:
        older: dict[int, set[int]] = {}
        for before in Division.objects.filter(successor__in=heirs):
            for asked in heirs[before.successor_id or 0]:
                if before.prefix not in found[asked]:
                    found[asked].add(before.prefix)
                    older.setdefault(before.pk, set()).add(asked)
        heirs = older
    return {pk: tuple(sorted(prefixes)) for pk, prefixes in found.items()}


def territories(division: Division) -> tuple[str, ...]:
    """Code prefixes of one division over its whole history."""
    return histories([division])[division.pk]


def _later(a: date | None, b: date | None) -> date | None:
    return max((d for d in (a, b) if d), default=None)


def _earlier(a: date | None, b: date | None) -> date | None:
    return min((d for d in (a, b) if d), default=None)


def _areas(post: Post) -> list[Division]:
    return list(post.divisions.all()) or ([post.organisation.division] if post.organisation.division else [])


def _grant(post: Post, reach: dict[int, tuple[str, ...]], leave: Leave | None = None) -> Grant:
    return Grant(
        role=post.role,
        organisation=post.organisation_id,
        territories=tuple(sorted({t for d in _areas(post) for t in reach[d.pk]})),
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


def _stood_in_for(person: Person) -> list[tuple[Post, Leave]]:
    """Posts of those whose approved leave this person covers. An administrator's seat is never lent."""
    leaves = list(person.stands_in.exclude(approved_at=None).filter(ended_at=None).order_by("id"))
    if not leaves:
        return []
    posts = _posts(person__in={leave.person_id for leave in leaves})
    return [
        (post, leave)
        for leave in leaves
        for post in posts
        if post.person_id == leave.person_id and post.role not in KEPT_APART
    ]


def _never(grant: Grant) -> bool:
    return grant.since is not None and grant.until is not None and grant.until < grant.since


def member(person: Person) -> Actor:
    """The person with nothing but what every signed-in person may do to their own account."""
    return Actor(person.pk, person.name, (Grant(MEMBER),))


def actor_for(person: Person) -> Actor:
    """The actor with all posts ever held (each grant carries its own dates), deputies' grants and ``member``."""
    posts, lent = _posts(person=person), _stood_in_for(person)
    reach = histories({d.pk: d for p in (*posts, *(p for p, _ in lent)) for d in _areas(p)}.values())
    own = [_grant(p, reach) for p in posts]
    deputy = [g for p, leave in lent if not _never(g := _grant(p, reach, leave))]
    today = timezone.localdate()
    main = next((p.organisation for p in reversed(posts) if p.holds(today)), None)
    main = main or (posts[-1].organisation if posts else None)
    return Actor(
        person.pk,
        person.name,
        (*own, *deputy, Grant(MEMBER)),
        "person",
        main.pk if main else None,
        str(main) if main else "",
    )
