"""Starting children that die with us, and finding those that an earlier life of ours left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import psutil

from .errors import EngineError
from .users import User

GUARD = Path(__file__).with_name("guard.py")
Progress = Callable[[str], None]


def spawn(
    command: Sequence[str],
    *,
    death_signal: int,
    user: User | None = None,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    output: int | IO[bytes] | None = None,
    errors: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` under the guard: it gets `death_signal` when the calling **thread** ends (prctl(2))."""
    drop = ["--uid", str(user.uid), "--gid", str(user.gid)] if user else []
    guard = [
        sys.executable,
        "-I",
        "-S",
        str(GUARD),
        "--parent",
        str(os.getpid()),
        "--signal",
        str(int(death_signal)),
    ]
    return subprocess.Popen(  # noqa: S603 - our own command line
        [*guard, *drop, "--", *command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors or (subprocess.STDOUT if output is not None else None),
        # Ctrl-C in the terminal must reach the supervisor only; it then stops the children in order.
        start_new_session=True,
    )


def in_directory(directory: Path) -> list[psutil.Process]:
    """Living processes whose working directory is `directory`.

    PostgreSQL and all its helpers stay in their data directory, so this knows them for certain, where a pid file may
    be stale, empty or name a stranger that was given the same number.
    """
    wanted = os.path.realpath(directory)
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.cwd() == wanted and "postgres" in process.name():
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def with_mark(name: str, value: str) -> list[psutil.Process]:
    """Living processes whose environment has `name` = `value`: our children of any life, except ourselves."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(name) == value:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def alive(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those of `processes` that still run; zombies have nothing left to harm."""
    living = []
    for process in processes:
        try:
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                living.append(process)
        except psutil.Error:
            continue
    return living


def wake(processes: Sequence[psutil.Process]) -> None:
    """Continue those that are stopped: a stopped process obeys nothing but SIGKILL, and keeps others waiting."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGCONT)


def end(
    processes: Sequence[psutil.Process], steps: Sequence[tuple[int, float]], progress: Progress, what: str
) -> None:
    """Send each step's signal and wait its seconds, until all are gone. Raises EngineError if one survives all."""
    started = time.monotonic()
    for number, patience in steps:
        wake(alive(processes))
        for process in alive(processes):
            try:
                process.send_signal(number)
            except psutil.Error:
                continue
        deadline, told = time.monotonic() + patience, time.monotonic()
        while alive(processes) and time.monotonic() < deadline:
            if time.monotonic() - told > 2:
                told = time.monotonic()
                progress(f"等待{what}结束（已 {told - started:.0f} 秒）")
            time.sleep(0.05)
        if not alive(processes):
            return
    pids = ", ".join(str(process.pid) for process in alive(processes))
    raise EngineError(
        f"{what}（进程 {pids}）无法结束，请先手工结束它再启动。 Process {pids} cannot be ended; end it first."
    )


STOP_POSTGRES = [(signal.SIGINT, 60.0), (signal.SIGQUIT, 15.0), (signal.SIGKILL, 10.0)]
STOP_ORPHAN_BACKENDS = [(signal.SIGTERM, 2.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 10.0)]
STOP_SERVICE = [(signal.SIGTERM, 15.0), (signal.SIGKILL, 10.0)]
