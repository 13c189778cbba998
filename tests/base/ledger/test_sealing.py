"""Sealing on a real PostgreSQL with transactions that really interleave: none passed over, none twice."""

import random
import threading
import time
from itertools import pairwise

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wanghuo.base.ledger import sealing
from wanghuo.base.ledger.models import Batch, Entry, Head, Member, Pending
from wanghuo.base.ledger.queries import head_value
from wanghuo.base.ledger.sealing import Broken
from wanghuo.base.ledger.verification import verify

from .conftest import as_dba, seal, write

pytestmark = pytest.mark.django_db(transaction=True)
INSERT = (
    "INSERT INTO ledger_entry (actor_name, actor_kind, organisation_name, role, verb, label, object_type, object_id,"
    " object_label, result, reason, detail, channel, ip, request_id)"
    " VALUES ('甲', 'person', '', '', 'x.y', '测试', '', '', '', 'done', '', '{}', 'web', '', '') RETURNING id"
)


def elsewhere():
    """Another session on the same database."""
    known = connection.settings_dict
    return psycopg.connect(
        host=known["HOST"],
        port=known["PORT"],
        user=known["USER"],
        password=known["PASSWORD"],
        dbname=known["NAME"],
    )


def sealed():
    return set(Member.objects.values_list("entry", flat=True))


def test_entries_go_into_chained_batches_with_signed_heads(small_batches):
    ids = write(10)
    assert seal() == sealing.Sealed(3, 10)
    assert sealed() == set(ids)
    assert not Pending.objects.exists()
    batches = list(Batch.objects.order_by("number"))
    assert [batch.count for batch in batches] == [4, 4, 2]
    assert all(later.previous == earlier.hash for earlier, later in pairwise(batches))
    assert head_value(Head.objects.get(number=3).text).entries == 10
    assert verify().clean
    assert seal() == sealing.Sealed(0, 0)


def test_an_open_transaction_holds_back_what_came_after_it():
    with elsewhere() as late:
        (first,) = late.execute(INSERT).fetchone()
        second = write()[0]
        assert first < second
        assert seal().entries == 0
        late.commit()
    assert seal().entries == 2


def test_a_reader_holds_nothing_back():
    with elsewhere() as reader:
        reader.execute("SELECT count(*) FROM ledger_entry")
        write(3)
        assert seal().entries == 3


def test_numbers_from_another_server_do_not_wait_for_ever():
    """After a restore the new server counts transactions from its own start."""
    with as_dba() as cursor:
        cursor.execute(
            INSERT.replace("(actor_name", "(xact, actor_name").replace("VALUES (", "VALUES (900000000, ")
        )
        foreign = cursor.fetchone()[0]
        cursor.execute("INSERT INTO ledger_pending VALUES (%s, 900000000)", [foreign])
    own = write()[0]
    seal()
    assert sealed() == {foreign, own}


steps = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["write", "write", "commit", "rollback", "seal"])),
    max_size=40,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_the_order_of_commits_every_entry_is_sealed_once(small_batches, schedule):
    before = sealed()
    sessions = [elsewhere() for _ in range(4)]
    written, committed = [set() for _ in sessions], set()
    try:
        for number, what in schedule:
            if what == "write":
                written[number].add(sessions[number].execute(INSERT).fetchone()[0])
            elif what == "seal":
                seal()
                assert sealed() <= committed | before
            else:
                getattr(sessions[number], what)()
                committed |= written[number] if what == "commit" else set()
                written[number] = set()
        for number, session in enumerate(sessions):
            session.commit()
            committed |= written[number]
    finally:
        for session in sessions:
            session.close()
    seal()
    assert sealed() - before == committed
    assert Member.objects.count() == len(sealed())
    assert verify().clean


def test_nothing_sealed_lies_above_the_oldest_open_transaction():
    with elsewhere() as old, elsewhere() as new:
        old.execute(INSERT)
        (horizon,) = old.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        early = set(Entry.objects.filter(xact__lt=horizon).values_list("id", flat=True)) | set(write(0))
        new.execute(INSERT)
        new.commit()
        seal()
        assert sealed() <= early
        old.commit()
    seal()
    assert sealed() == set(Entry.objects.values_list("id", flat=True))


def test_writers_and_sealers_all_at_once(small_batches):
    stop, committed, lock = threading.Event(), set(), threading.Lock()

    def writer(seed):
        dice = random.Random(seed)
        with elsewhere() as session:
            while not stop.is_set():
                ids = [session.execute(INSERT).fetchone()[0] for _ in range(dice.randint(1, 4))]
                time.sleep(dice.random() * 0.02)
                if dice.random() < 0.2:
                    session.rollback()
                    continue
                session.commit()
                with lock:
                    committed.update(ids)

    def sealer():
        while not stop.is_set():
            seal()
        connection.close()

    threads = [threading.Thread(target=writer, args=[seed]) for seed in range(4)]
    threads += [threading.Thread(target=sealer) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    stop.set()
    for thread in threads:
        thread.join()
    seal()
    assert len(committed) > 50
    assert sealed() == committed
    assert verify().clean


def test_nothing_is_built_on_a_broken_chain(small_batches):
    write(5)
    seal()
    for change in (
        "UPDATE ledger_batch SET root = repeat('0', 64) WHERE number = 2",
        "DELETE FROM ledger_batch WHERE number = 2",
        "UPDATE ledger_head SET signature = repeat('0', 128) WHERE number = 2",
        "UPDATE ledger_head SET peaks = '[]' WHERE number = 2",
        "DELETE FROM ledger_head WHERE number = 2",
    ):
        with as_dba() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE b AS TABLE ledger_batch; CREATE TEMP TABLE h AS TABLE ledger_head"
            )
            cursor.execute(change)
        write()
        with pytest.raises(Broken):
            seal()
        with as_dba() as cursor:
            cursor.execute("TRUNCATE ledger_batch, ledger_head; INSERT INTO ledger_batch TABLE b")
            cursor.execute("INSERT INTO ledger_head TABLE h; DROP TABLE b, h")
    assert seal().entries == 5
    assert verify().clean


@pytest.mark.parametrize("table", ["entry", "batch", "member", "head", "key"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_guards(table, change):
    write()
    seal()
    column = {"entry": "label", "key": "statement", "batch": "hash", "member": "leaf", "head": "text"}[table]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE ledger_{table} ENABLE ALWAYS TRIGGER ledger_is_not_emptied")
    try:
        with pytest.raises(Exception, match="台账只增不改"), connection.cursor() as cursor:
            cursor.execute(change.format(f"ledger_{table}", column, column))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER ledger_is_not_emptied")
    assert verify().clean


def test_sealing_is_a_sweep_of_the_worker():
    from wanghuo.base.jobs.sweeps import SWEEPS, run_sweep

    ids = write(2)
    assert run_sweep(SWEEPS["ledger.seal"])
    assert sealed() == set(ids)
    assert Head.objects.get().at <= timezone.now()
