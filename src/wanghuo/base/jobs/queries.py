"""What the queue looks like: for the status command, the metrics and the page 后台任务."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .registry import JOBS


def queue_depths() -> dict[str, dict[str, int]]:
    """Jobs by queue and state: ``{"default": {"todo": 3, "doing": 1, "failed": 0}}``; later ones are counted apart
    as ``scheduled``."""
    depths: dict[str, dict[str, int]] = {
        "default": dict.fromkeys(("todo", "scheduled", "doing", "failed"), 0)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, CASE WHEN status = 'todo' AND scheduled_at > now() THEN 'scheduled'"
            " ELSE status::text END AS state, count(*) FROM procrastinate_jobs"
            " WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2"
        )
        for queue, state, count in cursor.fetchall():
            depths.setdefault(queue, dict.fromkeys(("todo", "scheduled", "doing", "failed"), 0))[state] = (
                count
            )
    return depths


def oldest_waiting() -> float:
    """Seconds that the job waiting longest has been ready to run; 0 when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(greatest(e.at, j.scheduled_at))), 0)"
            " FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
            " WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"
        )
        return float(cursor.fetchone()[0])


@dataclass(frozen=True)
class FailedJob:
    """A job that gave up, or waits for another try, with its last error."""

    job: int
    task: str
    label: str
    state: str
    attempts: int
    again_at: datetime | None
    error: str
    trace: str
    at: datetime | None


def failed_jobs(limit: int = 200) -> list[FailedJob]:
    """Failed jobs and those waiting to be tried again, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.id, j.task_name, j.status::text, j.attempts, j.scheduled_at,"
            " coalesce(f.error, ''), coalesce(f.trace, ''), f.at"
            " FROM procrastinate_jobs j LEFT JOIN LATERAL"
            " (SELECT error, trace, at FROM jobs_failure WHERE job = j.id ORDER BY id DESC LIMIT 1) f ON true"
            " WHERE j.status = 'failed' OR (j.status = 'todo' AND j.attempts > 0) ORDER BY j.id DESC LIMIT %s",
            [limit],
        )
        return [
            FailedJob(row[0], row[1], JOBS[row[1]].label if row[1] in JOBS else row[1], *row[2:])
            for row in cursor.fetchall()
        ]
