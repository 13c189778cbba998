"""Sealing: entries whose transactions are over are put into batches, chained, and the head is signed.

An entry is waiting from the very transaction that wrote it (:class:`Pending`), and leaves the waiting room only into a
batch. So nothing hangs on the order of ids: one that commits late goes into a later batch and cannot be passed over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from wanghuo.kernel.seal import Batch as SealedBatch
from wanghuo.kernel.seal import Chain, Frontier, algorithm, entry_leaf, seal_batch, sign, verify_signature

from . import keys, records
from .models import Batch, Head, Member

MOST = 2000  # entries in a batch
ALGORITHM = "sha256"

OVER = """
WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS s)
SELECT p.entry FROM ledger_pending p JOIN ledger_entry e ON e.id = p.entry, now
WHERE p.xact < pg_snapshot_xmin(s)::text::bigint OR p.xact >= pg_snapshot_xmax(s)::text::bigint
ORDER BY p.xact, p.entry LIMIT %s
"""
"""Those whose transactions are over: below the oldest still open; or numbered by another server before a restore."""


class Broken(RuntimeError):
    """The end of the chain is not what was signed: nothing is built on it. The text is for the operator, in Chinese."""


@dataclass(frozen=True)
class Sealed:
    """What one round did."""

    batches: int
    entries: int


def seal_all(at: datetime) -> Sealed:
    """Seal all that can be sealed, a batch to a transaction. Raises Broken or KeyMissing when that must not go on."""
    batches = entries = 0
    while count := seal_next(at):
        batches, entries = batches + 1, entries + count
    return Sealed(batches, entries)


@transaction.atomic
def seal_next(at: datetime) -> int:
    """Seal the next batch. Returns how many entries it took; 0 when none was ready."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('wanghuo.ledger'), 0)")
        cursor.execute(OVER, [MOST])
        ready = [entry for (entry,) in cursor.fetchall()]
    found = list(records.read(ready))
    if not found:
        return 0
    using = algorithm(ALGORITHM)
    chain = standing()
    key = keys.signer(at)
    leaves = [(entry, entry_leaf(content, using)) for entry, content in found]
    batch = seal_batch(chain, leaves, at)
    chain = chain.add(batch)
    _write(batch, leaves)
    head = chain.head(key.ledger, key.fingerprint, at)
    Head.objects.create(
        number=head.number,
        at=at,
        text=head.text(),
        signature=sign(head.text(), key.private).hex(),
        peaks=[peak.hex() for peak in chain.frontier.peaks],
    )
    return len(leaves)


def standing() -> Chain:
    """Where the chain stands, checked against its signed head. Broken when they differ."""
    using = algorithm(ALGORITHM)
    last = Head.objects.order_by("-number").first()
    if last is None:
        if Batch.objects.exists():
            raise Broken(
                "台账有批次而无首部，已停止封存。请执行 wanghuo ledger verify 查明，并与公布的首部核对。"
            )
        return Chain(using)
    stored = Batch.objects.filter(number=last.number).first()
    frontier = Frontier(tuple(bytes.fromhex(peak) for peak in last.peaks), last.number)
    entries = _entries_of(last.text)
    chain = Chain(using, stored.hash if stored else "", entries, frontier)
    if (
        stored is None
        or as_sealed(stored).hash().hex() != stored.hash
        or len(frontier.peaks) != last.number.bit_count()
        or not _says(last, chain)
        or Batch.objects.filter(number__gt=last.number).exists()
    ):
        raise Broken(
            f"台账第 {last.number} 批与其签名首部不符，已停止封存。请执行 wanghuo ledger verify 查明被改动之处。"
        )
    return chain


def _entries_of(text: str) -> int:
    return int(json.loads(text)["entries"])


def _says(last: Head, chain: Chain) -> bool:
    """True when the head is signed by its key and says what the chain says."""
    key = keys.key_of(last.number)
    try:
        public = keys.load_public(key.public_key if key else "")
        if not verify_signature(last.text, bytes.fromhex(last.signature), public):
            return False
    except ValueError:
        return False
    tree = chain.frontier.root(chain.using).hex()
    return f'"batch":"{chain.previous}"' in last.text and f'"tree":"{tree}"' in last.text


def as_sealed(row: Batch) -> SealedBatch:
    """The kernel's value of a stored batch."""
    return SealedBatch(
        row.number, row.count, row.first, row.last, row.root, row.previous, row.sealed_at, row.algorithm
    )


def _write(batch: SealedBatch, leaves: list[tuple[int, bytes]]) -> None:
    Batch.objects.create(
        number=batch.number,
        count=batch.count,
        first=batch.first,
        last=batch.last,
        root=batch.root,
        previous=batch.previous,
        sealed_at=batch.sealed_at,
        algorithm=batch.algorithm,
        hash=batch.hash().hex(),
    )
    Member.objects.bulk_create(
        Member(entry=entry, batch=batch.number, position=position, leaf=leaf)
        for position, (entry, leaf) in enumerate(leaves)
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_pending WHERE entry = ANY(%s)", [[entry for entry, _ in leaves]])
