"""Readers: papers a person may see, their latest body, the public verification."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.apps import apps
from django.db import models
from django.utils import timezone

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.files.models import Attachment
from wanghuo.base.files.queries import attachments_of
from wanghuo.base.scope import Refused
from wanghuo.base.scope.rows import visible
from wanghuo.kernel.scope import Actor

from . import rules
from .body import Body, from_json, sha256
from .body.dates import chinese
from .models import Countersign, Document, Service, Version

FINAL, SCAN, PAPER = "documents.final", "documents.scan", "documents.attachment"


def readable(actor: Actor) -> models.QuerySet[Document]:
    """Papers of one's own office, those it has been asked to countersign, and issued ones served on it."""
    own = visible(actor, Document.objects.all(), "documents.view").values("pk")
    asked = visible(actor, Countersign.objects.all(), "documents.countersign").values("document_id")
    served = visible(actor, Service.objects.all(), "documents.receive").values("document_id")
    return Document.objects.filter(
        models.Q(pk__in=own) | models.Q(pk__in=asked) | models.Q(pk__in=served)
    ).select_related("issuer")


def one(actor: Actor, number: int) -> Document:
    """The paper, when this person may read it; Refused 404 otherwise, whether or not it exists."""
    found = readable(actor).filter(pk=number).first()
    if found is None:
        raise Refused(
            "没有这份公文，或不在您的权限范围内。",
            rule="岗位与权限规则",
            next_step="请从公文列表打开；如需查看，请联系发文单位。",
            status=404,
        )
    return found


def latest(document: Document) -> Version:
    """The newest version."""
    return document.versions.order_by("-number")[0]


def body_of(document: Document) -> Body:
    """The body as it now stands."""
    return from_json(latest(document).body)


def round_of(document: Document) -> models.QuerySet[Countersign]:
    """会签 of the current round, by organisation."""
    last = document.countersigns.aggregate(last=models.Max("round"))["last"] or 0
    return document.countersigns.filter(round=last).select_related("organisation").order_by("id")


def file_of(document: Document, purpose: str) -> Attachment | None:
    """The newest file of a purpose on the paper."""
    return attachments_of(document, purpose).order_by("-id").first()


def issued_file(document: Document) -> Attachment | None:
    """The issued copy: the stamped scan where there is one, else the final PDF."""
    return file_of(document, SCAN) or file_of(document, FINAL)


def linked_to(row: models.Model) -> models.QuerySet[Document]:
    """Papers drafted for a row of another room, oldest first. The row itself must be visible to the reader."""
    return Document.objects.filter(link_model=row._meta.label_lower, link_id=row.pk).order_by("id")


@dataclass(frozen=True, slots=True)
class Verified:
    """What the public may know of an issued paper: no names of persons, no text of the body."""

    issuer: str
    number: str
    title: str
    date: str
    code: str
    seal_sha256: str
    state: str
    intact: bool


def verify(code: str) -> Verified | None:
    """The issued paper of a code, its seal computed anew from what the database holds now."""
    wanted = code.strip().upper()
    document = (
        Document.objects.filter(code=wanted, state__in=["issued", "revoked"]).select_related("issuer").first()
    )
    if document is None:
        return None
    newest = latest(document)
    body = from_json(newest.body)
    files = (document.manifest or {})["files"]
    again = rules.seal_hash(rules.manifest(sha256(body), [tuple(f) for f in files]))
    whole = again == document.seal_sha256 and sha256(body) == newest.sha256 == document.body_sha256
    return Verified(
        document.issuer.name,
        document.number,
        document.title,
        chinese(body.date) if body.date else "",
        wanted,
        document.seal_sha256,
        document.state,
        whole and body.number == document.number and body.title == document.title,
    )


def is_same_file(code: str, file: BinaryIO | Iterable[bytes]) -> str:
    """Which file of the issued paper has these bytes: "scan", "pdf", "attachment"; "" none. Nothing is kept."""
    document = Document.objects.filter(code=code.strip().upper(), state__in=["issued", "revoked"]).first()
    if document is None:
        return ""
    digest = hashlib.sha256()
    chunks = file.chunks() if hasattr(file, "chunks") else file
    for chunk in chunks:
        digest.update(chunk)
    held = {sha: role for role, sha in (document.manifest or {})["files"]}
    return held.get(digest.hexdigest(), "")


def version_of(document: Document, number: int) -> Version:
    """One version; Refused 404 when there is none of that number."""
    found = document.versions.filter(number=number).first()
    if found is None:
        raise Refused("没有这个版本。", rule="公文版本", next_step="请从公文页面选择版本。", status=404)
    return found


def part_for(actor: Actor, document: Document) -> Countersign | None:
    """The open 会签 of this round that the actor's office has to answer."""
    return visible(actor, round_of(document), "documents.countersign").filter(agreed=None).first()


def service_for(actor: Actor, number: int) -> Service:
    """A service on the actor's office; Refused 404 otherwise."""
    found = (
        visible(actor, Service.objects.select_related("document"), "documents.receive")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise Refused(
            "没有这份收文，或不在您的权限范围内。",
            rule="岗位与权限规则",
            next_step="请从收文列表打开。",
            status=404,
        )
    return found


def issuers_for(actor: Actor) -> list[Organisation]:
    """The offices in whose name the actor may draft today."""
    held = actor.organisations(timezone.localdate())
    return list(
        visible(
            actor, Organisation.objects.filter(pk__in=held, valid_until=None), "documents.draft"
        ).order_by("pk")
    )


def organisation_names() -> list[str]:
    """Full names of bodies that exist, for the list beside a field. Villages are left out: they are too many."""
    held = Organisation.objects.filter(valid_until=None).exclude(
        kind__in=["village", "community", "enterprise"]
    )
    return list(held.order_by("pinyin").values_list("name", flat=True)[:800])


def organisation_named(name: str) -> Organisation | None:
    return Organisation.objects.filter(name=name.strip(), valid_until=None).first()


def to_countersign(actor: Actor) -> models.QuerySet[Document]:
    """Papers whose open round waits for the actor's office."""
    newest = (
        Countersign.objects.filter(document=models.OuterRef("document"))
        .order_by("-round")
        .values("round")[:1]
    )
    parts = visible(actor, Countersign.objects.filter(agreed=None), "documents.countersign")
    waiting = parts.filter(round=models.Subquery(newest)).values("document_id")
    return Document.objects.filter(pk__in=waiting, state="countersign").order_by("id")


def linked_row(document: Document) -> models.Model | None:
    """The row of another room the paper was drafted for; None when there is none or it is gone."""
    if not document.link_model:
        return None
    return apps.get_model(document.link_model)._base_manager.filter(pk=document.link_id).first()
