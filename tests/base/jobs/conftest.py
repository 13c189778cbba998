"""Tables of the sample room, and real worker processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

CHECKOUT = Path(__file__).parents[3]
TABLES = """
CREATE TABLE sample_due (item bigint PRIMARY KEY, due_at timestamptz NOT NULL, slow float NOT NULL DEFAULT 0);
CREATE TABLE sample_effect (kind text, item bigint, worker int, at timestamptz DEFAULT clock_timestamp());
CREATE TABLE sample_started (item bigint, worker int);
"""


@pytest.fixture
def sample(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE sample_due, sample_effect, sample_started")


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def wait_for(condition, seconds):
    """The seconds it took; fails the test when it takes longer than allowed."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - began


@pytest.fixture
def worker(sample, tmp_path):
    """Starts a real worker process on the test database; whatever is left of them is ended."""
    started = []
    known = connection.settings_dict

    def start():
        url = " ".join(
            f"{key}='{known[name]}'"
            for key, name in (("host", "HOST"), ("port", "PORT"), ("user", "USER"), ("dbname", "NAME"))
            if known[name]
        )
        if known["PASSWORD"]:
            url += f" password='{known['PASSWORD']}'"
        environment = os.environ | {
            "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
            "DJANGO_SETTINGS_MODULE": "tests.base.jobs.sample.settings",
            "WANGHUO_DATABASE_URL": url,
            "WANGHUO_VAR": str(tmp_path),
            "WANGHUO_SECRET_KEY": "test",
        }
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "wanghuo.base.jobs.worker"], env=environment, stdout=log, stderr=log
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait(10)
