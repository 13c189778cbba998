"""Reading indicators: now, or as of a past day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from wanghuo.base.scope.policy import policy
from wanghuo.kernel.scope import Actor, reaches

from .models import Snapshot
from .registry import INDICATORS, Indicator, Period, Reading, Scope, get, labelled


def compute(id: str, scope: Scope, period: Period, *, today: date | None = None) -> Reading:
    """The value for a scope and a period. A past period of append-only data is read from its snapshot when there is one.

    Raises IndicatorError for an id nobody declared. Never writes.
    """
    wanted = get(id)
    if wanted.append_only and period.until < (today or timezone.localdate()):
        kept = Snapshot.objects.filter(
            indicator=id, scope=scope.key, since=period.since, until=period.until
        ).first()
        if kept:
            return Reading(
                kept.value, kept.reason, kept.as_of, wanted(scope, period).evidence, from_snapshot=True
            )
    return wanted(scope, period)


def scope_of(actor: Actor, action: str, *, day: date | None = None) -> Scope | None:
    """For whom this actor may read: everything, the territories of its posts, or its organisation. None: nothing."""
    found = reaches(policy(), actor, action, day or timezone.localdate())
    if not found:
        return None
    if any(reach.kind == "all" for reach in found):
        return labelled(Scope())
    territories = tuple(
        sorted({t for r in found if r.kind.startswith("territory") for t in r.grant.territories})
    )
    if territories:
        return labelled(Scope(_outermost(territories)))
    organisation = next((r.grant.organisation for r in found if r.grant.organisation), None)
    return (
        Scope(organisation=organisation, label=actor.organisation_name or "本单位") if organisation else None
    )


def _outermost(territories: tuple[str, ...]) -> tuple[str, ...]:
    """Without those that lie in another: ("500154", "500154104") → ("500154",)."""
    return tuple(
        t for t in territories if not any(t != other and t.startswith(other) for other in territories)
    )


def narrowed(allowed: Scope, territory: str) -> Scope | None:
    """A territory within what is allowed, or None when it lies outside."""
    if not territory:
        return allowed
    if allowed.territories and not territory.startswith(allowed.territories):
        return None
    if allowed.organisation is not None:
        return None
    return labelled(Scope((territory,)))


def catalogue() -> list[Indicator]:
    """All declared indicators: served ones first, by owner and id."""
    return sorted(INDICATORS.values(), key=lambda one: (one.planned, one.owner, one.id))
