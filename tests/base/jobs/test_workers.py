"""Real workers, killed and stopped: after an outage everything due is done, once; a job cut short is taken up again."""

import os
import signal
import time

import pytest

from .conftest import rows, wait_for

pytestmark = pytest.mark.crash


def effects(kind="remind"):
    return dict(rows("SELECT item, count(*) FROM sample_effect WHERE kind = %s GROUP BY item", kind))


def fall_due(first, last, slow=0.0):
    rows(
        "INSERT INTO sample_due SELECT i, now() - interval '9 hours', %s FROM generate_series(%s::bigint, %s::bigint) i"
        " RETURNING item",
        slow,
        first,
        last,
    )


def idle():
    return not rows("SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")


def test_after_a_nights_outage_everything_due_is_done_once(worker):
    fall_due(1, 150)
    one, two = worker(), worker()
    wait_for(lambda: len(effects()) > 20, 60)
    one.kill()
    worker()
    wait_for(lambda: len(effects("heard")) == 150 and idle(), 90)
    time.sleep(2)
    assert effects() == dict.fromkeys(range(1, 151), 1)
    assert effects("heard") == dict.fromkeys(range(1, 151), 1)
    two.send_signal(signal.SIGTERM)
    assert two.wait(30) == 0


def test_a_job_killed_midway_is_rescued_within_a_minute(worker):
    fall_due(1, 1, slow=8)
    one = worker()
    wait_for(lambda: rows("SELECT FROM sample_started"), 30)
    one.kill()
    assert effects() == {}
    worker()
    assert wait_for(lambda: len(rows("SELECT FROM sample_started")) == 2, 60) < 60
    wait_for(lambda: effects("heard") == {1: 1}, 30)
    assert effects() == {1: 1}


def test_a_worker_that_froze_and_woke_does_nothing_twice(worker):
    fall_due(1, 1, slow=3)
    one = worker()
    wait_for(lambda: rows("SELECT FROM sample_started"), 30)
    os.kill(one.pid, signal.SIGSTOP)
    worker()
    wait_for(lambda: rows("SELECT FROM procrastinate_jobs WHERE attempts = 1"), 60)
    time.sleep(2)
    os.kill(one.pid, signal.SIGCONT)
    wait_for(lambda: effects("heard") == {1: 1} and idle(), 60)
    assert effects() == {1: 1}


def test_sigterm_lets_the_running_job_finish(worker):
    fall_due(1, 1, slow=2)
    one = worker()
    wait_for(lambda: rows("SELECT FROM sample_started"), 30)
    one.send_signal(signal.SIGTERM)
    assert one.wait(30) == 0
    assert effects() == {1: 1}
