"""./wanghuo upgrade"""

import dataclasses
import json
import os
import socket
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg

from wanghuo.site.engine import EngineError
from wanghuo.site.keep.archive import read_manifest
from wanghuo.site.keep.backup import back_up, default_name
from wanghuo.site.places import CHECKOUT, Places, places
from wanghuo.site.release import git, release
from wanghuo.site.supervisor.show import Show

from .house import alone, kept_mode
from .look import console


@dataclass
class Step:
    """What the way back needs. `branch` is empty when a commit was checked out by itself."""

    before: str
    after: str
    branch: str
    backup: str
    at: str

    @staticmethod
    def file(where: Places) -> Path:
        return where.var / "upgrade.json"

    def save(self, where: Places) -> None:
        self.file(where).write_text(json.dumps(dataclasses.asdict(self), indent=1))

    @classmethod
    def last(cls, where: Places) -> "Step":
        try:
            return cls(**json.loads(cls.file(where).read_text()))
        except (OSError, ValueError, TypeError):
            raise EngineError("没有可退回的升级。 There is no upgrade to go back from.") from None


@click.command(short_help="升级；失败自动退回，--back 手工退回。 Upgrade, with a way back.")
@click.option("--to", metavar="版本", help="git 标签、分支或提交；默认取上游最新。 A tag, branch or commit.")
@click.option("--back", is_flag=True, help="退回上次升级前的版本。 Go back to the release before.")
@click.option(
    "--yes", is_flag=True, help="退回须丢弃升级后的数据时不再询问。 Do not ask before data is given up."
)
def upgrade(to: str | None, *, back: bool, yes: bool) -> int:
    """升级程序和数据库结构。系统须先停止。

    \b
    1. 备份到 var/backups/before-upgrade-…  · backup
    2. 换到新版本，更新依赖                   · new code, new dependencies
    3. 更新数据库，试启动直到就绪             · migrate, start until ready
    任何一步失败都会自动退回。 Any failure goes back by itself.
    """
    where = places()
    show = Show(console)
    if back:
        return go_back(where, show, ask=not yes)
    return go_on(where, show, to)


def go_on(where: Places, show: Show, to: str | None) -> int:
    before = _checkout_is_fit()
    branch = git("symbolic-ref", "--short", "-q", "HEAD")
    with show.step("查找新版本 · looking for the new release"):
        after = _target(to)
    if after == before:
        console.print(f"已是最新 · up to date: {release().title}")
        return 0
    backup = _backup(where, show, "before-upgrade")
    step = Step(
        before, after, "" if to else branch, str(backup), datetime.now(UTC).isoformat(timespec="seconds")
    )
    step.save(where)
    try:
        with show.step(f"换到 {after[:10]} · switching"):
            _switch(after, step.branch)
        with show.step("更新依赖 · dependencies"):
            _launch("--version")
        with show.step("更新数据库并试启动 · migrating, starting once"):
            _launch("up", "--until-ready", "--listen", f"127.0.0.1:{_free_port()}")
    except (EngineError, KeyboardInterrupt) as error:
        show.note(f"{error or '已中断'} —— 自动退回 · going back")
        _return(show, step)
        raise EngineError(
            "升级没有成功，已退回原版本，数据未变。 The upgrade failed; everything is as before."
        ) from None
    console.print(f"已升级 · upgraded: {before[:10]} → {after[:10]}    启动 · start: ./wanghuo up")
    console.print("[dim]退回 · the way back: ./wanghuo upgrade --back[/dim]")
    return 0


def go_back(where: Places, show: Show, *, ask: bool) -> int:
    step = Step.last(where)
    _checkout_is_fit()
    if _same_structure(where, step):
        with show.step(f"换回 {step.before[:10]} · switching back"):
            _switch(step.before, step.branch)
            _launch("--version")
        console.print("数据库结构未变，数据全部保留 · the data is kept as it is")
    else:
        question = (
            f"数据库结构已变，退回须恢复 {step.at} 的备份，此后录入的内容将不在其中（会另存一份备份）。继续？"
        )
        if ask and not click.confirm(question):
            return 1
        safety = _backup(where, show, "before-going-back")
        console.print(f"现有数据另存于 · the present data is in {safety}", soft_wrap=True)
        _return(show, step)
    Step.file(where).unlink()
    console.print(f"已退回 · back at {step.before[:10]}    启动 · start: ./wanghuo up")
    return 0


def _checkout_is_fit() -> str:
    commit = git("rev-parse", "HEAD")
    if not commit:
        raise EngineError(
            "这不是 git 检出的目录，不能自动升级：请把新版本解压到旁边，用同一个 WANGHUO_VAR 启动（见 docs/operations.md）。"
            " Not a git checkout: unpack the new release beside it and use the same WANGHUO_VAR."
        )
    if git("status", "--porcelain", "--untracked-files=no"):
        raise EngineError(
            "程序文件有未提交的改动，升级会与之冲突：请先提交或还原。 There are local changes; commit or revert them first."
        )
    return commit


def _target(to: str | None) -> str:
    remotes = git("remote")
    if remotes:
        _git("fetch", "--quiet", "--tags")
    wanted = to or "@{upstream}"
    for name in [f"origin/{to}", to] if to else [wanted]:
        if commit := git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
            return commit
    raise EngineError(
        f"找不到版本 {wanted}：请用 --to 指明标签或提交。 No such release: {wanted}; name one with --to."
    )


def _git(*arguments: str) -> None:
    command = ["git", "-c", f"safe.directory={CHECKOUT}", "-C", str(CHECKOUT), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    if done.returncode != 0:
        said = " ".join(done.stderr.split())[-300:]
        raise EngineError(f"git {arguments[0]} 失败：{said} git {arguments[0]} failed.")


def _switch(commit: str, branch: str) -> None:
    """Bring the checkout to `commit`: a branch is moved (local changes would be refused), else HEAD is detached."""
    if branch:
        _git("reset", "--quiet", "--keep", commit)
    else:
        _git("checkout", "--quiet", "--detach", commit)


def _launch(*arguments: str) -> None:
    """Run the launcher of the checkout as it is now: new code, and its own dependencies."""
    env = os.environ | {"WANGHUO_LISTEN": ""}
    env.pop("WANGHUO_LISTEN")
    command = [str(CHECKOUT / "wanghuo"), *arguments]
    done = subprocess.run(  # noqa: S603 - our own launcher
        command, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        said = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise EngineError(" ".join(said[-2:]) or f"exit code {done.returncode}")


def _backup(where: Places, show: Show, why: str) -> Path:
    target = where.backups / default_name(why)
    with alone() as url, show.step(f"备份 · backup → {target.name}") as step:
        back_up(url, where, target, step.say, mode=kept_mode())
    return target


def _same_structure(where: Places, step: Step) -> bool:
    applied = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
    with alone() as url, psycopg.connect(url) as connection:
        now = [name for (name,) in connection.execute(applied).fetchall()]
    return now == read_manifest(Path(step.backup)).facts.migrations


def _return(show: Show, step: Step) -> None:
    """Old code, old dependencies, old data; the last by the old release itself, in a process of its own."""
    with show.step(f"换回 {step.before[:10]} · switching back"):
        _switch(step.before, step.branch)
        _launch("--version")
    with show.step("恢复数据 · restoring"):
        _launch("restore", "--force", "--no-safety", step.backup)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
