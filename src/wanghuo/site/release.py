"""Which Wanghuo this is. Free of Django."""

import subprocess
import tomllib
from dataclasses import dataclass

from .places import CHECKOUT


@dataclass(frozen=True)
class Release:
    """`commit` is empty outside a git checkout (an unpacked archive)."""

    version: str
    commit: str
    changed: bool

    @property
    def title(self) -> str:
        if not self.commit:
            return self.version
        return f"{self.version}（{self.commit[:10]}{' 有未提交的改动' if self.changed else ''}）"


def git(*arguments: str) -> str:
    """Output of git in the checkout; empty when git or the repository is not there."""
    command = ["git", "-c", f"safe.directory={CHECKOUT}", "-C", str(CHECKOUT), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def release() -> Release:
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    return Release(
        version, git("rev-parse", "HEAD"), bool(git("status", "--porcelain", "--untracked-files=no"))
    )
