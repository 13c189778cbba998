"""Readers: one entry's proof, heads for the world, how sealing stands."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from wanghuo.kernel.seal import EntryProof, algorithm, prove
from wanghuo.kernel.seal import Head as SealedHead

from . import records
from .keys import key_of, known_keys
from .models import Batch, Head, Member, Publication
from .sealing import as_sealed


def proof_of(entry: int) -> EntryProof | None:
    """The proof of an entry under the newest head, signed; None while it is not sealed. The caller checks scope."""
    seat = Member.objects.filter(pk=entry).first()
    head = Head.objects.order_by("-number").first()
    content = dict(records.read([entry])).get(entry)
    if seat is None or head is None or content is None:
        return None
    batch = as_sealed(Batch.objects.get(pk=seat.batch))
    leaves = [
        bytes(leaf)
        for leaf in Member.objects.filter(batch=seat.batch)
        .order_by("position")
        .values_list("leaf", flat=True)
    ]
    hashes = [bytes.fromhex(text) for text in Batch.objects.order_by("number").values_list("hash", flat=True)]
    proof = prove(content.decode(), seat.position, leaves, batch, hashes, head_value(head.text))
    key = key_of(head.number)
    return replace(proof, signature=head.signature, public_key=key.public_key if key else "")


def head_value(text: str) -> SealedHead:
    """The kernel's value of a stored head."""
    return SealedHead(**{name: value for name, value in json.loads(text).items() if name != "kind"})


def exported(numbers: list[int] | None = None) -> dict[str, Any]:
    """Heads (all, or those given) with their signatures, and all public keys: everything an outsider needs."""
    heads = Head.objects.order_by("number")
    if numbers is not None:
        heads = heads.filter(number__in=numbers)
    return {
        "format": "wanghuo.ledger.heads.1",
        "hash_algorithms": [algorithm("sha256").id],
        "keys": [
            {
                "fingerprint": key.fingerprint,
                "since": key.since,
                "public_key": key.public_key,
                "statement": key.statement,
                "signature": key.signature,
            }
            for key in known_keys()
        ],
        "heads": [
            {"head": head.text, "signature": head.signature} for head in heads.iterator(chunk_size=2000)
        ],
    }


def outside_heads(data: dict[str, Any]) -> dict[int, str]:
    """Texts of heads by number from an exported file. ValueError when it is none."""
    try:
        texts = [row["head"] for row in data["heads"]]
        return {int(json.loads(text)["number"]): text for text in texts}
    except (KeyError, TypeError) as error:
        raise ValueError("不是导出的首部文件") from error


@dataclass(frozen=True)
class Published:
    """A published head, for the public page and the bulletin."""

    day: str
    published_at: datetime | None
    number: int
    entries: int
    tree: str
    key: str
    time: str
    at: datetime
    text: str
    signature: str


def published(limit: int = 400) -> list[Published]:
    """The heads of the last days, newest first."""
    rows = list(Publication.objects.order_by("-day")[:limit])
    heads = Head.objects.in_bulk([row.head for row in rows])
    return [shown_head(heads[row.head], row.day.isoformat(), row.at) for row in rows if row.head in heads]


def shown_head(head: Head, day: str = "", published_at: datetime | None = None) -> Published:
    """A head with its fields read; ``day`` is empty while it is not published."""
    value = head_value(head.text)
    return Published(
        day or f"{timezone.localdate(head.at):%Y-%m-%d}",
        published_at,
        value.number,
        value.entries,
        value.tree,
        value.key,
        value.time,
        head.at,
        head.text,
        head.signature,
    )


def newest_head() -> Published | None:
    """The newest head, published or not."""
    head = Head.objects.order_by("-number").first()
    return shown_head(head) if head else None


def last_publication() -> Publication | None:
    """The publication of the latest day."""
    return Publication.objects.order_by("-day").first()


def publication_covering(batch: int) -> Publication | None:
    """The first publication whose head holds that batch."""
    return Publication.objects.filter(head__gte=batch).order_by("head").first()


def bulletin(head: Published) -> str:
    """What is printed in a bulletin or sent by mail: enough to hold us to it, and nothing personal."""
    return (
        f"操作台账首部 {head.day}\n"
        f"批号 {head.number}，累计 {head.entries} 条，封存于 {head.time}\n"
        f"树根 {head.tree}\n"
        f"公钥指纹 {head.key}\n"
        f"签名 {head.signature}\n"
        f"原文 {head.text}\n"
        "请留存本文。日后以 wanghuo ledger verify --heads 或公开页“台账公示”核对，任何一条旧记录被改动都会与此不符。"
    )


@dataclass(frozen=True)
class Standing:
    """How sealing stands: entries sealed, waiting, and since when the oldest waits."""

    sealed: int
    batches: int
    waiting: int
    oldest: datetime | None
    sealed_at: datetime | None


def standing() -> Standing:
    """For the operator's page and metrics."""
    head = Head.objects.order_by("-number").first()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), (SELECT e.at FROM ledger_entry e JOIN ledger_pending p ON p.entry = e.id"
            " ORDER BY p.entry LIMIT 1) FROM ledger_pending"
        )
        waiting, oldest = cursor.fetchone()
    return Standing(
        head_value(head.text).entries if head else 0,
        head.number if head else 0,
        waiting,
        oldest,
        head.at if head else None,
    )
