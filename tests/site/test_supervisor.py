"""The supervisor's parts: back-off, addresses, who holds a port, what it writes down, what it decides."""

import os
import socket
import sys
import time
from pathlib import Path

import pytest

from wanghuo.site.engine import EngineError
from wanghuo.site.engine.locks import Lock, holder
from wanghuo.site.places import Places
from wanghuo.site.supervisor.environment import MARK, child_environment, decide_mode
from wanghuo.site.supervisor.hosts import hosts_for
from wanghuo.site.supervisor.ports import Address, check_free
from wanghuo.site.supervisor.services import LOG_KEPT, LONGEST_WAIT, Service, rotate, wait_before_restart
from wanghuo.site.supervisor.state import State, running


@pytest.mark.parametrize(
    ("text", "host", "port", "url"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000, "http://127.0.0.1:8000"),
        ("8123", "127.0.0.1", 8123, "http://127.0.0.1:8123"),
        (":80", "0.0.0.0", 80, "http://127.0.0.1:80"),
        ("0.0.0.0:8000", "0.0.0.0", 8000, "http://127.0.0.1:8000"),
        ("[::]:8000", "::", 8000, "http://[::1]:8000"),
        ("[::1]:8000", "::1", 8000, "http://[::1]:8000"),
        ("xf.example:443", "xf.example", 443, "http://xf.example:443"),
    ],
)
def test_addresses(text: str, host: str, port: int, url: str) -> None:
    address = Address.parse(text)
    assert (address.host, address.port, address.url) == (host, port, url)
    assert Address.parse(address.bind) == address


@pytest.mark.parametrize("text", ["", "x", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "a:b"])
def test_no_addresses(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Address.parse(text)


def test_taken_port_names_its_holder_and_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EngineError, match=rf"{os.getpid()}.*--listen 127\.0\.0\.1:{port + 1}"):
            check_free(Address("127.0.0.1", port))
    check_free(Address("127.0.0.1", port))


def test_foreign_address_is_refused() -> None:
    with pytest.raises(EngineError, match=r"192\.0\.2\.1"):
        check_free(Address("192.0.2.1", 8000))


def test_hosts_follow_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WANGHUO_HOSTS", raising=False)
    assert hosts_for(Address("127.0.0.1", 8000)) == "localhost,127.0.0.1,[::1]"
    assert socket.gethostname().lower() in hosts_for(Address("0.0.0.0", 8000)).split(",")
    assert "xf.example" in hosts_for(Address("xf.example", 8000)).split(",")
    monkeypatch.setenv("WANGHUO_HOSTS", "mine")
    assert hosts_for(Address("0.0.0.0", 8000)) == "mine"


def test_waits_grow_to_a_limit() -> None:
    waits = [wait_before_restart(n) for n in range(1, 30)]
    assert waits[:4] == [0.5, 1.0, 2.0, 4.0]
    assert waits == sorted(waits) and waits[-1] == LONGEST_WAIT


def service(tmp_path: Path, program: str, clock=time.monotonic) -> Service:
    command = [sys.executable, "-c", program]
    return Service(
        "s", "试", command, dict(os.environ), tmp_path / "s.log", tmp_path, patience=2.0, clock=clock
    )


def test_failing_service_is_started_again_after_its_wait(tmp_path: Path) -> None:
    now = [1000.0]
    flaky = service(tmp_path, "print('once', flush=True); raise SystemExit(3)", clock=lambda: now[0])
    flaky.start()
    flaky.process.wait()
    flaky.tend()
    assert flaky.failures == 1 and flaky.process is None and flaky.next_start == 1000.5
    flaky.tend()
    assert flaky.process is None
    now[0] = 1000.6
    flaky.tend()
    assert flaky.process is not None
    flaky.process.wait()
    now[0] = 1001.0
    flaky.tend()
    assert flaky.failures == 2 and flaky.next_start == 1002.0
    assert (tmp_path / "s.log").read_text() == "once\nonce\n"


def test_a_calm_hour_forgives(tmp_path: Path) -> None:
    now = [0.0]
    flaky = service(tmp_path, "pass", clock=lambda: now[0])
    flaky.failures = 7
    flaky.start()
    flaky.process.wait()
    now[0] = 3600.0
    flaky.tend()
    assert flaky.failures == 1


def test_deaf_service_is_ended_all_the_same(tmp_path: Path) -> None:
    deaf = service(
        tmp_path,
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)",
    )
    deaf.start()
    while "on" not in (tmp_path / "s.log").read_text():
        time.sleep(0.02)
    deaf.stop()
    assert deaf.pid is None


def test_logs_are_kept_small(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    with path.open("ab") as writer:
        writer.write(b"x" * (LOG_KEPT + 1))
        writer.flush()
        rotate(path)
        writer.write(b"next\n")
        writer.flush()
    assert path.read_bytes() == b"next\n"
    assert (tmp_path / "x.log.1").stat().st_size == LOG_KEPT + 1


def test_state_counts_only_while_its_writer_holds_the_lock(tmp_path: Path) -> None:
    places = Places(tmp_path)
    state = State(os.getpid(), 0.0, "a:1", "http://a:1", "postgresql://secret@x/y", False, "demo")
    state.write(places.state)
    assert (places.state.stat().st_mode & 0o777) == 0o600
    assert running(places) is None
    lock = Lock(places.lock)
    lock.acquire("x")
    assert running(places) == state
    places.state.write_text("{")
    assert running(places) is None
    lock.release()
    assert holder(places.lock) is None


def test_kind_of_installation_is_decided_once(tmp_path: Path) -> None:
    real = Places(tmp_path / "real")
    assert decide_mode(real, empty=True, demo=False, embedded=True) == "empty"
    assert decide_mode(real, empty=False, demo=False, embedded=True) == "empty"
    with pytest.raises(EngineError, match="WANGHUO_VAR"):
        decide_mode(real, empty=False, demo=True, embedded=True)
    assert decide_mode(Places(tmp_path / "demo"), empty=False, demo=False, embedded=True) == "demo"
    with pytest.raises(EngineError):
        decide_mode(Places(tmp_path / "demo"), empty=True, demo=False, embedded=True)


def test_outside_server_gets_no_demo_people_unasked(tmp_path: Path) -> None:
    assert decide_mode(Places(tmp_path / "a"), empty=False, demo=False, embedded=False) == "empty"
    assert decide_mode(Places(tmp_path / "b"), empty=False, demo=True, embedded=False) == "demo"


def test_children_know_whose_they_are(tmp_path: Path) -> None:
    env = child_environment(Places(tmp_path), "postgresql://x", "empty", MORE="1")
    assert env[MARK] == os.path.realpath(tmp_path) and env["MORE"] == "1"
    assert (env["WANGHUO_DEMO"], env["WANGHUO_EMPTY"], env["WANGHUO_DISTRICT"]) == ("0", "1", "")
