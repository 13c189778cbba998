"""Making a backup of a database that may be in use."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from wanghuo.site.engine import EngineError
from wanghuo.site.places import Places
from wanghuo.site.release import release

from .archive import Manifest, write
from .facts import gather
from .tools import tools_for

Progress = Callable[[str], None]


def default_name(why: str = "wanghuo") -> str:
    return f"{why}-{datetime.now(UTC).astimezone():%Y%m%d-%H%M%S}.tar.gz"


def back_up(url: str, places: Places, target: Path, progress: Progress, *, mode: str) -> Manifest:
    """Write everything to `target`: the database as of one moment, then the attachments it may refer to.

    The numbers in the manifest and the dump come from the same snapshot, so a restore can be compared exactly.
    Attachments are kept by content and never change, so those copied a moment later are those referred to.
    """
    tools = tools_for(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    places.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=places.backups, prefix=".making-") as making:
        dump = Path(making) / "database.dump"
        with psycopg.connect(url, connect_timeout=10) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            progress("清点数据")
            facts = gather(connection)
            progress(f"导出数据库（{len(facts.tables)} 张表，{facts.rows} 行）")
            tools.run("pg_dump", "-Fc", f"--snapshot={row[0]}", "--no-owner", "--no-privileges", *_others(connection),
                      f"--file={dump}", f"--dbname={tools.dsn}")  # fmt: skip
            version = connection.info.server_version
        progress("打包附件并校验")
        made = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(made, release().title, version, mode, facts)
        _room(target, dump, places.files)
        write(target, manifest, dump, places.files)
    return manifest


def _others(connection: psycopg.Connection) -> list[str]:
    """Whoever shares an outside database with us in schemas of their own is left out."""
    query = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')"
    return [f'--exclude-schema="{name}"' for (name,) in connection.execute(query).fetchall()]


def _room(target: Path, dump: Path, files: Path) -> None:
    needed = dump.stat().st_size + sum(path.stat().st_size for path in files.rglob("*") if path.is_file())
    free = shutil.disk_usage(target.parent).free
    if free < needed * 1.1 + 16 * 2**20:
        raise EngineError(
            f"{target.parent} 剩余空间不足：需约 {needed / 2**20:.0f} MB，仅有 {free / 2**20:.0f} MB。 Not enough disk space."
        )
