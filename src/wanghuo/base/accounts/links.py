"""One-time sign-in links, for the command line, the supervisor and administrators."""

from __future__ import annotations

from django.conf import settings

from wanghuo.kernel.scope import Actor

from .actions.security import issue_link
from .models import FirstRun, Person, SignInLink


def make_link(
    person: Person,
    purpose: str = SignInLink.Purpose.SIGN_IN,
    minutes: int | None = None,
    *,
    by: Actor | None = None,
    note: str = "",
) -> str:
    """A path ``/link/<token>/`` for ``person``; the caller puts the address in front. Works once, until it expires."""
    token = issue_link(by or Actor.system("命令行"), person, purpose=purpose, minutes=minutes, note=note)
    return f"/link/{token}/"


def demo_links(minutes: int = 24 * 60) -> list[tuple[str, str]]:
    """(role and name, path) for each demo person, in the order of the list; empty unless this is the demo."""
    if not settings.DEMO:
        return []
    people = Person.objects.filter(demo=True, is_active=True).order_by("id")
    return [(_described(p), make_link(p, minutes=minutes)) for p in people]


def _described(person: Person) -> str:
    post = person.posts.select_related("organisation").order_by("id").first()
    return f"{post.organisation} {post.title} {person.name}" if post else person.name


def first_run_link(minutes: int = 24 * 60) -> str | None:
    """The path that opens the first run of an empty district; None once it is closed for ever."""
    row = FirstRun.objects.filter(pk=1).first()
    if (row and row.closed_at) or (row is None and Person.objects.exists()):
        return None
    token = issue_link(Actor.system("首次运行"), None, purpose=SignInLink.Purpose.FIRST_RUN, minutes=minutes)
    return f"/link/{token}/"
