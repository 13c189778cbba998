"""Organisations, people and posts for tests of any room."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.test import Client

from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.accounts.models import Organisation, Person, Post
from wanghuo.base.divisions.models import Division
from wanghuo.kernel.scope import Actor

_number = count(1)


def division(code: str, name: str, level: str = "town", parent: Division | None = None, **more) -> Division:
    return Division.objects.get_or_create(
        code=code, defaults={"name": name, "level": level, "parent": parent, **more}
    )[0]


def district() -> Division:
    return division("500154000000", "开州区", "district")


def town(code: str = "500154001000", name: str = "汉丰街道") -> Division:
    return division(code, name, "town", district())


def organisation(
    name: str = "", *, kind: str = "department", division: Division | None = None, sectors=(), **more
) -> Organisation:
    n = next(_number)
    return Organisation.objects.create(
        name=name or f"测试单位{n}", kind=kind, division=division, sectors=list(sectors), **more
    )


def person_with(
    role: str, at: Organisation | None = None, *, divisions=(), sectors=(), name: str = "", **more
) -> Person:
    """A person holding one post with that role since 2000, at ``at`` (a new organisation of the district by default)."""
    n = next(_number)
    at = at or organisation(division=district())
    person = Person.objects.create(username=f"u{n}", name=name or f"人员{n}", **more)
    post = Post.objects.create(
        person=person,
        organisation=at,
        title="经办人",
        role=role,
        since=date(2000, 1, 1),
        sectors=None if sectors is None else list(sectors),
    )
    post.divisions.set(divisions)
    return person


def actor_with(role: str, at: Organisation | None = None, **more) -> Actor:
    return actor_for(person_with(role, at, **more))


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client
