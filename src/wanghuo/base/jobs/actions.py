"""What an operator does to failed jobs: try again, or give up."""

from __future__ import annotations

from django.db import connection

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import NotNow

from .models import Failure


@action("jobs.retry", "重试后台任务")
def retry(act: Act, failure: Failure) -> None:
    """Run the failed or waiting job now. NotNow when it has run meanwhile."""
    act.on(failure)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = now(), attempts = 0, worker_id = NULL"
            " WHERE id = %s AND (status = 'failed' OR (status = 'todo' AND attempts > 0))",
            [failure.job],
        )
        _expect(cursor.rowcount)
    act.note(task=failure.task, job=failure.job)


@action("jobs.dismiss", "放弃后台任务")
def dismiss(act: Act, failure: Failure, *, reason: str) -> None:
    """Take the failed job off the list for good; its errors stay on record for 90 days."""
    act.on(failure)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = %s AND status = 'failed'",
            [failure.job],
        )
        _expect(cursor.rowcount)
    act.note(task=failure.task, job=failure.job, reason=reason, error=failure.error[:300])


def _expect(rows: int) -> None:
    if not rows:
        raise NotNow(
            "这个任务已不在失败之列，可能已由他人处理或已重试成功。",
            rule="后台任务",
            next_step="请刷新页面查看。",
        )
