"""What is due to leave, found by query; each delivery a job of its own."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from wanghuo.base.jobs.registry import job
from wanghuo.base.jobs.sweeps import sweep

from . import delivering, ledger  # noqa: F401 - hears the ledger's daily head


@job("notify.deliver", atomic=False, attempts=1)
def deliver(delivery: int) -> None:
    """Retries are the delivery's own: it notes the failure and when to try again."""
    delivering.deliver(delivery)


@job("notify.digest", atomic=False, attempts=1)
def digest(person: int, channel: str) -> None:
    delivering.deliver_digest(person, channel)


@sweep("notify.due", every=5, label="到期的消息发送")
def due(now: datetime) -> None:
    for row in delivering.due(now):
        claim = f":{row.claimed_at:%H%M%S}" if row.state == "sending" and row.claimed_at else ""
        deliver.once(
            f"notify.deliver:{row.pk}:{row.attempts}:{row.next_at:%Y%m%d%H%M%S}{claim}", delivery=row.pk
        )
    for person, channel in delivering.digests_due(now):
        stamp = timezone.localtime(now)
        digest.once(f"notify.digest:{person}:{channel}:{stamp:%Y%m%d%H%M}", person=person, channel=channel)
