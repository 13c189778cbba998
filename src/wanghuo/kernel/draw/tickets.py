"""Tickets: who stands where in the queue of one round. SHA-256 of published text and nothing else (docs/draws.md §3)."""

from __future__ import annotations

import hashlib
from operator import itemgetter

from .roster import FORMAT, Roster, Subject

SUBJECT, INSPECTOR = "S", "I"


def round_key(roster_hash: str, number: int, seed: str) -> bytes:
    """64 hexadecimal digits (ASCII) that start every ticket of a round."""
    said = f"{FORMAT}\n{roster_hash}\n{number}\n{seed}"
    return hashlib.sha256(said.encode("utf-8")).hexdigest().encode("ascii")


class Tickets:
    """The tickets of one round."""

    def __init__(self, key: bytes) -> None:
        self._subjects = hashlib.sha256(key + b"\nS\n")
        self._inspectors = hashlib.sha256(key + b"\nI\n")

    def subject(self, name: str, weight: int = 1) -> bytes:
        """The smallest of ``weight`` tickets: being first then has a chance in proportion to the weight.

        32 bytes, compared as such.
        """
        encoded = name.encode("utf-8")
        ticket = self._subjects.copy()
        ticket.update(encoded + b"\n0")
        best = ticket.digest()
        for n in range(1, weight):
            ticket = self._subjects.copy()
            ticket.update(b"%b\n%d" % (encoded, n))
            best = min(best, ticket.digest())
        return best

    def inspector(self, inspector: str, subject: str) -> bytes:
        """This inspector's ticket for this subject: 32 bytes, the smallest goes first."""
        ticket = self._inspectors.copy()
        ticket.update(f"{inspector}\n{subject}".encode())
        return ticket.digest()


def queues(
    roster: Roster, key: bytes, left_out: frozenset[str] = frozenset()
) -> dict[str, list[tuple[bytes, Subject]]]:
    """Stratum → its subjects in the order of their tickets, without those in ``left_out``."""
    tickets = Tickets(key)
    found: dict[str, list[tuple[bytes, Subject]]] = {s.id: [] for s in roster.strata}
    for subject in roster.subjects:
        if subject.id not in left_out:
            found[subject.stratum].append((tickets.subject(subject.id, subject.weight), subject))
    for queue in found.values():
        queue.sort(
            key=itemgetter(0)
        )  # stable over a roster sorted by id: equal tickets would keep that order
    return found
