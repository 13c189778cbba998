"""Who may do what where: the values of the scope policy.

Authority in China runs along 条 (sector) and 块 (territory). A permission is
(role, action, reach): the role is held through a post (:class:`Grant`), the reach says to which rows
it extends. Nothing here reads a database or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ReachKind = Literal["all", "territory", "sector", "territory+sector", "organisation", "own"]
REACH_KINDS: tuple[ReachKind, ...] = ("all", "territory", "sector", "territory+sector", "organisation", "own")


@dataclass(frozen=True, slots=True)
class Grant:
    """One post's authority: a role, held at an organisation, over territories and sectors, for a time.

    ``territories`` are prefixes of 12-digit division codes (``"500154"`` the district, ``"500154104"``
    a town); several where a code changed over the years. ``sectors`` is None for every sector.
    ``deputy_for`` names the person whose leave this grant covers.
    """

    role: str
    organisation: int | None = None
    territories: tuple[str, ...] = ()
    sectors: frozenset[str] | None = frozenset()
    since: date | None = None
    until: date | None = None
    deputy_for: int | None = None

    def holds(self, day: date) -> bool:
        """True from ``since`` to ``until``, both days included."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with posts, the system itself, or the public (no account)."""

    person: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    kind: Literal["person", "system", "public"] = "person"
    organisation: int | None = None
    organisation_name: str = ""

    @classmethod
    def system(cls, name: str = "系统") -> Actor:
        """The platform's own jobs. It holds the role ``system`` and nothing else."""
        return cls(None, name, (Grant("system"),), "system")

    @classmethod
    def public(cls) -> Actor:
        """A visitor without an account. It holds the role ``public`` and nothing else."""
        return cls(None, "公众", (Grant("public"),), "public")

    def roles(self, day: date) -> frozenset[str]:
        """Roles held on that day."""
        return frozenset(g.role for g in self.grants if g.holds(day))

    def organisations(self, day: date) -> frozenset[int]:
        """Organisations in which a post is held on that day."""
        return frozenset(g.organisation for g in self.grants if g.organisation is not None and g.holds(day))

    def stands_for(self, day: date) -> frozenset[int]:
        """Oneself and those whose leave one covers on that day."""
        own = {self.person} if self.person is not None else set()
        return frozenset(
            own | {g.deputy_for for g in self.grants if g.deputy_for is not None and g.holds(day)}
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted on, as far as the policy cares."""

    territory: str | None = None
    sector: str | None = None
    organisations: frozenset[int] = frozenset()
    persons: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A role may do these actions as far as this reach. An action may end in ``.*``."""

    role: str
    actions: tuple[str, ...]
    reach: ReachKind

    def covers(self, action: str) -> bool:
        return any(a == action or (a.endswith(".*") and action.startswith(a[:-1])) for a in self.actions)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one grant carries for one action. :func:`touches` is its meaning."""

    kind: ReachKind
    grant: Grant
    persons: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, with the grant it rests on or the reason of the refusal (Chinese, for the screen)."""

    allowed: bool
    reason: str
    grant: Grant | None = None


@dataclass(frozen=True)
class Policy:
    """All rules, with the roles' Chinese labels. Built once from ``policy/roles/*.toml``."""

    labels: dict[str, str]
    rules: tuple[Rule, ...]
    _by_action: dict[str, tuple[Rule, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def parse(cls, tables: Iterable[dict]) -> Policy:
        """Read parsed TOML tables: ``[role.NAME] label=…`` and ``[[may]] roles, actions, reach``.

        Raises ValueError naming the role or reach nobody declared.
        """
        tables = list(tables)
        labels: dict[str, str] = {}
        for table in tables:
            for name, row in table.get("role", {}).items():
                labels[name] = row["label"]
        rules = []
        for table in tables:
            for row in table.get("may", []):
                if row["reach"] not in REACH_KINDS:
                    raise ValueError(f"reach {row['reach']!r} is none of {', '.join(REACH_KINDS)}")
                for role in row["roles"]:
                    if role not in labels:
                        raise ValueError(f"role {role!r} is not declared in policy/roles")
                    rules.append(Rule(role, tuple(row["actions"]), row["reach"]))
        return cls(labels, tuple(rules))

    def rules_for(self, action: str) -> tuple[Rule, ...]:
        found = self._by_action.get(action)
        if found is None:
            found = self._by_action[action] = tuple(r for r in self.rules if r.covers(action))
        return found
