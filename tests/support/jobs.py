"""Runs queued jobs in the test's own process and connection, as a worker would: fetch, run, finish."""

from __future__ import annotations

import json

from asgiref.sync import async_to_sync
from procrastinate.jobs import Status

from wanghuo.base.jobs import registry


def run_jobs() -> list[str]:
    """Run every job that is ready, those they queue too. Returns the names of the tasks run; a job's error is raised."""
    queue = registry.manager()
    worker = async_to_sync(queue.register_worker)()
    names = []
    while found := async_to_sync(queue.fetch_job)(None, worker):
        arguments = found.task_kwargs
        arguments = json.loads(arguments) if isinstance(arguments, str) else arguments
        registry._run(registry.JOBS[found.task_name], found, arguments)
        async_to_sync(queue.finish_job)(found, Status.SUCCEEDED, delete_job=True)
        names.append(found.task_name)
    return names
