"""The ledger in the side bar, on the operator's page and on the public portal."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from wanghuo.base.shell.registry import OpsPanel, nav, ops_panel, public_nav

from .keys import key_path
from .queries import last_publication, standing

nav("系统", "操作台账", "/ledger/entries/", action="ledger.view", order=910, icon="book-2")
public_nav("台账公示", "/ledger/", order=80)
LATE, VERY_LATE = timedelta(minutes=5), timedelta(hours=1)


@ops_panel("ledger")
def sealing_panel() -> OpsPanel:
    """How sealing and publishing stand."""
    now, found = timezone.now(), standing()
    waits = now - found.oldest if found.oldest else timedelta(0)
    state = "bad" if waits > VERY_LATE else "warn" if waits > LATE else "ok"
    last = last_publication()
    sealed = f"{timezone.localtime(found.sealed_at):%m-%d %H:%M:%S}" if found.sealed_at else "尚未封存"
    rows = (
        ("已封存", f"{found.sealed} 条 · {found.batches} 批", ""),
        ("待封存", f"{found.waiting} 条", state),
        ("最近封存", sealed, ""),
        ("首部公布至", last.day.isoformat() if last else "次日起每天公布", ""),
        (
            "签名密钥",
            "在位" if key_path().exists() or not found.batches else "缺失",
            _key_state(found.batches),
        ),
    )
    return OpsPanel("台账封存", rows, link="/ledger/", order=40)


def _key_state(batches: int) -> str:
    return "ok" if key_path().exists() or not batches else "bad"
