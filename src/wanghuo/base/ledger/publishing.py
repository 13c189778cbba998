"""The signed head leaves the machine daily. Which days lack it is asked of the database, so an outage loses none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from .models import Publication

LACKING = """
SELECT (h.at AT TIME ZONE %s)::date AS day, max(h.number) FROM ledger_head h
WHERE h.at < %s AND h.at >= coalesce((SELECT (max(day) + 1)::timestamp AT TIME ZONE %s FROM ledger_publication), '-infinity')
GROUP BY 1 ORDER BY 1
"""


def publish_due(now: datetime, tell: Callable[..., None]) -> list[Publication]:
    """Publish the last head of every past day that has one and was not published; once each, however many workers ask.

    ``tell`` is called in the publication's transaction with ``day`` (ISO) and ``head``: the mail and the webhook hang on it.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    zone = timezone.get_current_timezone_name()
    with connection.cursor() as cursor:
        cursor.execute(LACKING, [zone, midnight, zone])
        lacking = cursor.fetchall()
    made = []
    for day, head in lacking:
        with transaction.atomic():
            row, new = Publication.objects.get_or_create(day=day, defaults={"head": head, "at": now})
            if new:
                tell(day=day.isoformat(), head=head)
                made.append(row)
    return made
