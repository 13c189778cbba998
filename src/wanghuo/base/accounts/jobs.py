"""What accounts does by itself."""

from __future__ import annotations

from datetime import datetime

from wanghuo.base.jobs.registry import job
from wanghuo.base.jobs.sweeps import sweep

from . import sessions
from .limits import keep_records


@job("accounts.tidy", "清理过期会话和登录记录")
def tidy(now: str) -> None:
    """Harmless when repeated."""
    sessions.tidy(datetime.fromisoformat(now), keep_records())


@sweep("accounts.tidy", every=3600, label="过期会话和登录记录")
def due(now: datetime) -> None:
    """Once a day is enough, whenever that is."""
    tidy.once(f"accounts.tidy:{now:%Y%m%d}", now=now.isoformat())
