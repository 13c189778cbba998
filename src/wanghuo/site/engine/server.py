"""One PostgreSQL server, started, waited for, stopped and cleaned up after by us."""

import shutil
import signal
import subprocess
import time
import urllib.parse
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

from . import cluster, places, processes, users
from .cluster import APP_ROLE, KEEPER_ROLE
from .errors import EngineError
from .locks import Lock
from .processes import Progress

__all__ = ["APP_ROLE", "Engine"]

LOG_KEPT = 20 * 1024 * 1024


def _silent(_: str) -> None:
    """Progress for those who do not ask."""


class Engine:
    """A PostgreSQL server on a unix socket.

    `data_dir` is made when it is missing; `run_dir` holds the socket (a short folder elsewhere is taken when its path
    is too long for one). Neither need be reachable for the user that PostgreSQL runs as: then a shared place is used
    and noted in `data_dir`. `durable=False` trades safety for speed and is for throw-away clusters only.

    Start it from a thread that lives as long as the server shall: the server shuts down when that thread ends.
    All methods raise EngineError (EngineBusy when the data directory is in use) with a sentence for the operator.
    """

    def __init__(
        self,
        data_dir: Path,
        run_dir: Path,
        *,
        durable: bool = True,
        log_file: Path | None = None,
        database: str = "wanghuo",
    ) -> None:
        self.wanted_data = Path(data_dir).absolute()
        self.wanted_run = Path(run_dir).absolute()
        self.durable = durable
        self.database = database
        self.log_file = Path(log_file).absolute() if log_file else self.wanted_run / "postgres.log"
        self._lock = Lock(self.wanted_data.with_name(self.wanted_data.name + ".lock"))
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- where things are ------------------------------------------------------------------------------------------

    def _place(self) -> None:
        self.user = users.to_drop_to(self.wanted_data)
        self.data = places.data_directory(self.wanted_data, self.user)
        self.binaries = places.binaries(self.user)
        self.wanted_run.mkdir(parents=True, exist_ok=True)
        self.socket = places.socket_directory(self.wanted_run / "pg", self.user)

    def url_for(self, database: str, role: str = APP_ROLE) -> str:
        """A libpq URL for a database of this server. It carries no secret: the socket's folder and peer guard it."""
        if not hasattr(self, "socket"):
            self._place()
        return (
            f"postgresql://{role}@/{database}?host={urllib.parse.quote(str(self.socket), safe='')}&port=5432"
        )

    @property
    def url(self) -> str:
        return self.url_for(self.database)

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server and self._server.poll() is None else None

    # -- life ------------------------------------------------------------------------------------------------------

    def start(self, progress: Progress | None = None) -> None:
        """Start the server and wait until it answers, through a crash recovery of any length."""
        progress = progress or _silent
        self._lock.acquire("数据库")
        try:
            self._place()
            if not (self.data / "PG_VERSION").exists():
                binary = self.binaries / "initdb"
                cluster.create(binary, self.data, self.user, durable=self.durable, progress=progress)
            self._check_owner()
            self._clear_leftovers(progress)
            me = users.current()
            cluster.write_access(self.data, self.user, [me] if self.user is None else [me, self.user])
            self._launch()
            self._wait(progress)
            self.ensure_database(self.database)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, all else is on disk. Nothing happens when not running."""
        server, self._server = self._server, None
        try:
            if server is not None:
                for number, patience in processes.STOP_POSTGRES:
                    if server.poll() is None:
                        server.send_signal(number)
                    try:
                        server.wait(patience)
                        break
                    except subprocess.TimeoutExpired:
                        continue
        finally:
            self._lock.release()

    def poll(self) -> int | None:
        """The server's exit code, None while it runs."""
        return self._server.poll() if self._server else 0

    def destroy(self) -> None:
        """Stop and remove everything. For throw-away clusters."""
        self.stop()
        for path in (
            getattr(self, "data", self.wanted_data),
            self.wanted_data,
            getattr(self, "socket", self.wanted_run),
        ):
            shutil.rmtree(path, ignore_errors=True)
        self._lock.path.unlink(missing_ok=True)

    def ensure_database(self, name: str) -> str:
        """Make the application's role and a database it owns, if they are not there. Returns the database's URL."""
        with psycopg.connect(
            self.url_for("postgres", KEEPER_ROLE), autocommit=True, connect_timeout=10
        ) as connection:
            role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone()
            if role is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(APP_ROLE)))
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                make = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(make.format(sql.Identifier(name), sql.Identifier(APP_ROLE)))
        return self.url_for(name)

    # -- steps of a start ------------------------------------------------------------------------------------------

    def _check_owner(self) -> None:
        runner = self.user or users.current()
        owner = self.data.stat().st_uid
        if owner != runner.uid:
            name = getattr(users.by_uid(owner), "name", owner)
            raise EngineError(
                f"数据目录 {self.data} 属于用户 {name}，当前将以 {runner.name} 运行；请用当初的用户启动，或更改目录的所有者。"
                f" The data belongs to user {name}; start as that user, or as root."
            )
        wheel = self.binaries.parent.parent
        have = (self.data / "PG_VERSION").read_text().strip()
        ours = subprocess.run(  # noqa: S603 - our own binary
            [str(self.binaries / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
        ).stdout.split()[2]
        if ours.split(".")[0] != have:
            raise EngineError(
                f"数据目录是 PostgreSQL {have} 的，程序自带 {ours}（{wheel}）；请用旧版本 backup 后在新版本 restore。"
                f" The data is of PostgreSQL {have}, this release brings {ours}: backup with the old, restore with the new."
            )

    def _clear_leftovers(self, progress: Progress) -> None:
        """End what an earlier life left, then drop its pid files, whatever they say.

        PostgreSQL itself refuses to start on an empty pid file or on one whose number now belongs to somebody else.
        Dropping the file is safe only once no process has this data directory as its own, backends without a
        postmaster included.
        """
        left = processes.in_directory(self.data)
        if left:
            progress("上次未正常退出，正在收拾遗留的数据库进程")
            heads = [process for process in left if self._is_postmaster(process.pid)]
            processes.wake(left)
            if heads:
                processes.end(heads, processes.STOP_POSTGRES, progress, "遗留的数据库")
            processes.end(left, processes.STOP_ORPHAN_BACKENDS, progress, "遗留的数据库进程")
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (places.SOCKET_NAME, places.SOCKET_NAME + ".lock"):
            (self.socket / name).unlink(missing_ok=True)

    def _is_postmaster(self, pid: int) -> bool:
        try:
            return (self.data / "postmaster.pid").read_text().split("\n", 1)[0].strip() == str(pid)
        except OSError:
            return False

    def _launch(self) -> None:
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in cluster.binding_settings(self.socket, durable=self.durable).items():
            command += ["-c", f"{name}={value}"]
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_KEPT:
            self.log_file.replace(self.log_file.with_suffix(".1.log"))
        with self.log_file.open("ab") as log:
            self._log_start = log.tell()
            self._server = processes.spawn(
                command,
                # SIGINT is PostgreSQL's fast shutdown: a killed supervisor takes it down cleanly.
                death_signal=signal.SIGINT if self.durable else signal.SIGQUIT,
                user=self.user,
                cwd=self.data,
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
                output=log,
            )

    def _wait(self, progress: Progress) -> None:
        started = told = time.monotonic()
        while True:
            if self.poll() is not None:
                raise EngineError(
                    f"数据库没有启动：{self._last_words()} PostgreSQL did not start; see {self.log_file}."
                )
            try:
                psycopg.connect(self.url_for("postgres", KEEPER_ROLE), connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                # 57P03 (cannot_connect_now) and a missing socket both mean: not yet.
                if time.monotonic() - told > 2:
                    told = time.monotonic()
                    recovering = (
                        "recover" in self._last_words()
                        or "redo" in self._last_words()
                        or "starting" in str(error)
                    )
                    what = "数据库正在从上次的中断中恢复，请勿关闭" if recovering else "等待数据库启动"
                    progress(f"{what}（已 {told - started:.0f} 秒）")
                time.sleep(0.05)

    def _last_words(self) -> str:
        try:
            with self.log_file.open("rb") as log:
                log.seek(self._log_start)
                lines = log.read()[-4000:].decode(errors="replace").strip().splitlines()
        except OSError:
            return ""
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return " ".join((fatal or lines)[-2:])
