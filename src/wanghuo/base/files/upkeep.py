"""Upkeep of the store: contents nobody refers to are removed, damaged ones are found."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from . import blobs
from .models import Attachment
from .purposes import limit

SETTLED = 24 * 3600  # seconds: no transaction that stored a file is open as long as this


@dataclass(frozen=True)
class Damage:
    """A content that is lost or not what it was; ``attachments`` are the ids that refer to it."""

    sha256: str
    lost: bool
    attachments: tuple[int, ...]


def drop_unlinked(now: datetime) -> int:
    """Forget uploads that never came to hang on anything. Returns how many."""
    before = now - timedelta(days=limit("files.keep_unlinked_days"))
    return Attachment.objects.filter(owner_id=None, at__lt=before).delete()[0]


def drop_orphans(older_than: float = SETTLED) -> int:
    """Remove contents that no attachment refers to and half-received files. Returns how many."""
    removed, before = 0, time.time() - older_than
    for half in (blobs.root() / "incoming").glob("*"):
        if half.stat().st_mtime < before:
            half.unlink(missing_ok=True)
            removed += 1
    batch: list[str] = []
    for sha256, path in blobs.contents():
        if path.stat().st_mtime < before:
            batch.append(sha256)
        if len(batch) == 500:
            removed += _drop(batch)
            batch = []
    return removed + _drop(batch)


def _drop(batch: list[str]) -> int:
    used = set(Attachment.objects.filter(sha256__in=batch).values_list("sha256", flat=True))
    removed = 0
    for sha256 in set(batch) - used:
        with transaction.atomic():
            blobs.lock_alone(sha256)
            removed += blobs.discard(sha256, Attachment.objects.filter(sha256=sha256).exists())
    return removed


def check(progress: Callable[[int], None] | None = None) -> Iterator[Damage]:
    """Read every content that is referred to and compare it with its hash. ``progress`` is told how many were read."""
    hashes = Attachment.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    for number, sha256 in enumerate(hashes.iterator(chunk_size=2000), 1):
        path = blobs.path_of(sha256)
        found = ""
        if path.exists():
            with path.open("rb") as file:
                found = blobs.digest(file)[0]
        if found != sha256:
            ids = Attachment.objects.filter(sha256=sha256).order_by("id").values_list("id", flat=True)[:100]
            yield Damage(sha256, not found, tuple(ids))
        if progress:
            progress(number)
