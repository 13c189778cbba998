"""Tamper evidence: canonical bytes, Merkle batches, a chain of signed heads, proofs. See docs/ledger.md.

The construction follows RFC 6962 (leaf, node, inclusion and consistency proofs) over two levels: the entries of a
batch, and the batches of the ledger. Everything here is a pure function of its arguments.
"""

from .audit import Auditor, Finding, Kind, first_bad
from .canonical import NotCanonical, canonical, instant, parse_json
from .chain import Batch, Chain, Head, seal_batch
from .digest import Algorithm, algorithm, algorithms, entry_leaf
from .merkle import Frontier, consistency, inclusion, root, verify_consistency, verify_inclusion
from .proof import BadProof, EntryProof, check_proof, prove
from .signing import fingerprint, sign, verify_signature

__all__ = [
    "Algorithm",
    "Auditor",
    "BadProof",
    "Batch",
    "Chain",
    "EntryProof",
    "Finding",
    "Frontier",
    "Head",
    "Kind",
    "NotCanonical",
    "algorithm",
    "algorithms",
    "canonical",
    "check_proof",
    "consistency",
    "entry_leaf",
    "fingerprint",
    "first_bad",
    "inclusion",
    "instant",
    "parse_json",
    "prove",
    "root",
    "seal_batch",
    "sign",
    "verify_consistency",
    "verify_inclusion",
    "verify_signature",
]
