"""What the store does by itself."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from wanghuo.base.jobs.registry import job
from wanghuo.base.jobs.sweeps import sweep

from . import scan, upkeep
from .models import Attachment


@job("files.tidy", "清理无主附件", atomic=False)
def tidy(now: str) -> None:
    """Remove what nobody refers to; harmless when repeated."""
    upkeep.drop_unlinked(datetime.fromisoformat(now))
    upkeep.drop_orphans()


@job("files.scan", "附件查毒", atomic=False)
def scan_content(sha256: str) -> None:
    """Ask the operator's scanner; tried again while it does not answer."""
    scan.scan(sha256)


@sweep("files.scan", every=15, label="附件待查毒")
def unscanned(now: datetime) -> None:
    """Every content nobody has looked at yet, also those stored before there was a scanner."""
    if not scan.address():
        return
    waiting = Attachment.objects.filter(scanned=None).values_list("sha256").annotate(first=Min("id"))
    for sha256, first in waiting.order_by("first")[:500]:
        scan_content.once(f"files.scan:{first}", sha256=sha256)


@sweep("files.tidy", every=3600, label="清理无主附件")
def due(now: datetime) -> None:
    """Once a day."""
    tidy.once(f"files.tidy:{now:%Y%m%d}", now=now.isoformat())
