"""People of the demonstration: invented, marked 演示, without a password. Only with ``settings.DEMO``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from wanghuo.base.divisions.models import Division
from wanghuo.base.divisions.pinyin import person_initials, person_key

from .bodies import Body
from .loaders import write
from .models import Organisation, Person, Post

# Long enough ago that papers of 2020 can be worked on as of their time.
SINCE = date(2020, 1, 1)


def load_demo(folder: Path, progress: Callable[[str], None]) -> int:
    """The folder's ``demo-people.toml``. Returns how many people are new."""
    file = folder / "demo-people.toml"
    if not file.exists():
        return 0
    data = tomllib.loads(file.read_text("utf-8"))
    usernames = [row["username"] for row in data["person"]]
    there = set(Person.objects.filter(username__in=usernames).values_list("username", flat=True))
    if len(there) == len(usernames):
        return 0
    progress("装载演示人员（均标“演示”，仅供演示）")
    with transaction.atomic():
        write([_body(row) for row in data.get("organisation", [])], demo=True)
        for row in data["person"]:
            if row["username"] not in there:
                _person(row)
    return len(usernames) - len(there)


def _body(row: dict[str, Any]) -> Body:
    return Body(
        row["key"],
        row["name"],
        row["short_name"],
        row["kind"],
        row.get("parent", ""),
        row["division"],
        False,
        tuple(row.get("sectors", ())),
        source="演示数据",
    )


def _person(row: dict[str, Any]) -> None:
    bare = row["name"].removesuffix("（演示）")
    person = Person(
        username=row["username"],
        name=row["name"],
        pinyin=person_key(bare),
        initials=person_initials(bare),
        demo=True,
    )
    person.set_unusable_password()
    person.save()
    at = Organisation.objects.get(key=row["organisation"])
    post = Post.objects.create(
        person=person,
        organisation=at,
        title=row["title"],
        role=row["role"],
        sectors=None if row.get("all_sectors") else [],
        since=SINCE,
        basis="演示数据",
    )
    post.divisions.set(Division.objects.filter(code__in=row.get("divisions", [])))
