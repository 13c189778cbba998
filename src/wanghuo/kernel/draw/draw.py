"""One round of a draw: the chosen, their replacements, and who is sent to whom (docs/draws.md §4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .roster import BadDraw, Inspector, Roster, Subject
from .tickets import Tickets, queues, round_key


@dataclass(frozen=True, slots=True)
class Round:
    """What people decide about a round: its number, its seed and where that came from, whom to skip and why.

    ``subject_skips`` and ``inspector_skips``: id → reason (已注销, 病假 …). ``draw_again``: subjects of earlier
    rounds may be drawn once more.
    """

    number: int
    seed: str
    seed_source: str = ""
    subject_skips: dict[str, str] = field(default_factory=dict)
    inspector_skips: dict[str, str] = field(default_factory=dict)
    draw_again: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """One line of the result. ``replaces`` is the skipped subject whose place this one took, else None."""

    subject: str
    stratum: str
    ticket: str
    team: tuple[str, ...]
    replaces: str | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A subject whose ticket came up and which was passed over, with the reason."""

    subject: str
    stratum: str
    ticket: str
    reason: str


@dataclass(frozen=True)
class Result:
    """A round's outcome. ``short``: stratum → how many places could not be filled."""

    number: int
    chosen: tuple[Chosen, ...]
    skipped: tuple[Skipped, ...]
    short: dict[str, int]


NO_TEAM = "无足额且无利害冲突的检查人员"


class _Teams:
    """Sends inspectors: certificates and area fit, no conflict, cap kept; the least burdened first, then the ticket."""

    def __init__(self, roster: Roster, tickets: Tickets, skips: dict[str, str]) -> None:
        self.roster, self.tickets = roster, tickets
        self.present = [i for i in roster.inspectors if i.id not in skips]
        self.needs = {s.id: frozenset(s.certificates) for s in roster.strata}
        self.load: Counter[str] = Counter()

    def _fits(self, inspector: Inspector, subject: Subject) -> bool:
        return (
            self.needs[subject.stratum] <= inspector.certificates
            and (not inspector.areas or subject.area in inspector.areas)
            and subject.id not in inspector.conflicts
            and not inspector.conflicts.intersection(subject.ties)
            and (self.roster.cap is None or self.load[inspector.id] < self.roster.cap)
        )

    def send(self, subject: Subject) -> tuple[str, ...] | None:
        """The team in the order of choice; None when too few may go."""
        if not self.roster.team:
            return ()
        able = [i for i in self.present if self._fits(i, subject)]
        if len(able) < self.roster.team:
            return None
        able.sort(key=lambda i: (self.load[i.id], self.tickets.inspector(i.id, subject.id), i.id))
        team = tuple(i.id for i in able[: self.roster.team])
        self.load.update(team)
        return team


def draw_round(roster: Roster, plan: Round, earlier: frozenset[str] = frozenset()) -> Result:
    """Draw one round. ``earlier``: subjects chosen in rounds before this one.

    Strata are taken in the order of their ids, each stratum's queue from the front until its places are filled.
    Raises BadDraw when a skip names somebody who is not in the roster.
    """
    _check_skips(roster, plan)
    key = round_key(roster.hash, plan.number, plan.seed)
    lines = queues(roster, key, frozenset() if plan.draw_again else earlier)
    teams = _Teams(roster, Tickets(key), plan.inspector_skips)
    chosen: list[Chosen] = []
    skipped: list[Skipped] = []
    short: dict[str, int] = {}
    population = Counter(s.stratum for s in roster.subjects)
    for stratum in roster.strata:
        places = stratum.size(population[stratum.id])
        waiting: list[str] = []
        taken = 0
        for ticket, subject in lines[stratum.id]:
            if taken == places:
                break
            reason = plan.subject_skips.get(subject.id)
            team = None if reason else teams.send(subject)
            if team is None:
                skipped.append(Skipped(subject.id, stratum.id, ticket.hex(), reason or NO_TEAM))
                waiting.append(subject.id)
                continue
            replaces = waiting.pop(0) if waiting else None
            chosen.append(Chosen(subject.id, stratum.id, ticket.hex(), team, replaces))
            taken += 1
        if taken < places:
            short[stratum.id] = places - taken
    return Result(plan.number, tuple(chosen), tuple(skipped), short)


def _check_skips(roster: Roster, plan: Round) -> None:
    for skips, known, what in (
        (plan.subject_skips, {s.id for s in roster.subjects} if plan.subject_skips else set(), "对象"),
        (plan.inspector_skips, {i.id for i in roster.inspectors}, "检查人员"),
    ):
        for name in skips:
            if name not in known:
                raise BadDraw(f"第 {plan.number} 轮跳过的{what}“{name}”不在名册中")


def draw(roster: Roster, rounds: tuple[Round, ...]) -> tuple[Result, ...]:
    """All rounds in order; each leaves out those chosen before unless it says ``draw_again``."""
    results: list[Result] = []
    earlier: frozenset[str] = frozenset()
    for plan in rounds:
        result = draw_round(roster, plan, earlier)
        results.append(result)
        earlier |= {c.subject for c in result.chosen}
    return tuple(results)
