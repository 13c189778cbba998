"""What the store does by itself."""

from __future__ import annotations

from datetime import datetime

from wanghuo.base.jobs.registry import job
from wanghuo.base.jobs.sweeps import sweep

from . import upkeep


@job("files.tidy", "清理无主附件", atomic=False)
def tidy(now: str) -> None:
    """Remove what nobody refers to; harmless when repeated."""
    upkeep.drop_unlinked(datetime.fromisoformat(now))
    upkeep.drop_orphans()


@sweep("files.tidy", every=3600, label="清理无主附件")
def due(now: datetime) -> None:
    """Once a day."""
    tidy.once(f"files.tidy:{now:%Y%m%d}", now=now.isoformat())
