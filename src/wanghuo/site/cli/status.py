"""./wanghuo status"""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import click
import psutil
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from wanghuo.site.places import Places, places
from wanghuo.site.supervisor.state import State, running

from .look import console

MARKS = {"ok": "[green]✓[/green]", "warn": "[yellow]![/yellow]", "bad": "[red]✗[/red]", "": " "}


@click.command(short_help="进程、版本、队列、磁盘、台账。 Processes, versions, queues, disk, ledger.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。 For machines.")
def status(*, as_json: bool) -> int:
    """显示系统是否在运行，以及各部分的状况。未运行时退出码为 3。

    Shows whether Wanghuo runs and how its parts are. Exit code 3 when it does not.
    """
    where = places()
    state = running(where)
    if as_json:
        click.echo(json.dumps(report(where, state), ensure_ascii=False, indent=1, default=str))
        return 0 if state else 3
    if state is None:
        console.print("望火未在运行 · not running    [dim]启动 · start: ./wanghuo up[/dim]")
        _show("磁盘 · disk", disk(where))
        return 3
    found = report(where, state)
    console.print(
        f"[green]●[/green] 望火正在运行 · running  [bold]{state.url}[/bold]  [dim]{escape(found['phase'])}[/dim]"
    )
    for title, rows in found["panels"].items():
        _show(title, rows)
    return 0


def report(where: Places, state: State | None) -> dict[str, Any]:
    """Everything that `status` knows; panels are rows of (label, value, state)."""
    found: dict[str, Any] = {"running": state is not None, "var": str(where.var)}
    panels: dict[str, list[tuple[str, str, str]]] = {}
    if state is not None:
        found |= {"address": state.address, "url": state.url, "phase": state.phase, "mode": state.mode}
        panels["进程 · processes"] = processes(state)
        panels["版本 · versions"] = versions()
        if state.phase == "running":
            panels |= inside(state)
    panels["磁盘 · disk"] = disk(where)
    found["panels"] = panels
    return found


def processes(state: State) -> list[tuple[str, str, str]]:
    rows = []
    everyone: dict[str, dict[str, Any]] = {
        "supervisor": {"label": "监督进程", "pid": state.pid, "failures": 0},
        **state.services,
    }
    for name, service in everyone.items():
        pid = service["pid"]
        try:
            process = psutil.Process(int(pid or -1))
            children = [] if name == "supervisor" else process.children(recursive=True)
            family = [process, *children]
            memory = sum(one.memory_info().rss for one in family if one.is_running())
            ran = _span(time.time() - process.create_time())
            failures = f" · 重启 {service['failures']} 次" if service["failures"] else ""
            said = f"{ran} · {memory // 2**20} MB · 进程号 {pid}{failures}"
            rows.append((f"{service['label']} {name}", said, "warn" if failures else "ok"))
        except (psutil.Error, ValueError):
            rows.append((f"{service['label']} {name}", "未在运行，等待重启", "bad"))
    return rows


def versions() -> list[tuple[str, str, str]]:
    import platform
    from importlib.metadata import version

    from wanghuo.site.release import release

    rows = [
        ("望火", release().title, ""),
        ("Python", platform.python_version(), ""),
        ("Django", version("django"), ""),
    ]
    return rows


def inside(state: State) -> dict[str, list[tuple[str, str, str]]]:
    """What the rooms report for the operator (`@ops_panel`), asked of the database that runs now."""
    os.environ.setdefault("WANGHUO_DATABASE_URL", state.database_url)
    from .house import house

    panels: dict[str, list[tuple[str, str, str]]] = {}
    with house() as url:
        from wanghuo.base.jobs.queries import queue_depths
        from wanghuo.base.shell.registry import registry
        from wanghuo.site.desk import SHOWN_BY_STATUS
        from wanghuo.site.engine import check_server

        version = check_server(url).version
        kind = "自带" if state.embedded else "外部"
        panels["数据库 · database"] = [("PostgreSQL", f"{version // 10000}.{version % 10000}({kind})", "ok")]
        words = {"todo": "待办", "scheduled": "定时", "doing": "进行", "failed": "失败"}
        panels["队列 · queues"] = [
            (
                queue,
                "  ".join(f"{words.get(k, k)} {n}" for k, n in depths.items()),
                "bad" if depths.get("failed") else "ok",
            )
            for queue, depths in queue_depths().items()
        ]
        for provider in registry.ops.values():
            panel = provider()
            if panel.title not in SHOWN_BY_STATUS:
                panels.setdefault(panel.title, list(panel.rows))
    return panels


def disk(where: Places) -> list[tuple[str, str, str]]:
    rows = []
    base = next(path for path in (where.var, *where.var.parents) if path.exists())
    usage = shutil.disk_usage(base)
    share = usage.free / usage.total
    state = "bad" if usage.free < 2**30 else "warn" if share < 0.1 else "ok"
    rows.append((f"剩余空间 {base}", f"{usage.free / 2**30:.1f} GB({share:.0%})", state))
    rows.append(("附件", f"{_size(where.files) / 2**20:.1f} MB", ""))
    newest = max(where.backups.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)
    if newest:
        age = _span(time.time() - newest.stat().st_mtime)
        rows.append(("最近备份", f"{newest.name}（{age}前）", "ok"))
    return rows


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0


def _span(seconds: float) -> str:
    for unit, length in (("天", 86400), ("小时", 3600), ("分钟", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0, seconds):.0f} 秒"


def _show(title: str, rows: list[tuple[str, str, str]]) -> None:
    table = Table.grid(padding=(0, 2))
    for label, value, state in rows:
        table.add_row(MARKS.get(state, " "), escape(label), escape(str(value)))
    console.print(Panel(table, title=title, title_align="left", border_style="dim"))
