"""The ledger over HTTP, read-only: entries in scope, proofs, and for everybody the published heads."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from wanghuo.base.scope.guards import api, public
from wanghuo.base.scope.rows import visible

from . import listing, queries
from .models import Entry

router = Router()


class LedgerEntryOut(Schema):
    """An entry. ``detail`` holds [before, after] pairs and facts; masked values stay masked."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    organisation_name: str
    role: str
    verb: str
    label: str
    object_type: str
    object_id: str
    object_label: str
    result: str
    reason: str
    detail: Any
    channel: str


class EntriesOut(Schema):
    """A page, newest first; ``older`` is the next page's ``before``."""

    entries: list[LedgerEntryOut]
    older: int | None


class Asked(Schema):
    actor: str = Field("", max_length=80)
    verb: str = Field("", max_length=80)
    result: Literal["", "done", "refused"] = ""
    object: str = Field("", max_length=170, description="类型:编号，如 cases.case:12")
    before: int | None = Field(None, ge=1, le=2**62)
    limit: int = Field(50, ge=1, le=200)


@router.get("/entries", response=EntriesOut, summary="操作台账")
@api("ledger.view")
def entries(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Entries the caller may see."""
    rows = listing.filtered(request.actor, asked.dict())  # type: ignore[attr-defined]
    shown = listing.page(rows, before=asked.before, size=asked.limit)
    return {"entries": shown.rows, "older": shown.older}


@router.get("/entries/{number}/proof", response={200: dict[str, Any]}, summary="一条记录的证明")
@api("ledger.view")
def proof(request: HttpRequest, number: int) -> dict[str, Any]:
    """The proof of an entry (docs/ledger.md, section 6). 404 when it is not in scope or not sealed yet."""
    rows = Entry.objects.filter(pk=number) if 0 < number < 2**63 else Entry.objects.none()
    found = visible(request.actor, rows, "ledger.view").exists() and queries.proof_of(number)  # type: ignore[attr-defined]
    if not found:
        raise Http404("没有这条记录，或尚未封存。")
    return found.as_json()


@router.get("/heads", response={200: dict[str, Any]}, summary="已公布的台账首部")
@public
def heads(request: HttpRequest) -> dict[str, Any]:
    """Published heads with signatures, and the public keys."""
    return queries.exported([row.number for row in queries.published()])
