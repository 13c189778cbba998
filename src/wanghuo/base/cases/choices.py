"""What the forms offer: bodies one may act for, sectors, towns."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.accounts.queries import standing
from wanghuo.base.accounts.sectors import labels
from wanghuo.base.divisions.models import Division
from wanghuo.kernel.scope import Actor


def owners_of(actor: Actor, *, rows: bool = False) -> list[Any]:
    """Bodies in whose name the actor may draft, his main one first: (id, name), or the rows themselves."""
    today = timezone.localdate()
    mine = standing(Organisation.objects.filter(pk__in=actor.organisations(today)), today)
    found = sorted(mine, key=lambda body: body.pk != actor.organisation)
    return found if rows else [(body.pk, str(body)) for body in found]


def sector_choices() -> list[tuple[str, str]]:
    return list(labels().items())


def town_choices() -> list[tuple[str, str]]:
    """Codes and names of the towns in being, in the order of their pinyin."""
    today = timezone.localdate()
    towns = Division.objects.filter(level=Division.Level.TOWN).order_by("pinyin", "code")
    return [(one.code, one.name) for one in towns if one.valid_until is None or one.valid_until >= today]


def town_of(code: str) -> Division | None:
    return Division.objects.filter(code=code).first() if code.isdigit() else None
