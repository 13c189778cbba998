"""A million entries: verified in bounded memory, the first bad one named, lists as fast as on a small ledger."""

import resource
import time

import pytest
from django.db import connection
from tests.support import people

from wanghuo.base.ledger.verification import verify
from wanghuo.kernel.seal import Kind

from .conftest import as_dba, seal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
COUNT = 1_000_000
FILL = """
INSERT INTO ledger_entry (at, actor_id, actor_name, actor_kind, organisation_id, organisation_name, role, verb, label,
  object_type, object_id, object_label, territory, result, reason, detail, channel, ip, request_id)
SELECT now() - interval '1 second' * ((%s - i) * 10), i %% 700, '人员' || i %% 700, 'person', i %% 90, '单位' || i %% 90,
  'town_clerk', 'cases.v' || i %% 40, '操作' || i %% 40, 'cases.case', (i / 5)::text, '消防通道堵塞' || i,
  '500154' || lpad((i %% 40)::text, 6, '0'), CASE WHEN i %% 97 = 0 THEN 'refused' ELSE 'done' END, '',
  jsonb_build_object('state', jsonb_build_array('handed', 'received'), 'note', '备注' || i), 'web', '10.0.0.1', md5(i::text)
FROM generate_series(1, %s) i
"""


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(what, work):
    began = time.monotonic()
    result = work()
    print(f"{what}: {time.monotonic() - began:.2f} s, peak {peak():.0f} MB")
    return result


def fill():
    with connection.cursor() as cursor:
        timed("fill", lambda: cursor.execute(FILL, [COUNT, COUNT]))
        cursor.execute("VACUUM ANALYZE ledger_entry")


def test_verified_in_bounded_memory():
    fill()
    assert timed("seal", seal).entries == COUNT
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_entry, ledger_member, ledger_pending")
        cursor.execute("SELECT min(id) FROM ledger_entry")
        first = cursor.fetchone()[0]
    before = peak()
    assert timed("verify", verify).clean
    with as_dba() as cursor:
        cursor.execute(
            "UPDATE ledger_entry SET reason = 'x' WHERE id IN (%s, %s)", [first + 731_234, first + 900_000]
        )
        cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [first + 800_000])
    report = timed("verify tampered", verify)
    assert (report.first.kind, report.first.entry) == (Kind.EDITED, first + 731_234)
    assert peak() - before < 120


def test_lists_are_as_fast_as_on_a_small_ledger():
    """Pages of the auditor, p95 of 20 with warm cache."""
    fill()
    auditor = people.client_of(people.person_with("auditor"))
    for asked in (
        "",
        "?result=refused",
        "?actor=人员7",
        "?verb=cases.receive",
        "?object=cases.case:77777",
        "?before=500000",
    ):
        times = []
        for _ in range(20):
            began = time.monotonic()
            assert auditor.get(f"/ledger/entries/{asked}").status_code == 200
            times.append(time.monotonic() - began)
        print(f"list {asked or 'newest'}: p95 {sorted(times)[18] * 1000:.0f} ms")
        assert sorted(times)[18] < 0.15, asked
