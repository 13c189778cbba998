"""A real Wanghuo in a folder of its own, started by the command line as an operator would."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from wanghuo.site.places import Places
from wanghuo.site.supervisor.environment import MARK
from wanghuo.site.supervisor.state import State, running
from wanghuo.site.supervisor.supervisor import answers

CHECKOUT = Path(__file__).parents[2]
START_WITHIN = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Installation:
    var: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    output: Path = field(init=False)

    def __post_init__(self) -> None:
        self.output = self.var.parent / f"{self.var.name}.out"

    @property
    def places(self) -> Places:
        return Places(self.var)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("WANGHUO_", "DJANGO_", "PYTEST_"))}
        more = {"WANGHUO_VAR": str(self.var), "PYTHONPATH": str(CHECKOUT / "src"), "WANGHUO_WEB_WORKERS": "2"}
        return env | more | {"PYTHONUNBUFFERED": "1"}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "wanghuo.site.cli", *arguments]

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        env = self.environment() | more
        return subprocess.run(
            self.command(*arguments),
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def launch(self) -> None:
        with self.output.open("wb") as out:
            command = self.command("up", "--listen", f"127.0.0.1:{self.port}")
            self.process = subprocess.Popen(
                command,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def up(self) -> float:
        """Start and wait until it serves; returns the seconds it took."""
        started = time.monotonic()
        self.launch()
        self.wait_until(self.serves, START_WITHIN)
        return time.monotonic() - started

    def serves(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        state = self.state()
        return state is not None and state.phase == "running" and answers(self.url + "/readyz")

    def said(self) -> str:
        text = self.output.read_text(errors="replace")
        logs = [path.read_text(errors="replace")[-2000:] for path in sorted(self.places.log.glob("*.log"))]
        return "\n".join([text, *logs])

    def wait_until(self, condition, seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds} s: {condition}\n{self.said()}")

    def state(self) -> State | None:
        return running(self.places)

    def pid(self, service: str) -> int:
        state = json.loads(self.places.state.read_text())
        return int(state["services"][service]["pid"])

    def database(self) -> psycopg.Connection:
        state = json.loads(self.places.state.read_text())
        return psycopg.connect(state["database_url"], autocommit=True)

    def stop(self, number: int = signal.SIGINT) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(90)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def survivors(self) -> list[psutil.Process]:
        """Processes of this installation other than the supervisor, by mark or by working in its data directory."""
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get(MARK) == os.path.realpath(self.var)
                if (
                    marked or process.cwd().startswith(os.path.realpath(self.places.data))
                ) and process.status() != "zombie":
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def listeners(self) -> set[int]:
        """Who listens on our port."""
        return {
            c.pid
            for c in psutil.net_connections("inet")
            if c.status == psutil.CONN_LISTEN and c.laddr.port == self.port and c.pid
        }

    def no_stranger_on_the_port(self) -> None:
        web = psutil.Process(self.pid("web"))
        family = {web.pid, *(child.pid for child in web.children(recursive=True))}
        assert self.listeners() and self.listeners() <= family
