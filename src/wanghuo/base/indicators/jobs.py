"""Keeping the values of days that are over, where the data behind them never changes."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.utils import timezone

from wanghuo.base.jobs.registry import job
from wanghuo.base.jobs.sweeps import sweep

from .models import Snapshot
from .registry import INDICATORS, Period, Scope, get, scopes_to_keep

log = logging.getLogger("wanghuo.indicators")
LONGEST_GAP = 31  # days looked back after an outage


@sweep("indicators.snapshots", every=900, label="留存昨日指标")
def due(now: datetime) -> None:
    """Every day that is over and not kept yet, however long the outage was (a month at most)."""
    today = timezone.localdate(now)
    for back in range(1, LONGEST_GAP + 1):
        day = today - timedelta(days=back)
        if Snapshot.objects.filter(until=day).exists():
            return
        if back > 1 and not Snapshot.objects.filter(until__lt=day).exists():
            return  # nothing was ever kept before: yesterday is the first
        for one in INDICATORS.values():
            if one.append_only and not one.planned:
                keep_day.once(f"indicators.keep:{one.id}:{day}", indicator=one.id, day=day.isoformat())


@job("indicators.keep_day")
def keep_day(indicator: str, day: str) -> None:
    """Year-to-date of one indicator on one day, for every scope that is kept."""
    period = Period.year_to(date.fromisoformat(day))
    for scope in scopes_to_keep():
        keep(indicator, scope, period)


def keep(id: str, scope: Scope, period: Period) -> Snapshot:
    """Count and store; what has been stored is never counted again."""
    found = Snapshot.objects.filter(
        indicator=id, scope=scope.key, since=period.since, until=period.until
    ).first()
    if found:
        return found
    reading = get(id)(scope, period)
    return Snapshot.objects.get_or_create(
        indicator=id,
        scope=scope.key,
        since=period.since,
        until=period.until,
        defaults={"value": reading.value, "reason": reading.reason, "as_of": reading.as_of},
    )[0]
