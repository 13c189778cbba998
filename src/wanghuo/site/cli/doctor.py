"""./wanghuo doctor"""

import os
import platform
import shutil
import sys
from collections.abc import Iterator

import click
from rich.markup import escape

from wanghuo.site.places import Places, places

from .look import console

Finding = tuple[str, str, str]
"""(`ok`, `warn` or `bad`; what was looked at; what was found and what to do)."""


@click.command(short_help="检查本机是否适合运行。 Look for what could go wrong on this machine.")
def doctor() -> int:
    """检查本机环境：数据库、端口、磁盘、字体、浏览器、权限。 Changes nothing; exit code 1 when something is bad."""
    from .status import MARKS

    worst = 0
    for state, what, said in findings(places()):
        console.print(f"{MARKS[state]} {escape(what)}  [dim]{escape(said)}[/dim]", soft_wrap=True)
        worst = max(worst, 1 if state == "bad" else 0)
    return worst


def findings(where: Places) -> Iterator[Finding]:
    yield _python()
    yield from _database(where)
    yield _port(where)
    yield from _disk(where)
    yield _fonts(where)
    yield _browser()
    if os.getuid() == 0:
        yield "warn", "用户", "以 root 运行：正式使用请建专门用户（见 docs/operations.md）"


def _python() -> Finding:
    good = sys.version_info < (3, 15)
    return "ok" if good else "warn", "Python", f"{platform.python_version()}  {platform.platform()}"


def _database(where: Places) -> Iterator[Finding]:
    from wanghuo.site.engine import EngineError, check_server
    from wanghuo.site.engine.places import binaries
    from wanghuo.site.engine.users import current, to_drop_to
    from wanghuo.site.supervisor.state import running

    outside = os.environ.get("WANGHUO_DATABASE_URL")
    state = running(where)
    try:
        if outside or state:
            version = check_server(outside or state.database_url if state else outside or "").version
            yield "ok", "数据库", f"PostgreSQL {version // 10000}.{version % 10000}，各项设置符合要求"
            return
        user = to_drop_to(where.data)
        runner = user or current()
        yield "ok", "数据库", f"自带，以用户 {runner.name} 运行，程序在 {binaries(user)}"
    except EngineError as error:
        yield "bad", "数据库", str(error)


def _port(where: Places) -> Finding:
    from wanghuo.site.engine import EngineError
    from wanghuo.site.supervisor.ports import Address, check_free
    from wanghuo.site.supervisor.state import running

    state = running(where)
    if state:
        return "ok", "端口", f"望火正在 {state.url} 运行"
    address = Address.parse(os.environ.get("WANGHUO_LISTEN", "127.0.0.1:8000"))
    try:
        check_free(address)
    except EngineError as error:
        return "bad", "端口", str(error)
    return "ok", "端口", f"{address.bind} 空闲"


def _disk(where: Places) -> Iterator[Finding]:
    base = next(path for path in (where.var, *where.var.parents) if path.exists())
    free = shutil.disk_usage(base).free / 2**30
    yield ("ok" if free > 5 else "warn" if free > 1 else "bad"), "磁盘", f"{base} 剩余 {free:.1f} GB"
    writable = os.access(base, os.W_OK)
    yield (
        ("ok" if writable else "bad"),
        "目录",
        f"{where.var} {'可写' if writable else '不可写：请更改权限或设置 WANGHUO_VAR'}",
    )


def _fonts(where: Places) -> Finding:
    own = sorted(path.name for path in (where.var / "fonts").glob("*.[tToO][tT][fFcC]"))
    if own:
        return "ok", "字体", f"公文使用本单位字体：{', '.join(own)}"
    return "ok", "字体", f"公文使用自带的思源宋体；仿宋、小标宋可放入 {where.var / 'fonts'}"


def _browser() -> Finding:
    from . import browser

    found = browser.find()
    return (
        ("ok", "浏览器", f"测试用 {found}")
        if found
        else ("warn", "浏览器", "没有 Chromium:只影响 ./wanghuo test")
    )
