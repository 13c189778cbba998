"""Merkle trees as in RFC 6962, section 2.1. Leaves are given as hashes; sides are "L" (the sibling stands left) or "R"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .digest import Algorithm

Path = tuple[tuple[str, bytes], ...]


def _split(count: int) -> int:
    """The largest power of two smaller than count (count > 1)."""
    return 1 << ((count - 1).bit_length() - 1)


@dataclass(frozen=True)
class Frontier:
    """The complete subtrees of a growing tree, largest first: enough to add leaves and know the root."""

    peaks: tuple[bytes, ...] = ()
    count: int = 0

    def add(self, leaf: bytes, using: Algorithm) -> "Frontier":
        """The frontier with one more leaf."""
        peaks, size = list(self.peaks), self.count
        while size & 1:
            leaf = using.node(peaks.pop(), leaf)
            size >>= 1
        return Frontier((*peaks, leaf), self.count + 1)

    def root(self, using: Algorithm) -> bytes:
        """The root over all leaves added so far."""
        if not self.peaks:
            return using.empty()
        value = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            value = using.node(peak, value)
        return value


def root(leaves: Iterable[bytes], using: Algorithm) -> bytes:
    """The Merkle tree hash of the leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.add(leaf, using)
    return frontier.root(using)


def inclusion(leaves: Sequence[bytes], index: int, using: Algorithm) -> Path:
    """The siblings from leaf `index` up to the root. IndexError outside the leaves."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    if len(leaves) == 1:
        return ()
    cut = _split(len(leaves))
    if index < cut:
        return (*inclusion(leaves[:cut], index, using), ("R", root(leaves[cut:], using)))
    return (*inclusion(leaves[cut:], index - cut, using), ("L", root(leaves[:cut], using)))


def verify_inclusion(leaf: bytes, path: Path, expected: bytes, using: Algorithm) -> bool:
    """True when the path leads from the leaf to the expected root."""
    for side, sibling in path:
        if len(sibling) != using.size or side not in ("L", "R"):
            return False
        leaf = using.node(sibling, leaf) if side == "L" else using.node(leaf, sibling)
    return leaf == expected


def consistency(leaves: Sequence[bytes], earlier: int, using: Algorithm) -> tuple[bytes, ...]:
    """Proof that the tree of the first `earlier` leaves was only added to (RFC 6962, 2.1.2)."""
    if not 0 < earlier <= len(leaves):
        raise IndexError(f"no tree of {earlier} leaves among {len(leaves)}")
    return _subproof(leaves, earlier, True, using)


def _subproof(leaves: Sequence[bytes], earlier: int, whole: bool, using: Algorithm) -> tuple[bytes, ...]:
    if earlier == len(leaves):
        return () if whole else (root(leaves, using),)
    cut = _split(len(leaves))
    if earlier <= cut:
        return (*_subproof(leaves[:cut], earlier, whole, using), root(leaves[cut:], using))
    return (*_subproof(leaves[cut:], earlier - cut, False, using), root(leaves[:cut], using))


def verify_consistency(
    earlier: int, earlier_root: bytes, later: int, later_root: bytes, proof: Sequence[bytes], using: Algorithm
) -> bool:
    """True when the later tree holds the earlier one unchanged as its beginning (RFC 9162, 2.1.4.2)."""
    if not 0 < earlier <= later:
        return False
    if earlier == later:
        return not proof and earlier_root == later_root
    hashes = list(proof)
    if earlier & (earlier - 1) == 0:
        hashes.insert(0, earlier_root)
    if not hashes:
        return False
    old, new = earlier - 1, later - 1
    while old & 1:
        old, new = old >> 1, new >> 1
    old_root = new_root = hashes[0]
    for sibling in hashes[1:]:
        if new == 0:
            return False
        if old & 1 or old == new:
            old_root, new_root = using.node(sibling, old_root), using.node(sibling, new_root)
            while not old & 1 and old:
                old, new = old >> 1, new >> 1
        else:
            new_root = using.node(new_root, sibling)
        old, new = old >> 1, new >> 1
    return new == 0 and old_root == earlier_root and new_root == later_root
