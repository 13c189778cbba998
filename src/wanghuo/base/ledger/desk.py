"""The ledger in the side bar, on the operator's page and on the public portal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from wanghuo.base.shell.registry import OpsPanel, nav, ops_panel, public_block, public_nav

from .keys import key_path
from .queries import last_publication, newest_head, standing

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


@public_block("ledger")
def head_block() -> dict[str, Any]:
    """The newest head on the public home: what anybody may write down today and hold against us tomorrow."""
    head = newest_head()
    block: dict[str, Any] = {
        "title": "台账首部",
        "order": 20,
        "link": "/ledger/",
        "link_label": "历日首部与核验办法",
    }
    if head is None:
        return block | {
            "text": "台账还没有封存过。封存后，这里公布首部，任何人都可以抄下来，日后核对台账有没有被改动。"
        }
    rows = (
        ("第几批", str(head.number)),
        ("已封存记录", f"{head.entries:,} 条"),
        ("封存时间", f"{timezone.localtime(head.at):%Y-%m-%d %H:%M}"),
        ("摘要", f"{head.tree[:16]}…"),
    )
    return block | {
        "text": "每一步办理都记入台账，成批封存。抄下首部，日后可以核对台账有没有被改动。",
        "rows": rows,
    }
