"""Things fall due; each leaves one row in sample_effect. No constraint there would stop a second one."""

import os
import time

from django.db import connection

from wanghuo.base.jobs.events import emit, on
from wanghuo.base.jobs.registry import job
from wanghuo.base.jobs.sweeps import sweep


def write(kind, item):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sample_effect (kind, item, worker) VALUES (%s, %s, %s)", [kind, item, os.getpid()]
        )


@job("sample.remind")
def remind(item, slow=0.0):
    write("remind", item)
    emit("sample.reminded", item=item)
    if slow:
        started(item)
        time.sleep(slow)


def started(item):
    """Tells the test, from outside the job's transaction, that the job is under way."""
    import psycopg

    with psycopg.connect(os.environ["WANGHUO_DATABASE_URL"], autocommit=True) as apart:
        apart.execute("INSERT INTO sample_started (item, worker) VALUES (%s, %s)", [item, os.getpid()])


@on("sample.reminded")
def heard(item, **_):
    write("heard", item)


@job("sample.breaks", attempts=3)
def breaks(item):
    write("breaks", item)
    raise ValueError("总有一天会好")


@sweep("sample.due", every=0.3)
def due(now):
    with connection.cursor() as cursor:
        cursor.execute("SELECT item, slow FROM sample_due WHERE due_at <= %s ORDER BY item", [now])
        found = cursor.fetchall()
    for item, slow in found:
        remind.once(f"sample.remind:{item}", item=item, slow=float(slow))
