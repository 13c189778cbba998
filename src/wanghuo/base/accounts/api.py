"""The HTTP API of accounts: who am I, and organisations by name."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from wanghuo.base.scope.guards import api
from wanghuo.base.scope.policy import policy
from wanghuo.base.scope.rows import visible

from .models import Organisation
from .queries import find_organisations, standing

router = Router()


class GrantOut(Schema):
    role: str
    role_label: str
    organisation: int | None
    deputy_for: int | None


class MeOut(Schema):
    person: int
    name: str
    organisation: str
    grants: list[GrantOut]


class OrganisationOut(Schema):
    id: int
    name: str
    short_name: str
    kind: str
    kind_label: str
    parent: int | None
    division: str | None
    sectors: list[str]
    valid_until: str | None


@router.get("/me", response=MeOut, summary="当前登录人及其岗位")
@api("accounts.organisations")
def me(request: HttpRequest):
    """The person behind the session or token, with the grants in force today."""
    actor, today, labels = request.actor, timezone.localdate(), policy().labels  # type: ignore[attr-defined]
    grants = [g for g in actor.grants if g.holds(today) and g.role in labels]
    return {
        "person": actor.person,
        "name": actor.name,
        "organisation": actor.organisation_name,
        "grants": [
            {
                "role": g.role,
                "role_label": labels[g.role],
                "organisation": g.organisation,
                "deputy_for": g.deputy_for,
            }
            for g in grants
        ],
    }


@router.get("/organisations", response=list[OrganisationOut], summary="按名称、别称或拼音查单位")
@api("accounts.organisations")
def organisations(
    request: HttpRequest, q: str = Query("", max_length=100), limit: int = Query(20, ge=1, le=200)
):
    """Standing organisations matching ``q`` (name, alias, pinyin, initials), by pinyin."""
    rows = visible(
        request.actor,  # type: ignore[attr-defined]
        standing(Organisation.objects.all(), timezone.localdate()),
        "accounts.organisations",
    )
    found = find_organisations(rows.select_related("division"), q).order_by("pinyin", "id")[:limit]
    return [
        {
            "id": o.pk,
            "name": o.name,
            "short_name": o.short_name,
            "kind": o.kind,
            "kind_label": o.get_kind_display(),
            "parent": o.parent_id,
            "division": o.division.code if o.division else None,
            "sectors": o.sectors,
            "valid_until": o.valid_until.isoformat() if o.valid_until else None,
        }
        for o in found
    ]
