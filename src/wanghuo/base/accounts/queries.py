"""Readers of accounts: who holds what, who is locked, what is found by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from .limits import lock_rules, session_limits, totp_for_all
from .models import Attempt, Organisation, Person, Post, Session, SignInLink, Totp
from .rules import KEPT_APART, locked_until
from .sealing import account_digest, digest


def holding(posts: QuerySet[Post], day: date) -> QuerySet[Post]:
    """The posts in force on a day."""
    return posts.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


def standing(organisations: QuerySet[Organisation], day: date) -> QuerySet[Organisation]:
    """The organisations that exist on a day."""
    return organisations.filter(
        Q(valid_until=None) | Q(valid_until__gte=day), Q(valid_from=None) | Q(valid_from__lte=day)
    )


def is_administrator(person: Person, day: date | None = None) -> bool:
    day = day or timezone.localdate()
    return holding(person.posts.filter(role__in=KEPT_APART), day).exists()


def must_use_totp(person: Person) -> bool:
    """Administrators always, everyone when the setting says so; not the demo's people, who come by link only."""
    return not person.demo and (totp_for_all() or is_administrator(person))


def has_totp(person: Person) -> bool:
    return Totp.objects.filter(person=person).exclude(confirmed_at=None).exists()


def totp_of(person: Person) -> Totp | None:
    """The second factor, bound or being bound."""
    return Totp.objects.filter(person=person).first()


def link_by_token(token: str) -> SignInLink | None:
    return SignInLink.objects.select_related("person").filter(token_hash=digest(token)).first()


def password_about(person: Person) -> list[str]:
    """What a password must not mention: user name, name, its pinyin and initials, phone."""
    return [
        fact
        for fact in (
            person.username,
            person.name,
            person.pinyin.replace(" ", ""),
            person.phone,
            person.phone[-6:],
            person.email.partition("@")[0],
        )
        if fact
    ]


def _failures(tries: Iterable[tuple[datetime, bool]], since: datetime | None) -> list[datetime]:
    """Failures after the last success (and after ``since``), newest first in, any order out."""
    found = []
    for at, ok in tries:
        if ok or (since and at <= since):
            break
        found.append(at)
    return found


def account_locked_until(username: str, person: Person | None, now: datetime) -> datetime | None:
    """Until when this account is locked; the same for names nobody bears, so that nothing can be told from it."""
    rules = lock_rules()
    unlocked = person.unlocks.order_by("-id").values_list("at", flat=True).first() if person else None
    tries = (
        Attempt.objects.filter(
            account=account_digest(username), at__gte=now - timedelta(minutes=2 * rules.minutes)
        )
        .order_by("-at", "-id")
        .values_list("at", "ok")[: rules.tries * 4]
    )
    until = locked_until(_failures(tries, unlocked), rules.tries, rules.minutes)
    return until if until and until > now else None


def address_locked_until(address: str, now: datetime) -> datetime | None:
    """Until when an address is locked: its failures on any account within the window, successes not counted off."""
    rules = lock_rules()
    if not address:
        return None
    times = list(
        Attempt.objects.filter(
            address=address, ok=False, at__gte=now - timedelta(minutes=2 * rules.minutes)
        ).values_list("at", flat=True)[: rules.address_tries * 4]
    )
    until = locked_until(times, rules.address_tries, rules.minutes)
    return until if until and until > now else None


def _searchable(text: str) -> str:
    """Without what PostgreSQL cannot hold in text."""
    return text.replace("\0", "").strip()


def find_organisations(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Those of ``rows`` whose name, alias, pinyin or initials match what was typed."""
    text = _searchable(text)
    if not text:
        return rows
    plain = text.lower().replace(" ", "")
    found = (
        Q(name__icontains=text)
        | Q(short_name__icontains=text)
        | Q(aliases__contains=[text])
        | Q(former_names__name__icontains=text)
        | Q(initials__startswith=plain)
    )
    if plain.isascii():
        found |= Q(pinyin__startswith=text.lower()) | Q(initials__contains=plain)
    return rows.filter(found).distinct()


def organisation_named(name: str, *, day: date | None = None) -> Organisation | None:
    """The one organisation that a paper calls ``name``: full name, short name, alias or former name.

    None when there is none or when several answer; standing ones come before those gone.
    """
    name = _searchable(name)
    asked = Organisation.objects.filter(
        Q(name=name) | Q(short_name=name) | Q(aliases__contains=[name]) | Q(former_names__name=name)
    ).distinct()
    found = list(standing(asked, day or timezone.localdate())[:2]) or list(asked[:2])
    return found[0] if len(found) == 1 else None


def live_sessions(person: Person) -> list[Session]:
    """Sessions that still open something, the most recent first."""
    limits, now = session_limits(), timezone.now()
    rows = Session.objects.filter(person=person, ended_at=None)
    return list(rows.filter(seen__gte=now - limits.idle, since__gte=now - limits.whole).order_by("-seen"))


def recent_attempts(person: Person, count: int = 20) -> list[Attempt]:
    return list(Attempt.objects.filter(person=person).order_by("-id")[:count])


def as_at(organisation: Organisation, day: date) -> str:
    """The full name an organisation bore on a day (papers of that time keep it)."""
    later = organisation.former_names.filter(until__gte=day).order_by("until").first()
    return later.name if later else organisation.name
