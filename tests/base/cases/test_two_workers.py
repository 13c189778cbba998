"""Real processes on real PostgreSQL: two sweep at once, one is killed in between, each escalation happens once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from tests.base.cases.aging import age
from tests.base.cases.scene import Scene

from wanghuo.base.cases.models import Escalation, Event
from wanghuo.base.jobs.models import SweepRun  # noqa: F401  (its table must be there)
from wanghuo.base.ledger.models import Entry

pytestmark = pytest.mark.crash

CHECKOUT = Path(__file__).parents[3]
SWEEPER = """
import django; django.setup()
from django.utils import timezone
from wanghuo.base.cases.jobs import sweep_due
print("ready", flush=True)
input()
print(sweep_due(timezone.now()), flush=True)
"""
CASES = 40


@pytest.fixture
def sweeper(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts a process that waits for a line and then sweeps; what is left of them is ended."""
    known = connection.settings_dict
    names = (
        ("host", "HOST"),
        ("port", "PORT"),
        ("user", "USER"),
        ("password", "PASSWORD"),
        ("dbname", "NAME"),
    )
    environment = os.environ | {
        "PYTHONPATH": f"{CHECKOUT / 'src'}",
        "DJANGO_SETTINGS_MODULE": "wanghuo.site.settings",
        "WANGHUO_DATABASE_URL": " ".join(f"{key}='{known[name]}'" for key, name in names if known[name]),
        "WANGHUO_VAR": str(tmp_path),
        "WANGHUO_SECRET_KEY": "test",
    }
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", SWEEPER],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None and process.stdout.readline().strip() == "ready"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_at_once_one_killed_in_between(sweeper: Callable[[], subprocess.Popen[str]]) -> None:
    scene = Scene()
    for _ in range(CASES):
        age(scene.sent(), days=15)
    one, two = sweeper(), sweeper()
    go(one)
    go(two)
    deadline = time.monotonic() + 30
    while Escalation.objects.count() < CASES // 2:
        assert time.monotonic() < deadline
    one.kill()
    assert two.stdout is not None
    done_by_two = int(two.stdout.readline())
    third = sweeper()
    go(third)
    assert third.stdout is not None
    done_by_third = int(third.stdout.readline())

    pairs = list(Escalation.objects.values_list("run_id", "position"))
    assert len(pairs) == len(set(pairs))
    each = len(pairs) // CASES
    assert each > 2 and len(pairs) == each * CASES, "every case has all that was due, none has more"
    assert Event.objects.filter(name="expired:receipt").count() == CASES
    assert Entry.objects.filter(verb="cases.escalate").count() == len(pairs), (
        "what was done is what was recorded"
    )
    done_by_one = len(pairs) - done_by_two - done_by_third
    assert done_by_one > 0 and done_by_two > 0, "both had a hand in it"
