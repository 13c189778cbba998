"""Django and the database for one command: those of the running Wanghuo, or started for as long as it takes."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from wanghuo.site.engine import Engine, check_server
from wanghuo.site.engine.locks import Lock
from wanghuo.site.places import CHECKOUT, places
from wanghuo.site.supervisor.environment import child_environment
from wanghuo.site.supervisor.state import running

from .look import console


def kept_mode() -> str:
    try:
        return places().mode.read_text().strip() or "demo"
    except OSError:
        return "demo"


@contextmanager
def database() -> Iterator[str]:
    """A database's URL: WANGHUO_DATABASE_URL, the running engine's, or one started here and stopped afterwards."""
    outside = os.environ.get("WANGHUO_DATABASE_URL")
    if outside:
        yield outside
        return
    where = places()
    state = running(where)
    if state is not None:
        yield state.database_url
        return
    with Engine(where.data, where.run, log_file=where.log / "postgres.log") as engine:
        yield engine.url


@contextmanager
def alone() -> Iterator[str]:
    """As `database`, but nobody else may run meanwhile. Raises EngineBusy when somebody does."""
    where = places()
    where.var.mkdir(parents=True, exist_ok=True)
    lock = Lock(where.lock)
    lock.acquire("望火")
    try:
        with database() as url:
            check_server(url)
            yield url
    finally:
        lock.release()


def environment(url: str, **more: str) -> dict[str, str]:
    """For a child process that is no service: without the mark that the next start's clean-up looks for."""
    state = running(places())
    public = os.environ.get("WANGHUO_PUBLIC_URL") or (state.url if state else "http://127.0.0.1:8000")
    env = child_environment(places(), url, kept_mode(), WANGHUO_PUBLIC_URL=public, **more)
    env.pop("WANGHUO_SUPERVISED")
    return env


@contextmanager
def house() -> Iterator[str]:
    """Django set up in this process, with a database behind it."""
    with database() as url:
        for name, value in environment(url).items():
            os.environ[name] = value
        src = str(CHECKOUT / "src")
        if src not in sys.path:
            sys.path.insert(0, src)
        import django
        from django.db import connections

        django.setup()
        try:
            yield url
        finally:
            connections.close_all()


__all__ = ["alone", "console", "database", "environment", "house"]
