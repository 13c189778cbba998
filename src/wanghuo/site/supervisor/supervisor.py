"""The parent of all: engine, preparation, web, worker. It holds the lock, tends its children, and ends them."""

import json
import logging
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from wanghuo.site import logs
from wanghuo.site.engine import Engine, EngineError, check_server, processes
from wanghuo.site.engine.locks import Lock
from wanghuo.site.places import CHECKOUT, Places

from .environment import MARK, child_environment, decide_mode, gunicorn_config, python
from .hosts import hosts_for
from .ports import Address, check_free
from .services import Service, rotate
from .show import Show, ready
from .state import State

log = logging.getLogger("wanghuo.supervisor")
TEND_EVERY = 0.2
ROTATE_EVERY = 60.0
READY_WITHIN = 180.0


class Stop(BaseException):
    """A signal asks to end. Not an Exception: nothing in between may swallow it."""


@dataclass
class Supervisor:
    """One running Wanghuo. `run` returns the exit code once everything has ended."""

    places: Places
    address: Address
    show: Show
    empty: bool = False
    demo: bool = False
    until_ready: bool = False
    services: list[Service] = field(default_factory=list)
    engine: Engine | None = None

    # -- the whole life --------------------------------------------------------------------------------------------

    def run(self) -> int:
        self.places.var.mkdir(parents=True, exist_ok=True)
        self.places.log.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = Lock(self.places.lock)
        lock.acquire("望火")
        with self._signals():
            try:
                logs.set_up(self.places.log / "supervisor.log")
                self._start()
                if not self.until_ready:
                    self._tend_for_ever()
            except Stop:
                pass
            finally:
                with self._undisturbed():
                    self.stop()
                    lock.release()
        return 0

    def _start(self) -> None:
        outside = os.environ.get("WANGHUO_DATABASE_URL", "")
        self._sweep()
        check_free(self.address)
        mode = decide_mode(self.places, empty=self.empty, demo=self.demo, embedded=not outside)
        url = outside or self._start_engine()
        with self.show.step("检查数据库 · checking the database"):
            found = check_server(url)
        log.info("database", extra={"version": found.version, "embedded": not outside})
        self.state = State(
            pid=os.getpid(),
            started=time.time(),
            address=self.address.bind,
            url=self.address.url,
            database_url=url,
            embedded=not outside,
            mode=mode,
        )
        self._write_state("preparing")
        public = os.environ.get("WANGHUO_PUBLIC_URL", "").rstrip("/") or self.address.url
        more = {"WANGHUO_HOSTS": hosts_for(self.address), "WANGHUO_PUBLIC_URL": public}
        env = child_environment(self.places, url, mode, **more)
        links = self._prepare(env)
        self._start_services(env)
        self._write_state("running")
        if self.until_ready:
            return
        where = self.places.log
        shown = str(where.relative_to(CHECKOUT)) if where.is_relative_to(CHECKOUT) else str(where)
        ready(self.show.console, public, links, mode=mode, log=shown)

    def stop(self) -> None:
        """End all in order: web and worker together, then the engine that they use."""
        if not self.services and self.engine is None:
            return
        self.show.console.print("正在停止 · stopping", highlight=False)
        for service in self.services:
            service.ask_to_stop()
        for service in self.services:
            service.stop()
        if self.engine is not None:
            self.engine.stop()
        self.places.state.unlink(missing_ok=True)
        log.info("stopped")
        self.show.console.print("已全部停止 · stopped", highlight=False)

    # -- steps of a start ------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        """End what a killed supervisor left. We hold the lock, so whoever carries our mark is nobody's child."""
        left = processes.with_mark(MARK, os.path.realpath(self.places.var))
        if left:
            with self.show.step("收拾上次遗留的进程 · clearing leftovers"):
                processes.end(left, processes.STOP_SERVICE, self.show.say, "遗留的进程")
        shutil.rmtree(self.places.metrics, ignore_errors=True)
        self.places.metrics.mkdir(parents=True, exist_ok=True)
        self.places.state.unlink(missing_ok=True)

    def _start_engine(self) -> str:
        log_file = self.places.log / "postgres.log"
        engine = Engine(self.places.data, self.places.run, log_file=log_file)
        self.engine = engine
        with self.show.step("启动数据库 · starting PostgreSQL"):
            engine.start(self.show.say)
        if engine.user is not None:
            moved = f",数据在 {engine.data}" if engine.data != engine.wanted_data else ""
            self.show.note(
                f"以 root 启动：数据库改由用户 {engine.user.name} 运行{moved}。正式使用请建专门用户。"
            )
        return engine.url

    def _prepare(self, env: dict[str, str]) -> list[tuple[str, str]]:
        links: list[tuple[str, str]] = []
        error = ""
        log_path = self.places.log / "prepare.log"
        with self.show.step("准备数据 · preparing"), log_path.open("ab") as errors:
            child = processes.spawn(
                python("-m", "wanghuo.site.supervisor.prepare"),
                death_signal=signal.SIGTERM,
                cwd=CHECKOUT,
                env=env,
                output=subprocess.PIPE,
                errors=errors,
            )
            try:
                assert child.stdout is not None
                for line in child.stdout:
                    message = _parse(line)
                    if "say" in message:
                        self.show.say(str(message["say"]))
                    error = str(message.get("error", error))
                    links = [(who, path) for who, path in message.get("links", links)]
                if child.wait() != 0:
                    raise EngineError(
                        f"准备数据时出错：{error or f'进程退出码 {child.returncode}'}；详情见 {log_path}。"
                        f" Preparing failed; details are in {log_path}."
                    )
            finally:
                if child.poll() is None:
                    child.terminate()
                    child.wait(30)
        return links

    def _start_services(self, env: dict[str, str]) -> None:
        web = env | {
            "WANGHUO_BIND": self.address.bind,
            "PROMETHEUS_MULTIPROC_DIR": str(self.places.metrics),
        }
        gunicorn = python("-m", "gunicorn", "-c", str(gunicorn_config()), "wanghuo.site.wsgi:application")
        self.services = [
            self._service("web", "网页", gunicorn, web),
            self._service("worker", "后台任务", python("-m", "wanghuo.base.jobs.worker"), env),
        ]
        with self.show.step("启动服务 · starting the services"):
            for service in self.services:
                service.start()
            self._wait_until_ready()

    def _service(self, name: str, label: str, command: list[str], env: dict[str, str]) -> Service:
        log_file = self.places.log / f"{name}.log"
        return Service(name, label, command, env | {"WANGHUO_SERVICE": name}, log_file, CHECKOUT)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            for service in self.services:
                service.tend()
                if service.failures >= 3:
                    raise EngineError(
                        f"{service.label}进程启动后立即退出；原因见 {service.log_file} 末尾。"
                        f" The {service.name} process keeps ending; see the end of {service.log_file}."
                    )
            if answers(self.address.url + "/readyz"):
                return
            time.sleep(0.1)
        raise EngineError(
            f"服务 {READY_WITHIN:.0f} 秒内没有就绪；原因见 {self.places.log}。 Not ready in time; see {self.places.log}."
        )

    # -- while it runs ---------------------------------------------------------------------------------------------

    def _tend_for_ever(self) -> None:
        rotated = time.monotonic()
        while True:
            before = [service.pid for service in self.services]
            if self.engine is not None and (code := self.engine.poll()) is not None:
                log.error("engine died", extra={"exit": code})
                self._revive_engine()
                self._write_state("running")
            for service in self.services:
                service.tend()
            if before != [service.pid for service in self.services]:
                self._write_state("running")
            if time.monotonic() - rotated > ROTATE_EVERY:
                rotated = time.monotonic()
                for service in self.services:
                    rotate(service.log_file)
                rotate(self.places.log / "postgres.log")
            time.sleep(TEND_EVERY)

    def _revive_engine(self) -> None:
        """Web and worker reconnect by themselves; only the engine is started again, after its crash recovery."""
        assert self.engine is not None
        self.show.note("数据库意外退出，正在重新启动 · PostgreSQL ended unexpectedly, starting it again")
        wait = 0.5
        while True:
            self.engine.stop()
            try:
                self.engine.start(self.show.say)
                return
            except EngineError as error:
                log.error("engine does not start", extra={"reason": str(error), "again_in_s": wait})
                self.show.note(str(error))
                time.sleep(wait)
                wait = min(30.0, wait * 2)

    def _write_state(self, phase: str) -> None:
        self.state.phase = phase
        self.state.services = {
            service.name: {"label": service.label, "pid": service.pid, "failures": service.failures}
            for service in self.services
        }
        if self.engine is not None:
            self.state.services["postgres"] = {"label": "数据库", "pid": self.engine.pid, "failures": 0}
        self.state.write(self.places.state)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """INT, TERM and HUP end the run in order, from whatever step it is in."""

        def stop(number: int, frame: FrameType | None) -> None:
            raise Stop(number)

        # Under nohup the hang-up is ignored, and stays so.
        heeded = [
            number
            for number in STOPPING
            if signal.getsignal(number) is not signal.SIG_IGN or number != signal.SIGHUP
        ]
        before = {number: signal.signal(number, stop) for number in heeded}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """A second Ctrl-C does not cut the orderly stop short; its patience is bounded anyway."""
        before: dict[int, Callable[..., object] | int | None] = {
            number: signal.signal(number, signal.SIG_IGN) for number in STOPPING
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _parse(line: bytes) -> dict:
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def answers(url: str) -> bool:
    """Whether `url` answers 200 now. No proxy is asked: it is this machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            return response.status == 200
    except (OSError, ValueError, urllib.error.URLError):
        return False
