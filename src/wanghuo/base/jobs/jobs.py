"""The queue's own housekeeping, by query like everything else."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.utils import timezone
from procrastinate.jobs import Status

from . import ledger  # noqa: F401 - declares the sweeps of the ledger
from .models import Done, Failure
from .registry import manager
from .sweeps import sweep

log = logging.getLogger("wanghuo.jobs")
HEARTBEAT, STALLED_AFTER = 5, 20  # seconds: a dead worker's jobs are running again within a minute
MOST_RESCUES = 10
KEEP_JOB_MARKS, KEEP_FAILURES = timedelta(days=30), timedelta(days=90)


@sweep("jobs.rescue", every=10, label="接续中断的任务")
def rescue(now: datetime) -> int:
    """Put jobs of workers that died back into the queue. One that keeps killing its workers is given up."""
    stalled = list(async_to_sync(manager().get_stalled_jobs)(seconds_since_heartbeat=STALLED_AFTER))
    for stuck in stalled:
        if stuck.id is None:
            continue
        if stuck.attempts >= MOST_RESCUES:
            Failure.objects.create(
                job=stuck.id,
                task=stuck.task_name,
                attempt=stuck.attempts,
                error=f"执行进程 {MOST_RESCUES} 次中断，已停止重试",
                at=now,
            )
            async_to_sync(manager().finish_job)(stuck, Status.FAILED, delete_job=False)
        else:
            log.warning("job %s was left by a dead worker; queued again", stuck.id)
            manager().retry_job_by_id(stuck.id, retry_at=timezone.now())
    async_to_sync(manager().prune_stalled_workers)(seconds_since_heartbeat=STALLED_AFTER * 3)
    return len(stalled)


@sweep("jobs.tidy", every=3600, label="清理任务记录")
def tidy(now: datetime) -> None:
    """Forget marks of single jobs that are long gone, and old errors. Marks under a lasting key stay for ever."""
    Done.objects.filter(key__startswith="job:", at__lt=now - KEEP_JOB_MARKS).delete()
    Failure.objects.filter(at__lt=now - KEEP_FAILURES).delete()
