"""The worker process: runs queued jobs and the sweeps. Started by the supervisor; any number may run.

``python -m wanghuo.base.jobs.worker``. SIGTERM or SIGINT: finishes what it does (at most 20 s) and leaves.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import sys
import threading

log = logging.getLogger("wanghuo.jobs")
GRACE = 20.0
PAUSE = 1.0
CONCURRENCY = int(os.environ.get("WANGHUO_WORKER_CONCURRENCY", "4"))


class Sweeper(threading.Thread):
    """Runs due sweeps until told to stop. A broken connection is dropped and tried again."""

    def __init__(self) -> None:
        super().__init__(name="sweeper", daemon=True)
        self.stopping = threading.Event()

    def run(self) -> None:
        from django.db import DatabaseError, InterfaceError, close_old_connections, connection

        from .sweeps import run_due

        while not self.stopping.wait(PAUSE * random.uniform(0.8, 1.2)):  # noqa: S311 - two workers drift apart
            try:
                close_old_connections()
                run_due()
            except (DatabaseError, InterfaceError):
                log.exception("sweeps wait: the database does not answer")
                connection.close()
        connection.close()


def main() -> int:
    """Run until told to stop. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanghuo.site.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app

    from .jobs import HEARTBEAT, STALLED_AFTER

    sweeper = Sweeper()
    sweeper.start()
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
            asyncio.run(_work(worker_app, HEARTBEAT, STALLED_AFTER))
    finally:
        sweeper.stopping.set()
        sweeper.join(GRACE)
    return 0


async def _work(worker_app, heartbeat: float, stalled_after: float) -> None:
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            name=f"worker-{os.getpid()}",
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            update_heartbeat_interval=heartbeat,
            stalled_worker_timeout=stalled_after * 3,
            shutdown_graceful_timeout=GRACE,
            fetch_job_polling_interval=2.0,
        )


if __name__ == "__main__":
    sys.exit(main())
