"""The ledger's work, done from here because the ledger stands below the queue: sealing, and publishing the head."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils import timezone

from wanghuo.base.ledger import publishing, sealing

from .events import emit
from .sweeps import sweep


@sweep("ledger.seal", every=10, label="封存台账")
def seal(now: datetime) -> None:
    """Seal what is over; runs on one worker at a time."""
    sealing.seal_all(timezone.now())


@sweep("ledger.publish", every=60, label="公布台账首部")
def publish(now: datetime) -> None:
    """Tell ``ledger.head_published`` (``day``, ``head``) for every day that lacks it."""
    publishing.publish_due(now, partial(emit, "ledger.head_published"))
