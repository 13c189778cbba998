"""Verification of a stored ledger, batch by batch in bounded memory: what was changed, and the first bad entry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .chain import Batch, Chain, Head
from .digest import Algorithm, entry_leaf
from .merkle import root


class Kind(StrEnum):
    """What is wrong."""

    EDITED = "edited"
    MISSING = "missing"
    UNSEALED = "unsealed"
    MOVED = "moved"
    LEAVES = "leaves"
    RECORD = "record"
    CHAIN = "chain"
    HEAD = "head"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Finding:
    """One fault. `entry` is the id of the entry it lies in, or the first of the batch it can be narrowed to."""

    kind: Kind
    batch: int
    entry: int | None


@dataclass(frozen=True)
class Member:
    """One stored seat of a batch."""

    position: int
    entry: int
    leaf: bytes


class Auditor:
    """Fed every batch in order, it says what is wrong with each and carries the chain on.

    Memory: one batch, and the frontier of the tree (one hash for each doubling of the number of batches).
    """

    def __init__(self, using: Algorithm) -> None:
        self.chain = Chain(using)
        self._using = using

    def batch(
        self, stored: Batch, stored_hash: bytes, members: Sequence[Member], entries: Mapping[int, bytes]
    ) -> list[Finding]:
        """The faults of one batch. `members` by position; `entries` the canonical bytes of those that exist."""
        found = list(self._members(stored, members, entries))
        leaves = [member.leaf for member in members]
        if not found and root(leaves, self._using).hex() != stored.root:
            found.append(Finding(Kind.LEAVES, stored.number, stored.first))
        ids = [member.entry for member in members]
        if not found and (len(ids), ids[0], ids[-1]) != (stored.count, stored.first, stored.last):
            found.append(Finding(Kind.RECORD, stored.number, min(ids[0], stored.first)))
        if stored.hash() != stored_hash:
            found.append(Finding(Kind.RECORD, stored.number, stored.first))
        if (stored.number, stored.previous) != (self.chain.number + 1, self.chain.previous):
            found.append(Finding(Kind.CHAIN, stored.number, stored.first))
        self.chain = self.chain.add(stored)
        return found

    def _members(
        self, stored: Batch, members: Sequence[Member], entries: Mapping[int, bytes]
    ) -> Iterable[Finding]:
        before = None
        for place, member in enumerate(members):
            entry = entries.get(member.entry)
            if entry is None:
                yield Finding(Kind.MISSING, stored.number, member.entry)
            elif entry_leaf(entry, self._using) != member.leaf:
                yield Finding(Kind.EDITED, stored.number, member.entry)
            if member.position != place or (before is not None and member.entry <= before):
                yield Finding(Kind.MOVED, stored.number, member.entry)
                return
            before = member.entry
        if len(members) != stored.count:
            yield Finding(Kind.MOVED, stored.number, stored.last if members else stored.first)

    def head(self, stored: Head) -> list[Finding]:
        """The faults of the head of the batch just fed."""
        chain = self.chain
        expected = (chain.number, chain.entries, chain.previous, chain.frontier.root(self._using).hex())
        if (stored.number, stored.entries, stored.batch, stored.tree) == expected:
            return []
        return [Finding(Kind.HEAD, stored.number, None)]


def first_bad(findings: Iterable[Finding]) -> Finding | None:
    """The finding with the lowest entry id; one that names no entry only when no other does."""
    return min(findings, key=lambda f: (f.entry is None, f.entry or 0, f.batch), default=None)
