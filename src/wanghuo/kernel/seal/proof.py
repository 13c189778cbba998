"""A proof for one entry: it shows this entry and hashes only, never another entry."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .chain import BATCH_KIND, HEAD_KIND, Batch, Head
from .digest import algorithm, batch_hash, entry_leaf
from .merkle import Path, inclusion, verify_inclusion

FORMAT = "wanghuo.ledger.proof.1"


class BadProof(ValueError):
    """The proof does not hold; the text says where it breaks."""


@dataclass(frozen=True)
class EntryProof:
    """Entry → batch → head. `signature` is hex, `public_key` PEM; either may be empty when the head is unsigned."""

    entry: str
    entry_path: Path
    batch: str
    batch_path: Path
    head: str
    signature: str = ""
    public_key: str = ""

    def as_json(self) -> dict[str, Any]:
        """The exported form (docs/ledger.md, section 6)."""
        return {
            "format": FORMAT,
            "entry": self.entry,
            "entry_path": [[side, value.hex()] for side, value in self.entry_path],
            "batch": self.batch,
            "batch_path": [[side, value.hex()] for side, value in self.batch_path],
            "head": self.head,
            "signature": self.signature,
            "public_key": self.public_key,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "EntryProof":
        """Reads an exported proof; BadProof when it is none."""
        try:
            if data["format"] != FORMAT:
                raise BadProof(f"unknown format: {data['format']!r}")
            paths = [
                tuple((str(side), bytes.fromhex(value)) for side, value in data[name])
                for name in ("entry_path", "batch_path")
            ]
            texts = {name: str(data[name]) for name in ("entry", "batch", "head", "signature", "public_key")}
        except (KeyError, TypeError, ValueError) as error:
            raise BadProof(f"not a proof: {error}") from error
        return cls(entry_path=paths[0], batch_path=paths[1], **texts)


def prove(
    entry: str,
    position: int,
    leaves: Sequence[bytes],
    batch: Batch,
    batch_hashes: Sequence[bytes],
    head: Head,
) -> EntryProof:
    """The proof that `entry` stands at `position` of `batch`, and the batch among those of `head`.

    `leaves` are the batch's, `batch_hashes` those of batches 1 to head.number. The signature is added by the caller.
    """
    using = algorithm(head.algorithm)
    return EntryProof(
        entry,
        inclusion(leaves, position, using),
        batch.text(),
        inclusion(batch_hashes[: head.number], batch.number - 1, using),
        head.text(),
    )


def check_proof(proof: EntryProof) -> dict[str, Any]:
    """The head's record when every step of the proof holds; BadProof otherwise. Does not check the signature."""
    try:
        batch, head = json.loads(proof.batch), json.loads(proof.head)
        using = algorithm(head["algorithm"])
        kinds = (batch["kind"], head["kind"], batch["algorithm"])
        batch_root, tree = bytes.fromhex(batch["root"]), bytes.fromhex(head["tree"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadProof(f"batch or head cannot be read: {error}") from error
    if kinds != (BATCH_KIND, HEAD_KIND, head["algorithm"]):
        raise BadProof("batch and head are not of the kinds expected")
    if not verify_inclusion(entry_leaf(proof.entry.encode(), using), proof.entry_path, batch_root, using):
        raise BadProof("the entry is not in this batch")
    if not verify_inclusion(batch_hash(proof.batch.encode(), using), proof.batch_path, tree, using):
        raise BadProof("the batch is not under this head")
    return head
