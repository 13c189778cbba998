"""PostgreSQL's own programs for a given server: `pg_dump` and friends of exactly its major version."""

import contextlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from wanghuo.site.engine import EngineError
from wanghuo.site.engine.places import wheel_install

USUAL = (
    "/usr/lib/postgresql/{major}/bin",
    "/usr/pgsql-{major}/bin",
    "/opt/homebrew/opt/postgresql@{major}/bin",
)


@dataclass(frozen=True)
class Tools:
    """Programs in `folder`, aimed at one database. The password goes by environment, never by argument."""

    folder: Path
    dsn: str
    password: str

    def run(self, program: str, *arguments: str, stdin: int | None = None, stdout: int | None = None) -> None:
        """Run to the end. Raises EngineError with the program's last words."""
        done = subprocess.run(  # noqa: S603 - our own command line
            [str(self.folder / program), *arguments],
            env=self.env(),
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
            cwd="/",
        )
        if done.returncode != 0:
            raise EngineError(f"{program} 失败：{last_words(done.stderr)} {program} failed.")

    def env(self) -> dict[str, str]:
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return env | ({"PGPASSWORD": self.password} if self.password else {}) | {"LC_ALL": "C"}


def last_words(said: bytes) -> str:
    lines = [line for line in said.decode(errors="replace").strip().splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return " ".join((errors or lines)[:2])


def tools_for(url: str) -> Tools:
    """The server's matching tools: on PATH, where distributions put them, or ours. Raises EngineError if there are none."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        major = connection.info.server_version // 10000
    parts = conninfo_to_dict(url)
    password = str(parts.pop("password", "") or "")
    folder = _folder(major)
    if folder is None:
        raise EngineError(
            f"外部数据库是 PostgreSQL {major}，须用同版本的 pg_dump 备份：请安装 postgresql-client-{major} 后重试。"
            f" The server is PostgreSQL {major}; install its client tools (pg_dump {major}) and try again."
        )
    return Tools(folder, make_conninfo(**parts), password)  # type: ignore[arg-type]


def _folder(major: int) -> Path | None:
    found = shutil.which("pg_dump")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += [Path(place.format(major=major)) for place in USUAL]
    with contextlib.suppress(EngineError):
        candidates.append(wheel_install() / "bin")
    for folder in candidates:
        if (
            all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql"))
            and _major(folder) == major
        ):
            return folder
    return None


def _major(folder: Path) -> int:
    try:
        done = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        return int(done.stdout.split()[2].split(".")[0])
    except (OSError, IndexError, ValueError):
        return 0
