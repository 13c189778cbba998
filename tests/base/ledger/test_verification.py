"""Whatever a DBA does to a row, verification names it; what he rewrites whole, a head kept outside tells."""

import pytest

from wanghuo.base.ledger import records, sealing
from wanghuo.base.ledger.models import Batch, Entry, Head, Member
from wanghuo.base.ledger.queries import exported, outside_heads
from wanghuo.base.ledger.verification import say, verify
from wanghuo.kernel.seal import Kind

from .conftest import as_dba, seal, write

pytestmark = pytest.mark.django_db(transaction=True)

CHANGES = {
    "xact": "xact + 1",
    "at": "at + interval '1 microsecond'",
    "actor_id": "NULL",
    "actor_name": "'王小朋'",
    "actor_kind": "'system'",
    "organisation_id": "4",
    "organisation_name": "organisation_name || ' '",
    "role": "''",
    "deputy_for": "0",
    "verb": "'cases.refuse'",
    "label": "'接收'",
    "object_type": "'x'",
    "object_id": "'13'",
    "object_label": "''",
    "territory": "NULL",
    "result": "'refused'",
    "reason": "'补记'",
    "detail": "jsonb_set(detail, '{ratio}', '1.10')",
    "channel": "'api'",
    "ip": "'10.0.0.2'",
    "request_id": "''",
}


@pytest.fixture
def ids(small_batches):
    found = write(11)
    seal()
    assert verify().clean
    return found


def first():
    finding = verify().first
    return finding and (finding.kind, finding.entry)


def tamper(sql, *parameters):
    with as_dba() as cursor:
        cursor.execute(sql, parameters)


def test_every_column_of_an_entry_is_sealed():
    assert set(CHANGES) == set(records.FIELDS) - {"id"}
    assert {field.column for field in Entry._meta.get_fields()} == set(records.FIELDS)


@pytest.mark.parametrize("column", sorted(CHANGES))
def test_an_edit_of_any_column(ids, column):
    tamper(f"UPDATE ledger_entry SET {column} = {CHANGES[column]} WHERE id = %s", ids[6])
    assert first() == (Kind.EDITED, ids[6])


@pytest.mark.parametrize(
    "detail",
    [
        "detail || '{\"x\": null}'",
        "detail - 'state'",
        "jsonb_set(detail, '{state,0}', '\"Handed\"')",
        "jsonb_set(detail, '{ratio}', '1.1000000000000000000000001')",
        "jsonb_set(detail, '{人数}', '\"12\"')",
        "'[]'",
    ],
)
def test_an_edit_within_the_detail(ids, detail):
    tamper(f"UPDATE ledger_entry SET detail = {detail} WHERE id = %s", ids[1])
    assert first() == (Kind.EDITED, ids[1])


def test_deletion(ids):
    tamper("DELETE FROM ledger_entry WHERE id = %s", ids[4])
    assert first() == (Kind.MISSING, ids[4])


def test_insertion_behind_the_triggers_back(ids):
    tamper("UPDATE ledger_entry SET id = id + 1000 WHERE id = %s", ids[-1])
    assert first() == (Kind.MISSING, ids[-1])
    report = verify()
    assert {(f.kind, f.entry) for f in report.findings} >= {(Kind.UNSEALED, ids[-1] + 1000)}


def test_insertion_of_an_entry_before_all_others(ids):
    names = ", ".join(name for name in records.FIELDS if name != "id")
    tamper(
        f"INSERT INTO ledger_entry (id, {names}) SELECT -5, {names} FROM ledger_entry WHERE id = %s", ids[0]
    )
    assert first() == (Kind.UNSEALED, -5)


def test_swapped_contents(ids):
    tamper(
        "UPDATE ledger_entry e SET label = o.object_id, object_id = o.label FROM ledger_entry o"
        " WHERE (e.id, o.id) IN ((%s, %s), (%s, %s))",
        ids[2],
        ids[9],
        ids[9],
        ids[2],
    )
    assert first() == (Kind.EDITED, ids[2])


def test_swapped_numbers(ids):
    tamper("UPDATE ledger_entry SET object_id = '99' WHERE id = %s", ids[3])
    tamper("UPDATE ledger_entry SET id = -1 WHERE id = %s", ids[3])
    tamper("UPDATE ledger_entry SET id = %s WHERE id = %s", ids[3], ids[8])
    tamper("UPDATE ledger_entry SET id = %s WHERE id = -1", ids[8])
    assert first() == (Kind.EDITED, ids[3])


def test_several_changes_name_the_first(ids):
    tamper("DELETE FROM ledger_entry WHERE id = %s", ids[9])
    tamper("UPDATE ledger_entry SET reason = 'x' WHERE id = %s", ids[5])
    assert first() == (Kind.EDITED, ids[5])


def test_deleted_before_it_could_be_sealed(ids):
    late = write()[0]
    tamper("DELETE FROM ledger_entry WHERE id = %s", late)
    assert first() == (Kind.MISSING, late)
    write()
    assert seal().entries == 1


def test_a_seat_taken_away_names_its_entry(ids):
    tamper("DELETE FROM ledger_member WHERE entry = %s", ids[5])
    assert first() in {(Kind.UNSEALED, ids[5]), (Kind.MOVED, ids[5]), (Kind.MOVED, ids[6])}
    assert (Kind.UNSEALED, ids[5]) in {(f.kind, f.entry) for f in verify().findings}


def test_leaf_rewritten_with_the_entry_names_the_batch(ids):
    from wanghuo.kernel.seal import algorithm, entry_leaf

    tamper("UPDATE ledger_entry SET reason = 'x' WHERE id = %s", ids[6])
    ((_, content),) = records.read([ids[6]])
    tamper(
        "UPDATE ledger_member SET leaf = %s WHERE entry = %s",
        entry_leaf(content, algorithm("sha256")),
        ids[6],
    )
    assert first() == (Kind.LEAVES, ids[4])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_batch SET root = repeat('0', 64) WHERE number = 2",
        "UPDATE ledger_batch SET sealed_at = '2020-01-01T00:00:00.000000Z' WHERE number = 2",
        "UPDATE ledger_batch SET hash = repeat('0', 64) WHERE number = 2",
        "DELETE FROM ledger_batch WHERE number = 2",
        "DELETE FROM ledger_head WHERE number = 2",
        "UPDATE ledger_head SET text = replace(text, '\"entries\":8', '\"entries\":7') WHERE number = 2",
        "UPDATE ledger_head SET signature = repeat('ab', 64) WHERE number = 2",
        "UPDATE ledger_head SET signature = 'none', text = '{}' WHERE number = 2",
        "UPDATE ledger_key SET public_key = 'none'",
        "DELETE FROM ledger_key",
        "UPDATE ledger_member SET batch = 99 WHERE batch = 2",
    ],
)
def test_batches_heads_and_keys(ids, sql):
    tamper(sql)
    report = verify()
    assert not report.clean
    assert all(say(finding) for finding in report.findings)


def test_the_tail_cut_off_is_seen_with_a_head_kept_outside(ids):
    kept = outside_heads(exported())
    tamper("DELETE FROM ledger_entry WHERE id >= %s", ids[8])
    tamper("DELETE FROM ledger_member WHERE batch = 3")
    tamper("DELETE FROM ledger_batch WHERE number = 3")
    tamper("DELETE FROM ledger_head WHERE number = 3")
    assert verify().clean
    report = verify(outside=kept)
    assert (report.copies, len(report.remarks)) == (2, 1)
    assert "第 3 批" in report.remarks[0]


def test_a_ledger_rewritten_whole_with_its_key_is_seen_with_a_head_kept_outside(ids):
    """The forger holds the database and the key: he seals a false history anew, and it is clean in itself."""
    kept = outside_heads(exported([3]))
    with as_dba() as cursor:
        cursor.execute("UPDATE ledger_entry SET reason = 'x' WHERE id = %s", [ids[0]])
        cursor.execute("TRUNCATE ledger_batch, ledger_head, ledger_member")
        cursor.execute("INSERT INTO ledger_pending SELECT id, xact FROM ledger_entry")
    seal()
    assert verify().clean
    assert "外存的不同" in verify(outside=kept).remarks[0]


def test_a_ledger_rewritten_whole_with_another_key_is_seen_with_the_pinned_fingerprint(ids, key_place):
    pinned = Head.objects.get(number=1).text.split('"key":"')[1][:64]
    assert verify(pinned=pinned).clean
    with as_dba() as cursor:
        cursor.execute("TRUNCATE ledger_batch, ledger_head, ledger_member, ledger_key")
        cursor.execute("INSERT INTO ledger_pending SELECT id, xact FROM ledger_entry")
    key_place.unlink()
    seal()
    assert verify().clean
    assert not verify(pinned=pinned).clean


def test_it_writes_nothing_and_tells_how_far_it_is(ids):
    steps = []
    report = verify(progress=steps.append)
    assert steps == [4, 8, 11]
    assert (report.batches, report.entries, report.waiting) == (3, 11, 0)
    write()
    assert verify().waiting == 1


def test_findings_are_bounded(monkeypatch):
    from wanghuo.base.ledger import verification

    monkeypatch.setattr(verification, "MOST", 5)
    ids = write(40)
    seal()
    tamper("UPDATE ledger_entry SET reason = 'x'")
    report = verify()
    assert report.first.entry == ids[0]
    assert len(report.findings) <= 45
    assert Member.objects.count() == Batch.objects.get().count == 40
    assert sealing.MOST > 40
