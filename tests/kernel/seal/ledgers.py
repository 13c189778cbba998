"""A small sealed ledger in memory, as the database would hold it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from wanghuo.kernel.seal import Auditor, Chain, Finding, Kind, algorithm, canonical, entry_leaf, seal_batch
from wanghuo.kernel.seal.audit import Member
from wanghuo.kernel.seal.chain import Batch, Head

SHA = algorithm("sha256")
START = datetime(2020, 3, 24, tzinfo=UTC)


@dataclass
class Sealed:
    """Rows of a ledger: entries by id; per batch its record, hash, members and head."""

    entries: dict[int, bytes]
    batches: list[tuple[Batch, bytes, list[Member], Head]]

    def audit(self) -> list[Finding]:
        """What the verification finds, the entries in no batch included."""
        auditor, found = Auditor(SHA), []
        for batch, digest, members, head in self.batches:
            found += auditor.batch(batch, digest, members, self.entries)
            found += auditor.head(head)
        seated = {member.entry for _, _, members, _ in self.batches for member in members}
        return found + [Finding(Kind.UNSEALED, 0, entry) for entry in sorted(set(self.entries) - seated)]

    def change_batch(self, index: int, **changes: object) -> None:
        """Rewrites fields of a batch, its own hash made to fit, as a careful forger would."""
        batch, _, members, head = self.batches[index]
        forged = replace(batch, **changes)
        self.batches[index] = (forged, forged.hash(), members, head)


def ledger_of(sizes: list[int]) -> Sealed:
    """A ledger with batches of the given sizes; ids 1, 2, 3 …"""
    chain, entries, batches, next_id = Chain(SHA), {}, [], 1
    for number, size in enumerate(sizes):
        ids = range(next_id, next_id + size)
        next_id += size
        entries |= {i: canonical({"id": i, "action": "cases.hand_over", "summary": f"第{i}件"}) for i in ids}
        leaves = [(i, entry_leaf(entries[i], SHA)) for i in ids]
        at = START + timedelta(minutes=number)
        batch = seal_batch(chain, leaves, at)
        chain = chain.add(batch)
        members = [Member(place, i, leaf) for place, (i, leaf) in enumerate(leaves)]
        batches.append((batch, batch.hash(), members, chain.head("test", "00", at)))
    return Sealed(entries, batches)
