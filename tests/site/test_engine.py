"""The engine survives whatever an earlier life left behind. Every test runs real PostgreSQL processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from wanghuo.site.engine import (
    APP_ROLE,
    Engine,
    EngineBusy,
    EngineError,
    Requirements,
    check_server,
    processes,
)
from wanghuo.site.engine.places import SOCKET_LIMIT, SOCKET_NAME

SRC = Path(__file__).parents[2] / "src"


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("望火 engine")


@pytest.fixture
def engine(place: Path) -> Iterator[Engine]:
    engine = Engine(place / "data", place / "run")
    engine.start()
    yield engine
    engine.destroy()


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def write(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def test_listens_on_a_private_socket_only(engine: Engine) -> None:
    assert rows(engine.url, "SHOW listen_addresses") == [("",)]
    assert rows(engine.url, "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user") == [
        (APP_ROLE, False)
    ]
    assert (engine.socket.stat().st_mode & 0o777) == 0o700
    assert len(os.fsencode(engine.socket / SOCKET_NAME)) <= SOCKET_LIMIT
    assert not [
        c for c in psutil.Process(engine.pid).net_connections("inet") if c.status == psutil.CONN_LISTEN
    ]
    hba = (engine.data / "pg_hba.conf").read_text().splitlines()
    assert [line for line in hba if not line.startswith("#")] == ["local all all peer map=wanghuo"]
    check_server(engine.url)


def test_never_runs_as_root(engine: Engine) -> None:
    assert psutil.Process(engine.pid).uids().effective != 0


def test_a_stranger_on_the_machine_is_refused_by_peer(engine: Engine) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can try as another user")
    program = f"import psycopg; psycopg.connect({engine.url!r})"
    engine.socket.chmod(0o755)
    tried = subprocess.run(
        ["/bin/sh", "-c", f'exec "{sys.executable}" -c "$1"', "sh", program], user=1, capture_output=True
    )
    assert tried.returncode != 0


def test_second_engine_on_the_same_data_is_refused_with_a_sentence(engine: Engine, place: Path) -> None:
    with pytest.raises(EngineBusy, match=f"进程 {os.getpid()}"):
        Engine(place / "data", place / "run").start()
    assert rows(engine.url, "SELECT 1") == [(1,)]


def test_restart_keeps_what_was_committed(engine: Engine) -> None:
    write(engine.url, "CREATE TABLE kept AS SELECT 7 AS n")
    engine.stop()
    engine.start()
    assert rows(engine.url, "SELECT n FROM kept") == [(7,)]


@pytest.mark.parametrize("content", ["", "12", "not a number\n", "{pid}\n{data}\n0\n5432\n\n\n\n"])
def test_any_pid_file_left_behind_is_cleared(engine: Engine, content: str) -> None:
    """Empty, half-written, nonsense, and one whose number now belongs to somebody else (this very test)."""
    engine.stop()
    text = content.format(pid=os.getpid(), data=engine.data)
    (engine.data / "postmaster.pid").write_text(text)
    (engine.socket / f"{SOCKET_NAME}.lock").write_text(text)
    engine.start()
    assert rows(engine.url, "SELECT 1") == [(1,)]


def test_initdb_cut_short_is_done_again(place: Path) -> None:
    engine = Engine(place / "data", place / "run", durable=False)
    making = place / "data.making"
    making.mkdir()
    (making / "PG_VERSION").write_text("18")
    engine.start()
    try:
        assert rows(engine.url, "SELECT 1") == [(1,)]
    finally:
        engine.destroy()


def test_foreign_files_are_not_touched(place: Path) -> None:
    (place / "data").mkdir()
    (place / "data" / "letter.txt").write_text("mine")
    with pytest.raises(EngineError):
        Engine(place / "data", place / "run").start()
    assert (place / "data" / "letter.txt").read_text() == "mine"


@pytest.mark.crash
def test_killed_server_comes_back_with_all_commits(engine: Engine) -> None:
    write(engine.url, "CREATE TABLE kept (n int)")
    for n in range(20):
        write(engine.url, f"INSERT INTO kept VALUES ({n})")
    assert engine.pid
    os.kill(engine.pid, signal.SIGKILL)
    engine.stop()
    engine.start()
    assert rows(engine.url, "SELECT count(*) FROM kept") == [(20,)]


HOLDER = """
import sys, time
from pathlib import Path
from wanghuo.site.engine import Engine
engine = Engine(Path(sys.argv[1]), Path(sys.argv[2]))
engine.start()
print(engine.pid, engine.url, flush=True)
time.sleep(600)
"""


def hold(place: Path) -> tuple[subprocess.Popen[str], int, str]:
    environment = os.environ | {"PYTHONPATH": str(SRC)}
    command = [sys.executable, "-c", HOLDER, str(place / "data"), str(place / "run")]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert holder.stdout
    pid, url = holder.stdout.readline().split()
    return holder, int(pid), url


def gone(pid: int, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not processes.alive([psutil.Process(pid)] if psutil.pid_exists(pid) else []):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.crash
def test_server_does_not_outlive_a_killed_supervisor(place: Path) -> None:
    holder, pid, url = hold(place)
    write(url, "CREATE TABLE kept AS SELECT 1 AS n")
    holder.kill()
    holder.wait()
    if sys.platform == "linux":
        assert gone(pid)
    engine = Engine(place / "data", place / "run")
    engine.start()
    try:
        assert rows(engine.url, "SELECT n FROM kept") == [(1,)]
    finally:
        engine.destroy()


@pytest.mark.crash
def test_next_start_ends_an_orphan_that_was_stopped_in_its_tracks(place: Path) -> None:
    """A frozen postmaster cannot obey its death signal: the next start must still get the data to itself."""
    holder, pid, url = hold(place)
    write(url, "CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(pid, signal.SIGSTOP)
    holder.kill()
    holder.wait()
    assert psutil.pid_exists(pid)
    said: list[str] = []
    engine = Engine(place / "data", place / "run")
    engine.start(said.append)
    try:
        assert rows(engine.url, "SELECT n FROM kept") == [(1,)]
        assert gone(pid, 1)
        assert any("遗留" in line for line in said)
    finally:
        engine.destroy()


@pytest.mark.crash
def test_backends_without_a_postmaster_are_ended_before_a_new_start(engine: Engine, place: Path) -> None:
    """A busy backend notices its postmaster's death late; two sets of them on one data directory would destroy it."""
    write(engine.url, "CREATE TABLE kept AS SELECT 1 AS n")
    spinning = psycopg.connect(engine.url)
    backend = spinning.info.backend_pid
    spin = "DO $$ DECLARE n bigint := 0; BEGIN LOOP n := n + 1; END LOOP; END $$"
    spinning.pgconn.send_query(spin.encode())
    time.sleep(0.3)
    assert engine.pid
    os.kill(engine.pid, signal.SIGKILL)
    engine.stop()
    engine.start()
    assert gone(backend, 1)
    assert rows(engine.url, "SELECT n FROM kept") == [(1,)]
    spinning.close()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Requirements(140011, "UTF8", "on", "on", "on"), "14"),
        (Requirements(150004, "SQL_ASCII", "on", "on", "on"), "SQL_ASCII"),
        (Requirements(160000, "UTF8", "off", "on", "on"), "fsync"),
        (Requirements(160000, "UTF8", "on", "off", "on"), "synchronous_commit"),
        (Requirements(160000, "UTF8", "on", "on", "off"), "full_page_writes"),
    ],
)
def test_unfit_servers_are_named_in_one_sentence(found: Requirements, said: str) -> None:
    refusal = found.refusal()
    assert refusal and said in refusal and "\n" not in refusal


@pytest.mark.parametrize("commit", ["on", "local", "remote_write", "remote_apply"])
def test_fit_servers_are_taken(commit: str) -> None:
    assert Requirements(150000, "UTF8", "on", commit, "on").refusal() is None


def test_throw_away_server_is_refused_for_real_records(place: Path) -> None:
    engine = Engine(place / "data", place / "run", durable=False)
    engine.start()
    try:
        with pytest.raises(EngineError, match="fsync"):
            check_server(engine.url)
    finally:
        engine.destroy()


def test_unreachable_server_is_named() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(EngineError, match="连不上数据库"):
        check_server(f"postgresql://nobody@127.0.0.1:{port}/none")
