"""One-time sign-in links, for the command line, the supervisor and administrators."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q

from wanghuo.kernel.scope import Actor

from .actions.security import issue_link
from .models import Person, SignInLink


def person_called(name: str) -> Person:
    """The one active person with that user name or name (演示 may be left out). Raises LookupError in Chinese."""
    bare = name.strip().removesuffix("（演示）")
    found = list(
        Person.objects.filter(
            Q(username=bare) | Q(name__in=[bare, f"{bare}（演示）"]), is_active=True
        ).order_by("id")[:6]
    )
    if len(found) == 1:
        return found[0]
    people = found or list(Person.objects.filter(is_active=True).order_by("id")[:30])
    listed = "、".join(f"{p.username}（{p.name.removesuffix('（演示）')}）" for p in people) or "还没有任何人"
    raise LookupError(
        f"有 {len(found)} 人叫“{name}”，请用登录名：{listed}"
        if found
        else f"没有叫“{name}”的人。现有：{listed}"
    )


def make_link(
    person: Person | str,
    purpose: str = SignInLink.Purpose.SIGN_IN,
    minutes: int | None = None,
    *,
    by: Actor | None = None,
    note: str = "",
) -> str:
    """A path ``/link/<token>/`` for a person (or a user name); the caller puts the address in front.

    Works once, until it expires. Raises LookupError for a name nobody or several bear.
    """
    if isinstance(person, str):
        person = person_called(person)
    token = issue_link(by or Actor.system("命令行"), person, purpose=purpose, minutes=minutes, note=note)
    return f"/link/{token}/"


def demo_links(minutes: int = 24 * 60) -> list[dict[str, str]]:
    """``name``, ``about`` (organisation and post) and ``url`` (path) for each demo person, in the list's order.

    Empty unless this is the demo.
    """
    if not settings.DEMO:
        return []
    people = Person.objects.filter(demo=True, is_active=True).order_by("id")
    return [
        {"name": p.name, "about": _post_of(p), "url": make_link(p, minutes=minutes), "username": p.username}
        for p in people
    ]


def _post_of(person: Person) -> str:
    post = person.posts.select_related("organisation").order_by("id").first()
    return f"{post.organisation} · {post.title}" if post else ""
