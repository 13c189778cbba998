"""One throw-away PostgreSQL for each test process, started only when a test first asks for a database.

pytest-django reads the settings before any conftest, so the connection is pointed here afterwards, just before the
test databases are made. Set WANGHUO_TEST_DATABASE_URL to test against a server of your own.
"""

import os
import tempfile
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from wanghuo.site.engine import Engine

# How long an example takes says nothing on a busy machine; what it finds does.
hypothesis.settings.register_profile("wanghuo", deadline=None)
hypothesis.settings.load_profile("wanghuo")


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """libpq URL of an empty database on a real server; also in the environment as WANGHUO_DATABASE_URL."""
    outside = os.environ.get("WANGHUO_TEST_DATABASE_URL")
    before = os.environ.get("WANGHUO_DATABASE_URL")
    if outside:
        os.environ["WANGHUO_DATABASE_URL"] = outside
        yield outside
    else:
        with tempfile.TemporaryDirectory(prefix="wanghuo-test-", ignore_cleanup_errors=True) as place:
            Path(place).chmod(0o755)
            engine = Engine(Path(place) / "data", Path(place) / "run", durable=False)
            engine.start()
            os.environ["WANGHUO_DATABASE_URL"] = engine.url
            try:
                yield engine.url
            finally:
                engine.destroy()
    if before is None:
        os.environ.pop("WANGHUO_DATABASE_URL", None)
    else:
        os.environ["WANGHUO_DATABASE_URL"] = before


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_url: str, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Point Django's default connection at the throw-away server (pytest-django calls this before it makes databases)."""
    from django.conf import settings
    from django.db import connections

    parts = urllib.parse.urlsplit(database_url)
    query = urllib.parse.parse_qs(parts.query)
    target = {
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        "USER": urllib.parse.unquote(parts.username or ""),
        "PASSWORD": urllib.parse.unquote(parts.password or ""),
        "NAME": parts.path.lstrip("/"),
    }
    for mapping in (
        settings.DATABASES["default"],
        connections.databases["default"],
        connections["default"].settings_dict,
    ):
        mapping.update(target)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Django empties the tables after a transactional test; the ledger's guard against that is off while testing."""
    from django.db import connection

    kept = ("entry", "key", "batch", "member", "head", "publication")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for name in kept:
            cursor.execute(f"ALTER TABLE ledger_{name} DISABLE TRIGGER ledger_is_not_emptied")


def _commits(request: pytest.FixtureRequest) -> bool:
    """Does this test really commit (and so leave rows that Django empties afterwards)?"""
    marker = request.node.get_closest_marker("django_db")
    return {"transactional_db", "live_server"} & set(request.fixturenames) != set() or bool(
        marker and marker.kwargs.get("transaction")
    )


@pytest.fixture(autouse=True)
def no_job_outlives_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties only the tables it manages; the queue's are procrastinate's own."""
    if not _commits(request):
        yield
        return
    blocker = request.getfixturevalue("django_db_blocker")
    yield
    from django.db import connection

    with blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
