"""The one function for “rows this person may see”, and the one for “may this person do this”."""

from __future__ import annotations

import operator
from datetime import date
from functools import reduce
from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanghuo.kernel.scope import Actor, Decision, Reach, decide, reaches

from .policy import policy
from .registry import ScopeFields, fields_of, target_of

M = TypeVar("M", bound=models.Model)
NOTHING = Q(pk__in=[])


def _any(clauses: list[Q]) -> Q:
    return reduce(operator.or_, clauses) if clauses else NOTHING


def _in_territory(reach: Reach, declared: ScopeFields) -> Q:
    if declared.territory is None:
        return NOTHING
    return _any([Q(**{f"{declared.territory}__startswith": t}) for t in reach.grant.territories])


def _in_sector(reach: Reach, declared: ScopeFields) -> Q:
    if reach.grant.sectors is None:
        return Q()
    if declared.sector is None:
        return NOTHING
    return Q(**{f"{declared.sector}__in": sorted(reach.grant.sectors)})


def _clause(reach: Reach, declared: ScopeFields) -> Q:
    """The row form of :func:`wanghuo.kernel.scope.touches`; a property test holds the two together."""
    match reach.kind:
        case "all":
            return Q()
        case "territory":
            return _in_territory(reach, declared)
        case "sector":
            return _in_sector(reach, declared)
        case "territory+sector":
            return _in_territory(reach, declared) & _in_sector(reach, declared)
        case "organisation":
            if reach.grant.organisation is None:
                return NOTHING
            return _any([Q(**{p: reach.grant.organisation}) for p in declared.organisations])
        case "own":
            return _any([Q(**{f"{p}__in": sorted(reach.persons)}) for p in declared.persons])


def visible(
    actor: Actor, rows: models.QuerySet[M], action: str, *, day: date | None = None
) -> models.QuerySet[M]:
    """The rows of ``rows`` on which ``actor`` may do ``action`` (usually ``"room.view"``) on ``day``.

    Every query of a page, an API route, an export or a search goes through here.
    """
    declared = fields_of(rows.model)
    if declared.everyone and actor.kind != "public":
        return rows
    found = reaches(policy(), actor, action, day or timezone.localdate())
    if not found:
        return rows.none()
    if any(r.kind == "all" for r in found):
        return rows
    clauses = list(dict.fromkeys(_clause(r, declared) for r in found))
    wanted = _any(clauses)
    if any("__" in p for p in (*declared.organisations, *declared.persons)):
        return rows.filter(pk__in=rows.model._default_manager.filter(wanted).values("pk"))
    return rows.filter(wanted)


def mine(actor: Actor, rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """The rows that name this very person (``persons`` of the declaration): saved filters, drafts, own sessions."""
    if actor.person is None:
        return rows.none()
    declared = fields_of(rows.model)
    return rows.filter(_any([Q(**{p: actor.person}) for p in declared.persons]))


def may(actor: Actor, action: str, row: models.Model | None = None, *, day: date | None = None) -> Decision:
    """May ``actor`` do ``action`` to ``row`` (None: anywhere) on ``day``? Says why not."""
    target = target_of(row) if row is not None else None
    return decide(policy(), actor, action, target, day or timezone.localdate())
