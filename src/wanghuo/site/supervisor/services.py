"""A process that must run, and when to start it again after it died."""

import logging
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wanghuo.site.engine import processes

log = logging.getLogger("wanghuo.supervisor")

FIRST_WAIT = 0.5
"""Seconds before the first restart; doubled at each further one."""
LONGEST_WAIT = 30.0
CALM_AFTER = 60.0
"""Seconds of running after which earlier failures are forgotten."""
LOG_KEPT = 20 * 1024 * 1024


def wait_before_restart(failures: int) -> float:
    """Seconds to wait before start number `failures` + 1 (failures ≥ 1): 0.5, 1, 2, 4 … 30."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 10))


@dataclass
class Service:
    """One supervised program. `clock` gives seconds that never go back."""

    name: str
    label: str
    command: Sequence[str]
    env: dict[str, str]
    log_file: Path
    cwd: Path
    patience: float = 30.0
    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    started_at: float = 0.0
    next_start: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process and self.process.poll() is None else None

    def start(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        rotate(self.log_file)
        with self.log_file.open("ab") as output:
            # Without its supervisor the database goes, too: nothing is left to finish in good order.
            self.process = processes.spawn(
                self.command, death_signal=signal.SIGKILL, cwd=self.cwd, env=self.env, output=output
            )
        self.started_at = self.clock()
        log.info("started", extra={"service": self.name, "pid": self.process.pid})

    def tend(self) -> None:
        """Notice a death, wait as long as the back-off says, start again. Call it often."""
        if self.process is not None and (code := self.process.poll()) is not None:
            ran = self.clock() - self.started_at
            self.failures = 1 if ran > CALM_AFTER else self.failures + 1
            wait = wait_before_restart(self.failures)
            self.next_start = self.clock() + wait
            self.process = None
            log.warning(
                "died", extra={"service": self.name, "exit": code, "ran_s": round(ran, 1), "again_in_s": wait}
            )
        if self.process is None and self.clock() >= self.next_start:
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Ask, wait `patience` seconds, then insist."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        log.info("stopped", extra={"service": self.name, "exit": self.process.returncode})
        self.process = None


def rotate(path: Path) -> None:
    """Keep a log below LOG_KEPT: its content moves to `.1`, the open file shrinks beneath its writers (O_APPEND)."""
    try:
        if path.stat().st_size <= LOG_KEPT:
            return
        path.with_name(path.name + ".1").write_bytes(path.read_bytes())
        with path.open("r+b") as file:
            file.truncate(0)
    except FileNotFoundError:
        return
