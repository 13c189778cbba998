"""Telling people: the one function rooms call, inside the transaction of what they do."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from wanghuo.base.accounts.models import Leave, Person, Post

from . import channels, timing
from .models import Delivery, Message, Preference
from .texts import Rendered, Template, render, template

log = logging.getLogger("wanghuo.notify")
Mode = Preference.Mode


def send(
    to: Iterable[int] = (),
    *,
    template: str,
    values: Mapping[str, object],
    key: str,
    role: str = "",
    roles: Iterable[str] = (),
    organisation: int | None = None,
    link: str = "",
    urgent: bool = False,
    at: datetime | None = None,
) -> list[int]:
    """Tell persons by id, and/or all who hold a role (or one of several) at an organisation, their deputies included.

    The inbox has it when the caller's transaction commits; mail and gateways follow as the person prefers. The same
    ``key`` never tells a person twice. Returns the ids of those newly told; empty when there is nobody, which the
    caller may want to say. Raises TemplateError for an unknown template or a value not given.
    """
    told = _template(template)
    texts = render(told, values)
    now = at or timezone.now()
    wanted = set(to)
    asked = {role, *roles} - {""}
    if asked and organisation is not None:
        wanted |= set(holders(asked, organisation, now))
    people = Person.objects.filter(pk__in=wanted, is_active=True).order_by("pk")
    new = [
        message
        for person in people
        if (message := _message(person, told, texts, key, link, urgent or told.urgent, now))
    ]
    if not people:
        log.warning("nobody to tell: %s %s", template, key)
    _queue_deliveries(new, now)
    return [message.person_id for message in new]


def _template(id: str) -> Template:
    return template(id)


def holders(roles: Iterable[str], organisation: int, now: datetime) -> list[int]:
    """Persons who hold one of these roles at the organisation today, and who stand in for them."""
    day = timezone.localdate(now)
    posts = Post.objects.filter(
        Q(until=None) | Q(until__gte=day), role__in=list(roles), organisation=organisation, since__lte=day
    )
    own = set(posts.values_list("person_id", flat=True))
    leaves = Leave.objects.filter(person_id__in=own, since__lte=day, until__gte=day, ended_at=None)
    deputies = leaves.exclude(approved_at=None).values_list("deputy_id", flat=True)
    return sorted(own | set(deputies))


def _message(
    person: Person, told: Template, texts: Rendered, key: str, link: str, urgent: bool, now: datetime
) -> Message | None:
    message, new = Message.objects.get_or_create(
        person=person,
        key=key,
        defaults={
            "template": told.id,
            "title": texts.title,
            "text": texts.text,
            "short": texts.short,
            "link": link,
            "urgent": urgent,
            "at": now,
        },
    )
    return message if new else None


def _queue_deliveries(messages: list[Message], now: datetime) -> None:
    from .jobs import deliver

    outside = channels.available()
    if not outside or not messages:
        return
    modes = modes_of([message.person_id for message in messages], outside)
    waiting = [
        row
        for message in messages
        for channel in outside
        if (row := _delivery(message, channel, modes[message.person_id][channel], now))
    ]
    for row in Delivery.objects.bulk_create(waiting):
        if not row.digest and row.next_at <= now:
            deliver.once(f"notify.deliver:{row.pk}:0", delivery=row.pk)


def _delivery(message: Message, channel: str, mode: str, now: datetime) -> Delivery | None:
    if mode == Mode.OFF or (mode == Mode.URGENT and not message.urgent):
        return None
    if not channels.address(message.person, channel):
        return None
    digest = mode == Mode.DIGEST and not message.urgent
    moment = timing.digest_moment(now) if digest else timing.earliest(now, urgent=message.urgent)
    return Delivery(message=message, channel=channel, digest=digest, next_at=moment)


def default_mode(channel: str) -> str:
    """Mail at once; what rings a phone only when urgent. 系统默认."""
    return Mode.NOW if channel == channels.MAIL else Mode.URGENT


def modes_of(persons: Iterable[int], outside: Iterable[str]) -> dict[int, dict[str, str]]:
    """Person id → channel → mode, the person's choice or the default."""
    found = {person: {channel: default_mode(channel) for channel in outside} for person in persons}
    for row in Preference.objects.filter(person_id__in=list(found)):
        if row.channel in found[row.person_id]:
            found[row.person_id][row.channel] = row.mode
    return found
