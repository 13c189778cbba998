"""Batches of entries, chained; and heads, the short statements that are signed and leave the machine."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .canonical import canonical, instant
from .digest import Algorithm, algorithm, batch_hash
from .merkle import Frontier, root

BATCH_KIND, HEAD_KIND = "wanghuo.ledger.batch.1", "wanghuo.ledger.head.1"


@dataclass(frozen=True)
class Batch:
    """One sealed batch. `first` and `last` are the lowest and highest entry id; root and previous are hex."""

    number: int
    count: int
    first: int
    last: int
    root: str
    previous: str
    sealed_at: str
    algorithm: str = "sha256"

    def record(self) -> dict[str, Any]:
        """The fields that are hashed."""
        return {
            "algorithm": self.algorithm,
            "count": self.count,
            "first": self.first,
            "kind": BATCH_KIND,
            "last": self.last,
            "number": self.number,
            "previous": self.previous,
            "root": self.root,
            "sealed_at": self.sealed_at,
        }

    def text(self) -> str:
        """The canonical text of the record."""
        return canonical(self.record()).decode()

    def hash(self) -> bytes:
        """The batch's hash: a link of the chain and a leaf of the tree of batches."""
        return batch_hash(self.text().encode(), algorithm(self.algorithm))


@dataclass(frozen=True)
class Head:
    """What is signed: after batch `number` the ledger holds `entries` entries, and `tree` is the root over all batches."""

    ledger: str
    number: int
    entries: int
    batch: str
    tree: str
    time: str
    key: str
    algorithm: str = "sha256"

    def record(self) -> dict[str, Any]:
        """The fields that are signed."""
        return {
            "algorithm": self.algorithm,
            "batch": self.batch,
            "entries": self.entries,
            "key": self.key,
            "kind": HEAD_KIND,
            "ledger": self.ledger,
            "number": self.number,
            "time": self.time,
            "tree": self.tree,
        }

    def text(self) -> str:
        """The canonical text: exactly these bytes are signed."""
        return canonical(self.record()).decode()


@dataclass(frozen=True)
class Chain:
    """Where the ledger stands: enough to seal the next batch."""

    using: Algorithm
    previous: str = ""
    entries: int = 0
    frontier: Frontier = field(default_factory=Frontier)

    @property
    def number(self) -> int:
        """How many batches there are."""
        return self.frontier.count

    def add(self, batch: Batch) -> "Chain":
        """The chain with one more batch."""
        link = batch.hash()
        return Chain(self.using, link.hex(), self.entries + batch.count, self.frontier.add(link, self.using))

    def head(self, ledger: str, key: str, at: datetime) -> Head:
        """The statement to sign for this state."""
        tree = self.frontier.root(self.using).hex()
        return Head(ledger, self.number, self.entries, self.previous, tree, instant(at), key, self.using.id)


def seal_batch(chain: Chain, leaves: Sequence[tuple[int, bytes]], at: datetime) -> Batch:
    """The next batch from (entry id, leaf) pairs in strictly ascending id. ValueError when empty or out of order."""
    ids = [entry for entry, _ in leaves]
    if not ids or any(a >= b for a, b in itertools.pairwise(ids)):
        raise ValueError("a batch needs entries, in strictly ascending order")
    top = root((leaf for _, leaf in leaves), chain.using).hex()
    return Batch(
        chain.number + 1, len(ids), ids[0], ids[-1], top, chain.previous, instant(at), chain.using.id
    )
