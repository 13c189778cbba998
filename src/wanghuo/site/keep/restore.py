"""Putting a backup back: all of it or nothing, and compared with what was backed up."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg

from wanghuo.site.engine import EngineError
from wanghuo.site.places import Places

from .archive import DUMP, Manifest, unpack
from .facts import differences, gather
from .tools import Tools, last_words, tools_for

Progress = Callable[[str], None]


def is_empty(url: str, places: Places) -> bool:
    """Whether there is nothing to lose: no table in the database and no attachment."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return bool(row and row[0] == 0) and not (places.files.exists() and any(places.files.iterdir()))


def put_back(url: str, places: Places, source: Path, progress: Progress) -> Manifest:
    """Replace database and attachments by those of `source`.

    The database changes in one transaction, so a failure leaves it as it was. Raises EngineError.
    """
    tools = tools_for(url)
    places.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=places.backups, prefix=".restoring-") as unpacked:
        into = Path(unpacked)
        progress("校验备份文件")
        manifest = unpack(source, into)
        _check_version(tools, manifest)
        progress(f"恢复数据库（{manifest.facts.rows} 行）")
        _restore_database(tools, into / DUMP)
        progress("恢复附件")
        _swap_files(places, into / "files")
    progress("逐表比对")
    with psycopg.connect(url, connect_timeout=10) as connection:
        connection.execute("ANALYZE")
        wrong = differences(manifest.facts, gather(connection))
    if wrong:
        raise EngineError(
            f"恢复后与备份不一致：{'；'.join(wrong[:5])}。 The restored data differs from the backup."
        )
    places.mode.parent.mkdir(parents=True, exist_ok=True)
    places.mode.write_text(manifest.mode + "\n")
    return manifest


def _check_version(tools: Tools, manifest: Manifest) -> None:
    with psycopg.connect(tools.dsn, password=tools.password or None) as connection:
        major = connection.info.server_version // 10000
    if manifest.postgres // 10000 > major:
        raise EngineError(
            f"备份来自 PostgreSQL {manifest.postgres // 10000}，目标是较旧的 {major}：请恢复到同版或更新的数据库。"
            f" The backup is of a newer PostgreSQL than this server ({major})."
        )


def _restore_database(tools: Tools, dump: Path) -> None:
    """Empty the schema and fill it again in one transaction: psql reads what pg_restore writes."""
    listing = dump.with_name("contents")
    with listing.open("wb") as out:
        tools.run("pg_restore", "--list", str(dump), stdout=out.fileno())
    lines = listing.read_text(errors="replace").splitlines(keepends=True)
    # Extensions belong to the server's superuser, so their comments cannot be set; schema public is made below.
    kept = [line for line in lines if "COMMENT - EXTENSION" not in line and " SCHEMA - public" not in line]
    kept = [line for line in kept if "COMMENT - SCHEMA public" not in line]
    listing.write_text("".join(kept))
    arguments = ["--no-owner", "--no-privileges", f"--use-list={listing}", "--file=-", str(dump)]
    psql = [
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        f"--dbname={tools.dsn}",
        "--file=-",
    ]
    writer = subprocess.Popen(  # noqa: S603 - our own command line
        [tools.folder / "pg_restore", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=tools.env(),
        cwd="/",
    )
    reader = subprocess.Popen(  # noqa: S603 - our own command line
        [tools.folder / "psql", *psql],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=tools.env(),
        cwd="/",
    )
    said: dict[str, bytes] = {}
    listeners = [
        threading.Thread(target=lambda n=name, p=process: said.update({n: p.stderr.read()}))
        for name, process in (("pg_restore", writer), ("psql", reader))
    ]
    for listener in listeners:
        listener.start()
    finished = _pump(writer, reader)
    for listener in listeners:
        listener.join()
    if not finished or reader.returncode != 0:
        words = last_words(said["pg_restore"] if writer.returncode else said["psql"])
        raise EngineError(f"恢复失败，原有数据未动：{words} Restoring failed; nothing was changed.")


def _pump(writer: subprocess.Popen[bytes], reader: subprocess.Popen[bytes]) -> bool:
    """Feed psql. Its transaction is committed only when pg_restore ended well; else psql is killed before the end."""
    assert writer.stdout is not None and reader.stdin is not None
    try:
        reader.stdin.write(
            b"SET client_min_messages = warning;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
        )
        shutil.copyfileobj(writer.stdout, reader.stdin, 1024 * 1024)
        if writer.wait() != 0:
            reader.kill()
        reader.stdin.close()
    except BrokenPipeError:
        writer.kill()
    writer.stdout.close()
    writer.wait()
    reader.wait()
    return writer.returncode == 0


def _swap_files(places: Places, restored: Path) -> None:
    restored.mkdir(exist_ok=True)
    aside = places.var / "files.before-restore"
    shutil.rmtree(aside, ignore_errors=True)
    if places.files.exists():
        places.files.rename(aside)
    os.rename(restored, places.files)  # noqa: PTH104 - same file system: both are in var
    places.files.chmod(0o700)
    shutil.rmtree(aside, ignore_errors=True)
