"""Processes and disk on the operator's page: the same rows that `./wanghuo status` prints."""

from __future__ import annotations

from wanghuo.base.shell.registry import OpsPanel, ops_panel

from .places import places
from .supervisor.state import running

SHOWN_BY_STATUS = frozenset({"进程", "磁盘", "版本"})
"""Titles that `./wanghuo status` draws itself."""


@ops_panel("processes")
def processes_panel() -> OpsPanel:
    from .cli.status import processes

    state = running(places())
    if state is None:
        rows = (("监督进程", "未由监督进程启动（开发或测试）", "warn"),)
        return OpsPanel("进程", rows, order=10)
    return OpsPanel("进程", tuple(processes(state)), order=10)


@ops_panel("disk")
def disk_panel() -> OpsPanel:
    from .cli.status import disk

    return OpsPanel("磁盘", tuple(disk(places())), order=20)
