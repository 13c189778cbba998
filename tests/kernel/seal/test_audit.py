"""Whatever is done to a sealed ledger is found, and the first bad entry is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.kernel.seal import Chain, Kind, canonical, entry_leaf, first_bad, seal_batch
from wanghuo.kernel.seal.audit import Member

from .ledgers import SHA, START, ledger_of

shapes = st.lists(st.integers(1, 6), min_size=1, max_size=5)


def draw_entry(data, ledger):
    return data.draw(st.sampled_from(sorted(ledger.entries)))


@given(shapes)
def test_an_untouched_ledger_is_clean(sizes):
    assert ledger_of(sizes).audit() == []


@given(shapes, st.data())
def test_any_byte_of_any_entry(sizes, data):
    ledger = ledger_of(sizes)
    entry = draw_entry(data, ledger)
    raw = bytearray(ledger.entries[entry])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    ledger.entries[entry] = bytes(raw)
    found = first_bad(ledger.audit())
    assert (found.kind, found.entry) == (Kind.EDITED, entry)


@given(shapes, st.data())
def test_bytes_put_in_or_taken_out(sizes, data):
    ledger = ledger_of(sizes)
    entry = draw_entry(data, ledger)
    raw = ledger.entries[entry]
    place = data.draw(st.integers(0, len(raw) - 1))
    more = data.draw(st.binary(max_size=3))
    ledger.entries[entry] = raw[:place] + more + raw[place + (not more) :]
    assert first_bad(ledger.audit()).entry == entry


@given(shapes, st.data())
def test_a_deleted_entry(sizes, data):
    ledger = ledger_of(sizes)
    entry = draw_entry(data, ledger)
    del ledger.entries[entry]
    found = first_bad(ledger.audit())
    assert (found.kind, found.entry) == (Kind.MISSING, entry)


@given(shapes, st.data())
def test_an_inserted_entry(sizes, data):
    ledger = ledger_of(sizes)
    entry = data.draw(st.sampled_from([-1, 0, len(ledger.entries) + 1]))
    ledger.entries[entry] = canonical({"id": entry, "action": "forged"})
    found = first_bad(ledger.audit())
    assert (found.kind, found.entry) == (Kind.UNSEALED, entry)


@given(shapes.filter(lambda sizes: sum(sizes) > 1), st.data())
def test_two_entries_that_changed_places(sizes, data):
    ledger = ledger_of(sizes)
    one, two = data.draw(
        st.lists(st.sampled_from(sorted(ledger.entries)), min_size=2, max_size=2, unique=True)
    )
    ledger.entries[one], ledger.entries[two] = ledger.entries[two], ledger.entries[one]
    assert first_bad(ledger.audit()).entry == min(one, two)


@given(shapes, st.data())
def test_several_changes_name_the_first(sizes, data):
    ledger = ledger_of(sizes)
    bad = data.draw(st.sets(st.sampled_from(sorted(ledger.entries)), min_size=1))
    for entry in bad:
        ledger.entries[entry] += b" "
    assert first_bad(ledger.audit()).entry == min(bad)


@given(shapes, st.data())
def test_an_entry_and_its_leaf_rewritten_together(sizes, data):
    """The forger also replaced the stored leaf: the batch is named by its first entry."""
    ledger = ledger_of(sizes)
    entry = draw_entry(data, ledger)
    ledger.entries[entry] = canonical({"id": entry, "action": "forged"})
    for _, _, members, _ in ledger.batches:
        for place, member in enumerate(members):
            if member.entry == entry:
                members[place] = Member(member.position, entry, entry_leaf(ledger.entries[entry], SHA))
                first = members[0].entry
    found = first_bad(ledger.audit())
    assert (found.kind, found.entry) == (Kind.LEAVES, first)


@given(shapes, st.data(), st.sampled_from(["drop", "swap", "again"]))
def test_seats_taken_away_swapped_or_doubled(sizes, data, what):
    ledger = ledger_of(sizes)
    _, _, members, _ = data.draw(st.sampled_from(ledger.batches))
    place = data.draw(st.integers(0, len(members) - 1))
    if what == "drop":
        gone = members.pop(place)
        assert first_bad(ledger.audit()).entry <= gone.entry
    elif what == "again":
        members.insert(place, members[place])
        assert first_bad(ledger.audit()).entry == members[place].entry
    elif len(members) > 1:
        other = (place + 1) % len(members)
        members[place], members[other] = members[other], members[place]
        assert first_bad(ledger.audit()).entry is not None


FIELDS = {
    "number": 99,
    "count": 999,
    "first": -7,
    "last": 999,
    "root": "00" * 32,
    "sealed_at": "x",
    "previous": "11",
}


@given(shapes, st.data(), st.sampled_from(sorted(FIELDS)))
def test_any_field_of_any_batch_record(sizes, data, field):
    ledger = ledger_of(sizes)
    ledger.change_batch(data.draw(st.integers(0, len(sizes) - 1)), **{field: FIELDS[field]})
    assert ledger.audit()


@given(shapes.filter(lambda sizes: len(sizes) > 1), st.data(), st.sampled_from(["drop", "swap"]))
def test_batches_dropped_or_swapped(sizes, data, what):
    ledger = ledger_of(sizes)
    place = data.draw(st.integers(0, len(sizes) - 2))
    if what == "drop":
        _, _, members, _ = ledger.batches.pop(place)
        assert first_bad(ledger.audit()).entry == members[0].entry
    else:
        ledger.batches[place], ledger.batches[place + 1] = ledger.batches[place + 1], ledger.batches[place]
        assert ledger.audit()


def test_a_rewritten_past_contradicts_the_heads_that_were_published():
    """A forger who seals everything anew makes a clean ledger; only the head kept elsewhere convicts him."""
    honest, forged = ledger_of([3, 2]), ledger_of([3, 2])
    forged.entries[2] = canonical({"id": 2, "action": "forged"})
    chain, batches = Chain(SHA), []
    for old, _, members, _ in forged.batches:
        leaves = [(m.entry, entry_leaf(forged.entries[m.entry], SHA)) for m in members]
        batch = seal_batch(chain, leaves, START)
        chain = chain.add(batch)
        seats = [Member(place, *leaf) for place, leaf in enumerate(leaves)]
        batches.append((batch, batch.hash(), seats, chain.head("test", "00", START)))
        assert old.count == batch.count
    forged.batches = batches
    assert forged.audit() == []
    forged.batches[-1] = (*forged.batches[-1][:3], honest.batches[-1][3])
    assert [finding.kind for finding in forged.audit()] == [Kind.HEAD]


@pytest.mark.parametrize("leaves", [[], [(2, b""), (1, b"")], [(1, b""), (1, b"")]])
def test_no_batch_of_nothing_or_out_of_order(leaves):
    with pytest.raises(ValueError, match="ascending"):
        seal_batch(Chain(SHA), leaves, START)
