"""`kill -9` of any process, at any moment: the next start works, nothing committed is lost, nobody keeps the port."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from tests.support.folders import open_folder
from tests.support.installation import Installation

pytestmark = [pytest.mark.crash, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


@pytest.fixture(scope="module")
def made() -> Iterator[Installation]:
    """Started once; every test kills something else in it."""
    with open_folder("望火 crash") as place:
        installation = Installation(place / "var")
        installation.up()
        with installation.database() as connection:
            connection.execute("CREATE TABLE crash_proof (n bigint PRIMARY KEY)")
        yield installation
        if installation.process and installation.process.poll() is None:
            installation.stop()
        for process in installation.survivors():
            process.kill()


@pytest.fixture
def house(made: Installation) -> Installation:
    if made.process is None or made.process.poll() is not None:
        made.up()
    return made


class Writer(threading.Thread):
    """Commits numbers and remembers those that the server acknowledged."""

    def __init__(self, house: Installation) -> None:
        super().__init__(daemon=True)
        self.house, self.acknowledged, self.stopping = house, [], False

    def run(self) -> None:
        number = time.time_ns()
        with self.house.database() as connection:
            while not self.stopping:
                number += 1
                try:
                    connection.execute("INSERT INTO crash_proof VALUES (%s)", [number])
                except psycopg.Error:
                    return
                self.acknowledged.append(number)


def check_all_there(house: Installation, acknowledged: list[int]) -> None:
    with house.database() as connection:
        stored = {n for (n,) in connection.execute("SELECT n FROM crash_proof").fetchall()}
    assert acknowledged and set(acknowledged) <= stored


def test_killed_supervisor(house: Installation) -> None:
    writer = Writer(house)
    writer.start()
    time.sleep(0.5)
    house.kill()
    writer.join(20)
    house.wait_until(lambda: not house.survivors(), 30)
    assert not house.listeners()
    assert house.up() < 60
    check_all_there(house, writer.acknowledged)
    house.no_stranger_on_the_port()


def test_everything_killed_at_once(house: Installation) -> None:
    writer = Writer(house)
    writer.start()
    time.sleep(0.5)
    victims = house.survivors()
    house.process.kill()
    for victim in victims:
        victim.kill()
    house.process.wait()
    writer.join(20)
    house.up()
    check_all_there(house, writer.acknowledged)
    house.no_stranger_on_the_port()


def test_killed_postgres_comes_back_under_the_same_supervisor(house: Installation) -> None:
    writer = Writer(house)
    writer.start()
    time.sleep(0.5)
    before = house.pid("postgres")
    os.kill(before, signal.SIGKILL)
    writer.join(20)
    house.wait_until(lambda: house.pid("postgres") not in (0, before) and house.serves(), 60)
    check_all_there(house, writer.acknowledged)


@pytest.mark.parametrize("service", ["web", "worker"])
def test_killed_service_is_started_again(house: Installation, service: str) -> None:
    before = house.pid(service)
    children = psutil.Process(before).children(recursive=True)
    os.kill(before, signal.SIGKILL)
    house.wait_until(
        lambda: house.state().services[service]["pid"] not in (None, before) and house.serves(), 60
    )
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
    house.no_stranger_on_the_port()


def test_killed_web_worker_is_replaced(house: Installation) -> None:
    master = psutil.Process(house.pid("web"))
    victim = master.children()[0]
    victim.kill()
    house.wait_until(
        lambda: len([c for c in master.children() if c.pid != victim.pid]) == 2 and house.serves(), 60
    )
    assert house.pid("web") == master.pid


def test_frozen_children_of_a_killed_supervisor_do_not_block_the_next_start(house: Installation) -> None:
    """A stopped PostgreSQL cannot obey its death signal: the next start must find it, wake it and end it."""
    frozen = house.survivors()
    for process in frozen:
        process.suspend()
    postgres = psutil.Process(house.pid("postgres"))
    house.kill()
    assert postgres.is_running()
    house.up()
    assert not [p for p in frozen if p.is_running() and p.status() != "zombie"]
    house.no_stranger_on_the_port()


@pytest.mark.parametrize("seconds", [0.4, 1.2, 3.0])
def test_killed_while_starting(house: Installation, seconds: float) -> None:
    house.stop()
    house.launch()
    time.sleep(seconds)
    house.kill()
    house.up()
    house.no_stranger_on_the_port()


def test_first_start_killed_half_way() -> None:
    with open_folder("first") as place:
        for seconds in (0.5, 1.2, 2.5, 5.0):
            house = Installation(place / "var")
            house.launch()
            time.sleep(seconds)
            house.kill()
        house.up()
        with house.database() as connection:
            assert connection.execute("SELECT count(*) FROM divisions_division").fetchone()[0] > 500
        assert house.stop() == 0
        assert not house.survivors()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_orderly_stop_leaves_nobody(house: Installation, number: int) -> None:
    assert house.stop(number) == 0, house.said()
    assert not house.survivors()
    assert not house.listeners()
    assert house.state() is None


def test_stop_while_starting(house: Installation) -> None:
    house.stop()
    house.launch()
    time.sleep(1.5)
    assert house.stop() == 0, house.said()
    assert not house.survivors()


def test_second_supervisor_is_refused(house: Installation) -> None:
    done = house.run("up", "--listen", "127.0.0.1:0".replace(":0", f":{house.port + 1}"))
    assert done.returncode == 1
    assert f"进程 {house.process.pid}" in done.stdout
    assert house.serves()


def test_a_stranger_on_the_port_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    import socket

    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        house = Installation(tmp_path_factory.mktemp("busy") / "var", port=stranger.getsockname()[1])
        done = house.run("up", "--listen", f"127.0.0.1:{house.port}")
    assert done.returncode == 1
    assert str(os.getpid()) in done.stdout and f"--listen 127.0.0.1:{house.port + 1}" in done.stdout
    assert not house.survivors()


def test_nonsense_left_in_the_run_folder_does_not_matter(house: Installation) -> None:
    house.stop()
    house.places.state.write_text('{"pid": ')
    (house.places.metrics).mkdir(parents=True, exist_ok=True)
    (house.places.metrics / "counter_1.db").write_bytes(b"half")
    house.places.lock.write_text(f"{os.getpid()}\n")
    assert house.up() < 60
    house.no_stranger_on_the_port()


def test_second_start_is_quick(house: Installation) -> None:
    """Under 10 s on an idle machine; twice that is allowed for, since other tests may run beside this one."""
    house.stop()
    assert house.up() < 20
