"""Readers for status and metrics."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from .models import Delivery

LATE = timedelta(minutes=10)


def counts() -> dict[str, int]:
    """``waiting`` to leave, ``late`` (due for ten minutes or more), ``failed`` for good."""
    now = timezone.now()
    open_ = Q(state__in=(Delivery.State.WAITING, Delivery.State.SENDING))
    return Delivery.objects.aggregate(
        waiting=Count("pk", filter=open_),
        late=Count("pk", filter=open_ & Q(next_at__lt=now - LATE)),
        failed=Count("pk", filter=Q(state=Delivery.State.FAILED)),
    )
