"""Jobs, events and sweeps within one process: what is queued when, and what takes effect once."""

import threading
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.utils import timezone
from tests.support.jobs import run_jobs

from wanghuo.base.jobs import events, queries, registry, sweeps
from wanghuo.base.jobs.events import emit, on
from wanghuo.base.jobs.jobs import MOST_RESCUES, rescue, tidy
from wanghuo.base.jobs.models import Done, Failure, SweepRun
from wanghuo.base.jobs.registry import BackOff, claim, job, manager
from wanghuo.base.jobs.sweeps import run_due, sweep
from wanghuo.base.scope import Refused

from .conftest import rows


@pytest.fixture(autouse=True)
def own_registry():
    """What a test registers is gone after it."""
    kept = dict(registry.JOBS), dict(events.HANDLERS), dict(sweeps.SWEEPS), dict(registry.app.tasks)
    sweeps.SWEEPS.clear()
    yield
    for store, before in zip(
        (registry.JOBS, events.HANDLERS, sweeps.SWEEPS, registry.app.tasks), kept, strict=True
    ):
        store.clear()
        store.update(before)


def queued():
    return rows("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")


@pytest.mark.django_db(transaction=True)
def test_an_event_is_heard_only_when_its_transaction_commits():
    heard = []

    @on("test.happened")
    def hear(number):
        heard.append(number)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        emit("test.happened", number=1)
        raise ZeroDivisionError
    assert queued() == []
    with transaction.atomic():
        emit("test.happened", number=2)
        assert heard == []
    run_jobs()
    assert heard == [2]


@pytest.mark.django_db
def test_an_event_nobody_listens_to_queues_nothing():
    emit("test.unheard", number=1)
    assert queued() == []


@pytest.mark.django_db
def test_once_is_once_while_queued_and_ever_after():
    done = []

    @job("test.once")
    def work(number):
        done.append(number)

    assert work.once("test:1", number=1)
    assert not work.once("test:1", number=1)
    run_jobs()
    assert not work.once("test:1", number=1)
    assert work.once("test:2", number=2)
    run_jobs()
    assert done == [1, 2]


@pytest.mark.django_db
def test_plain_jobs_are_as_many_as_were_asked_for():
    done = []

    @job("test.many")
    def work(number):
        done.append(number)

    for _ in range(3):
        work.defer(number=7)
    assert len(run_jobs()) == 3
    assert done == [7, 7, 7]


@pytest.mark.django_db
def test_a_job_run_twice_takes_effect_once():
    """The worker died between the work's commit and the note that the job is over."""
    done = []

    @job("test.twice")
    def work():
        done.append(1)

    number = work.defer()
    again = registry.procrastinate_jobs.Job(
        id=number, queue="default", lock=None, queueing_lock=None, task_name="test.twice"
    )
    for _ in range(2):
        registry._run(work, again, {})
    assert done == [1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_job_wait_for_one_another():
    order, inside, go = [], threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            assert claim("test:rivals")
            inside.set()
            go.wait(5)
        order.append("committed")
        connection.close()

    rival = threading.Thread(target=first)
    rival.start()
    inside.wait(5)
    threading.Timer(0.3, go.set).start()
    with transaction.atomic():
        assert not claim("test:rivals")
    order.append("second")
    rival.join()
    assert set(order) == {"committed", "second"}
    assert Done.objects.filter(key="test:rivals").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_failure_undoes_the_work_and_says_why():
    @job("test.fails")
    def work():
        Done.objects.create(key="half-done", at=timezone.now())
        raise ValueError("没有联系人")

    number = work.defer()
    with pytest.raises(ValueError, match="没有联系人"):
        run_jobs()
    assert not Done.objects.exists()
    failure = Failure.objects.get()
    assert (failure.job, failure.task, failure.error) == (number, "test.fails", "ValueError: 没有联系人")
    assert "test_jobs.py" in failure.trace
    async_to_sync(manager().finish_job_by_id_async)(number, registry.procrastinate_jobs.Status.FAILED, False)
    (shown,) = queries.failed_jobs()
    assert (shown.job, shown.state, shown.error) == (number, "failed", "ValueError: 没有联系人")
    assert queries.queue_depths()["default"] == {"todo": 0, "scheduled": 0, "doing": 0, "failed": 1}


@pytest.mark.django_db
def test_failed_work_under_a_key_waits_for_a_person():
    @job("test.keyed")
    def work():
        raise ValueError

    assert work.once("test:keyed")
    (number,) = rows("SELECT id FROM procrastinate_jobs")[0]
    async_to_sync(manager().finish_job_by_id_async)(number, registry.procrastinate_jobs.Status.FAILED, False)
    assert not work.once("test:keyed")


@pytest.mark.parametrize(("attempts", "wait"), [(0, 10), (1, 30), (3, 270), (6, 3600)])
def test_waits_grow_to_an_hour(attempts, wait):
    stuck = registry.procrastinate_jobs.Job(
        id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=attempts
    )
    decision = BackOff(8).get_retry_decision(exception=ValueError(), job=stuck)
    assert abs((decision.retry_at - timezone.now()).total_seconds() - wait) < 2
    assert BackOff(attempts + 1).get_retry_decision(exception=ValueError(), job=stuck) is None
    assert BackOff(8).get_retry_decision(exception=Refused("不可"), job=stuck) is None


@pytest.mark.django_db(transaction=True)
def test_a_sweep_runs_when_due_and_an_outage_is_made_up_once():
    ran = []
    sweep("test.due", every=60)(ran.append)
    night = timezone.now() - timedelta(hours=9)
    assert run_due(night) == ["test.due"]
    assert run_due(night + timedelta(seconds=59)) == []
    assert run_due(night + timedelta(hours=8)) == ["test.due"]
    assert run_due(night + timedelta(hours=8, seconds=1)) == []
    assert len(ran) == 2


@pytest.mark.django_db(transaction=True)
def test_a_sweep_runs_on_one_worker_at_a_time():
    ran, inside, go = [], threading.Event(), threading.Event()

    @sweep("test.alone", every=0)
    def body(now):
        ran.append(now)
        inside.set()
        go.wait(5)

    def elsewhere():
        run_due()
        connection.close()

    rival = threading.Thread(target=elsewhere)
    rival.start()
    inside.wait(5)
    assert run_due() == []
    go.set()
    rival.join()
    assert run_due() == ["test.alone"]
    assert len(ran) == 2


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_fails_is_noted_and_stops_no_other():
    ran = []

    @sweep("test.bad", every=60)
    def bad(now):
        raise ValueError("数据不全")

    sweep("test.good", every=60)(ran.append)
    assert run_due() == ["test.bad", "test.good"]
    assert SweepRun.objects.get(name="test.bad").error == "ValueError: 数据不全"
    assert len(ran) == 1


def stall(number, attempts=0):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL, attempts = %s WHERE id = %s",
            [attempts, number],
        )


@pytest.mark.django_db
def test_jobs_of_dead_workers_are_queued_again_but_not_for_ever():
    @job("test.deadly")
    def work():
        pass

    number = work.defer()
    stall(number)
    assert rescue(timezone.now()) == 1
    assert rows("SELECT status::text, attempts FROM procrastinate_jobs") == [("todo", 1)]
    stall(number, MOST_RESCUES)
    rescue(timezone.now())
    assert rows("SELECT status::text FROM procrastinate_jobs") == [("failed",)]
    assert "中断" in Failure.objects.get().error


@pytest.mark.django_db
def test_marks_under_a_lasting_key_are_kept():
    old = timezone.now() - timedelta(days=400)
    for key in ("job:1", "cases.remind:1"):
        Done.objects.create(key=key, at=old)
    Done.objects.create(key="job:2", at=timezone.now())
    tidy(timezone.now())
    assert set(Done.objects.values_list("key", flat=True)) == {"job:2", "cases.remind:1"}


def test_two_jobs_of_one_name_are_refused():
    job("test.name")(lambda: 1)

    def other():
        pass

    with pytest.raises(RuntimeError, match="two jobs"):
        job("test.name")(other)


def test_names_that_the_queue_needs_are_refused():
    with pytest.raises(RuntimeError, match="at is taken"):
        job("test.at")(lambda at: 1)
