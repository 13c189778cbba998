"""Jobs: background work that takes effect once, however often it is started, killed and started again."""

from __future__ import annotations

import inspect
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from procrastinate import exceptions, job_context
from procrastinate import jobs as procrastinate_jobs
from procrastinate import manager as procrastinate_manager
from procrastinate import retry as procrastinate_retry
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from wanghuo.base.ledger.context import coming_from
from wanghuo.base.scope.errors import Refused

from .models import Done, Failure

log = logging.getLogger("wanghuo.jobs")
Body = Callable[..., Any]
JOBS: dict[str, Job] = {}
FIRST_WAIT, LONGEST_WAIT = 10, 3600  # seconds: 10, 30, 90 … one hour


@cache
def manager() -> procrastinate_manager.JobManager:
    """The queue over Django's own connection: what is queued in a transaction is queued only if it commits."""
    return procrastinate_manager.JobManager(DjangoConnector())


class BackOff(procrastinate_retry.BaseRetryStrategy):
    """Try again after 10 s, 30 s, 90 s … at most an hour apart. A refusal by a rule is final."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def get_retry_decision(
        self, *, exception: BaseException, job: procrastinate_jobs.Job
    ) -> procrastinate_retry.RetryDecision | None:
        if job.attempts + 1 >= self.attempts or isinstance(exception, Refused):
            return None
        wait = min(FIRST_WAIT * 3**job.attempts, LONGEST_WAIT)
        return procrastinate_retry.RetryDecision(retry_in={"seconds": wait})


@dataclass(frozen=True)
class Job:
    """A registered job. Arguments are JSON values: pass ids, not rows."""

    name: str
    label: str
    body: Body
    queue: str
    priority: int
    atomic: bool

    def __call__(self, **arguments: Any) -> Any:
        """Run the body here and now (tests, command line): no queue, no key."""
        return self.body(**arguments)

    def defer(self, *, at: datetime | None = None, **arguments: Any) -> int:
        """Queue it, with the caller's transaction. ``at``: not before. Returns the number of the queued job."""
        return self._queue(None, at, arguments)

    def once(self, key: str, *, at: datetime | None = None, **arguments: Any) -> bool:
        """Queue it unless work under this key is done, queued, running or failed. True when it was queued.

        ``key`` names the work for all time, e.g. ``f"cases.remind:{case.pk}:{due:%Y%m%d%H%M}"`` (≤ 250 characters).
        """
        if Done.objects.filter(key=key).exists() or _on_record(key):
            return False
        try:
            with transaction.atomic():
                self._queue(key, at, arguments)
        except exceptions.AlreadyEnqueued:
            return False
        return True

    def _queue(self, key: str | None, at: datetime | None, arguments: dict[str, Any]) -> int:
        queued = procrastinate_jobs.Job(
            queue=self.queue,
            lock=None,
            queueing_lock=key,
            task_name=self.name,
            task_kwargs=arguments,
            priority=self.priority,
            scheduled_at=at,
        )
        number = manager().defer_job(queued).id
        if number is None:
            raise RuntimeError(f"{self.name} was not queued")
        return number


def _on_record(key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = %s"
            " AND status IN ('todo', 'doing', 'failed'))",
            [key],
        )
        return cursor.fetchone()[0]


def claim(key: str) -> bool:
    """Mark the key done in the current transaction; False when it already is. Waits for a rival's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_done (key, at) VALUES (%s, %s) ON CONFLICT DO NOTHING", [key, timezone.now()]
        )
        return cursor.rowcount == 1


def job(
    name: str,
    label: str = "",
    *,
    queue: str = "default",
    attempts: int = 8,
    atomic: bool = True,
    priority: int = 0,
) -> Callable[[Body], Job]:
    """Register background work under a lasting name (``room.verb``) and a label for the operator's screen.

    The body runs in one transaction with the mark that it is done: killed at any moment, all of it is undone and
    done again, or all of it stays and is never repeated. ``atomic=False`` is for work whose effect lies outside the
    database (mail, files): it is marked after it, may be repeated after a kill, and must bear that.
    """

    def register(body: Body) -> Job:
        made = Job(name, label or name, body, queue, priority, atomic)
        if taken := {"at", "key"} & set(inspect.signature(body).parameters):
            raise RuntimeError(
                f"job {name}: {', '.join(taken)} is taken by defer() and once(); name it otherwise"
            )
        if name in JOBS and JOBS[name].body.__qualname__ != body.__qualname__:
            raise RuntimeError(f"two jobs named {name}")

        def run(context: job_context.JobContext, **arguments: Any) -> None:
            _run(made, context.job, arguments)

        if name not in app.tasks:
            app.task(name=name, queue=queue, retry=BackOff(attempts), pass_context=True)(run)
        JOBS[name] = made
        return made

    return register


def _run(made: Job, queued: procrastinate_jobs.Job, arguments: dict[str, Any]) -> None:
    key = queued.queueing_lock or f"job:{queued.id}"
    try:
        with coming_from("job", request_id=f"job-{queued.id}"):
            if made.atomic:
                with transaction.atomic():
                    if claim(key):
                        made.body(**arguments)
            elif not Done.objects.filter(key=key).exists():
                made.body(**arguments)
                claim(key)
    except Exception as error:
        _record(made, queued, error)
        raise


def _record(made: Job, queued: procrastinate_jobs.Job, error: Exception) -> None:
    trace = "".join(traceback.format_tb(error.__traceback__)[-6:])
    text = str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    try:
        Failure.objects.create(
            job=queued.id or 0,
            task=made.name,
            attempt=queued.attempts + 1,
            error=text[:2000],
            trace=trace[-4000:],
            at=timezone.now(),
        )
    except DatabaseError:  # the database itself may be what failed; the log has it then
        log.exception("failure of job %s not recorded", queued.id)
