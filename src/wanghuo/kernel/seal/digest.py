"""Hashing with domain separation: what was hashed as an entry can never pass for a node, a batch or a key."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

ENTRY, NODE, BATCH = b"\x00", b"\x01", b"\x02"


@dataclass(frozen=True)
class Algorithm:
    """A hash function by its id in heads and proofs."""

    id: str
    size: int
    hash: Callable[[bytes], bytes]

    def node(self, left: bytes, right: bytes) -> bytes:
        """The hash of an inner node of a Merkle tree."""
        return self.hash(NODE + left + right)

    def empty(self) -> bytes:
        """The root of a tree without leaves (RFC 6962, 2.1)."""
        return self.hash(b"")


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    context = hashes.Hash(hashes.SM3())
    context.update(data)
    return context.finalize()


def algorithms() -> tuple[str, ...]:
    """Ids of the algorithms this machine can compute: sha256 always, sm3 (GB/T 32905) where OpenSSL has it."""
    try:
        _sm3(b"")
    except UnsupportedAlgorithm:
        return ("sha256",)
    return ("sha256", "sm3")


def algorithm(name: str) -> Algorithm:
    """The algorithm of that id; ValueError when unknown or not to be had on this machine."""
    if name not in algorithms():
        raise ValueError(f"hash algorithm not available: {name}")
    return Algorithm(name, 32, _sha256 if name == "sha256" else _sm3)


def entry_leaf(entry: bytes, using: Algorithm) -> bytes:
    """The leaf of an entry's canonical bytes."""
    return using.hash(ENTRY + entry)


def batch_hash(batch: bytes, using: Algorithm) -> bytes:
    """The hash of a batch record's canonical bytes; the leaves of the tree of batches, and the chain's links."""
    return using.hash(BATCH + batch)
