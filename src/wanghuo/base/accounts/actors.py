"""From a signed-in person to the :class:`Actor` the policy knows."""

from __future__ import annotations

from wanghuo.base.divisions.models import Division
from wanghuo.kernel.scope import Actor, Grant

from .models import Person, Post


def territories(division: Division) -> tuple[str, ...]:
    """Code prefixes of a division over its whole history, so that rows under an older code stay in reach."""
    found, todo = {division.prefix}, [division]
    while todo:
        for before in Division.objects.filter(successor=todo.pop()):
            if before.prefix not in found:
                found.add(before.prefix)
                todo.append(before)
    return tuple(sorted(found))


def _grant(post: Post, deputy_for: int | None = None) -> Grant:
    areas = list(post.divisions.all()) or ([post.organisation.division] if post.organisation.division else [])
    return Grant(
        role=post.role,
        organisation=post.organisation_id,
        territories=tuple(sorted({t for d in areas for t in territories(d)})),
        sectors=None if post.sectors is None else frozenset(post.sectors or post.organisation.sectors),
        since=post.since,
        until=post.until,
        deputy_for=deputy_for,
    )


def actor_for(person: Person) -> Actor:
    """The actor with all posts ever held (each grant carries its own dates)."""
    posts = list(
        person.posts.select_related("organisation__division").prefetch_related("divisions").order_by("id")
    )
    main = posts[-1].organisation if posts else None
    return Actor(
        person.pk,
        person.name,
        tuple(_grant(p) for p in posts),
        "person",
        main.pk if main else None,
        str(main) if main else "",
    )
