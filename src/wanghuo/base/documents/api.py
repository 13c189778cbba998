"""Papers over HTTP, read only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from wanghuo.base.scope.guards import api

from . import queries

router = Router()


class PaperOut(Schema):
    id: int
    issuer: str
    kind: str
    title: str
    number: str
    state: str
    code: str | None
    seal_sha256: str
    drafted_at: datetime
    issued_at: datetime | None


class PaperWithBody(PaperOut):
    body: dict[str, Any]


def _plain(document: Any) -> dict[str, Any]:
    names = ("id", "kind", "title", "number", "state", "code", "seal_sha256", "drafted_at", "issued_at")
    return {"issuer": document.issuer.name, **{name: getattr(document, name) for name in names}}


@router.get("/papers", response=list[PaperOut], summary="公文列表")
@api("documents.view")
def papers(
    request: HttpRequest,
    state: str = Query("", max_length=20, description="环节"),
    before: int | None = Query(None, ge=1, le=2**62, description="只列编号小于它的，用于翻页"),
    limit: int = Query(50, ge=1, le=200),
) -> list[dict[str, Any]]:
    """Papers this account may read, newest first."""
    found = queries.readable(request.actor).order_by("-id")  # type: ignore[attr-defined]
    if state:
        found = found.filter(state=state)
    if before:
        found = found.filter(pk__lt=before)
    return [_plain(d) for d in found[:limit]]


@router.get("/papers/{int:number}", response=PaperWithBody, summary="一份公文及其正文")
@api("documents.view")
def paper(request: HttpRequest, number: int) -> dict[str, Any]:
    """One paper with its latest body."""
    document = queries.one(request.actor, number)  # type: ignore[attr-defined]
    return {**_plain(document), "body": queries.latest(document).body}
