"""Background work in the side bar and on the operator's page."""

from __future__ import annotations

from wanghuo.base.shell.registry import OpsPanel, nav, ops_panel

from .pages import WORDS
from .queries import oldest_waiting, queue_depths

nav("系统", "后台任务", "/jobs/", action="jobs.view", order=905, icon="list-check")
SLOW, STUCK = 60, 600  # seconds a ready job may wait


@ops_panel("jobs")
def queue_panel() -> OpsPanel:
    """Depths of all queues together, and how long the oldest ready job has waited."""
    depths, waited = queue_depths(), oldest_waiting()
    rows = []
    for state, word in WORDS.items():
        count = sum(states[state] for states in depths.values())
        rows.append((word, f"{count} 个", "warn" if state == "failed" and count else ""))
    state = "bad" if waited > STUCK else "warn" if waited > SLOW else "ok"
    rows.append(("最久等待", f"{int(waited)} 秒", state))
    return OpsPanel("后台任务", tuple(rows), link="/jobs/", order=30)
