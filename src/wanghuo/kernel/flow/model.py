"""The life of a case as data: states, transitions, clocks, and who may move it.

A flow is declared in ``policy/flows/*.toml`` and read by :func:`wanghuo.kernel.flow.parse.parse`. All values
here are frozen; nothing reads a clock or a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

OPEN = "open"
"""The verb every flow begins with: it has no "from" and leads to the initial state."""

STAY = "="
"""As a transition's target: the case stays in the state it is in."""


class Tone(StrEnum):
    """What a state feels like on screen; each tone has a colour and a shape or word beside it."""

    NEUTRAL = "neutral"
    WAITING = "waiting"
    ACTIVE = "active"
    ALERT = "alert"
    DONE = "done"


class FieldType(StrEnum):
    TEXT = "text"
    LONGTEXT = "longtext"
    DATE = "date"
    INTEGER = "integer"
    CHOICE = "choice"
    YESNO = "yesno"
    ORGANISATION = "organisation"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to be typed in a transition. `longest` and `shortest` count characters (text) or value (integer)."""

    id: str
    label: str
    type: FieldType
    shortest: int | None = None
    longest: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A relation an organisation or person may have to the case (移交方，接收方 …)."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class State:
    """`holder` is the party that has to act now; `main` states are the line of the picture."""

    id: str
    label: str
    tone: Tone = Tone.NEUTRAL
    final: bool = False
    main: bool = False
    holder: str | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """The history must hold `event` at least `times` (``negate``: fewer than that).

    `event` is a verb, or ``expired:<clock>`` for a clock's expiry. With `distinct` the events are counted by
    acting organisation, so that one body refusing twice counts once.
    """

    event: str
    because: str
    times: int = 1
    distinct: bool = False
    negate: bool = False


@dataclass(frozen=True, slots=True)
class Attach:
    """At least `least` attachments of `kind` must be on the case."""

    kind: str
    label: str
    least: int = 1


@dataclass(frozen=True, slots=True)
class Transition:
    """One verb. `who` holds alternatives, each a set of facts that must all be true of the actor."""

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str
    who: tuple[frozenset[str], ...]
    fill: tuple[str, ...] = ()
    may_fill: tuple[str, ...] = ()
    attach: tuple[Attach, ...] = ()
    issue: str | None = None
    needs: tuple[Need, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    tone: Tone = Tone.NEUTRAL
    hint: str = ""

    def lands(self, state: str | None) -> str:
        """The state the case is in after this transition was taken in `state`."""
        return state if self.target == STAY and state is not None else self.target


@dataclass(frozen=True, slots=True)
class Step:
    """One escalation step of a clock.

    `at` counts in the clock's own unit from its due moment: -1 is one before, 0 on expiry; None is one whole
    limit after it. A `repeat` step comes again after each further whole limit, until the clock stops
    or `most` were sent (None: no end).
    """

    id: str
    label: str
    at: int | None
    to: tuple[str, ...]
    level: int
    repeat: bool = False
    most: int | None = None

    @property
    def is_expiry(self) -> bool:
        return self.at == 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit. It comes from a field the actor fills, a law parameter or a product setting, in that order.

    `only_if` names a fact of the case (such as ``source:police_station``) without which it does not start.
    """

    id: str
    label: str
    law: str | None = None
    setting: str | None = None
    by_field: str | None = None
    only_if: str | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole declared flow. `states` keep the declared order; exactly one is `initial`."""

    id: str
    version: int
    label: str
    summary: str
    initial: str
    number_prefix: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    clocks: tuple[Clock, ...] = ()
    fields: tuple[Field, ...] = ()
    parties: tuple[Party, ...] = ()
    _states: dict[str, State] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._states.update({state.id: state for state in self.states})

    def state(self, state_id: str) -> State:
        """The state with that id. Raises KeyError when the flow has none."""
        return self._states[state_id]

    def has_state(self, state_id: str) -> bool:
        return state_id in self._states

    def clock(self, clock_id: str) -> Clock:
        return next(clock for clock in self.clocks if clock.id == clock_id)

    def has_clock(self, clock_id: str) -> bool:
        return any(clock.id == clock_id for clock in self.clocks)

    def field(self, field_id: str) -> Field:
        return next(item for item in self.fields if item.id == field_id)

    def party_label(self, fact: str) -> str:
        """The screen name of a party or role fact; a fact nobody named is shown as itself."""
        return next((party.label for party in self.parties if party.id == fact), fact)

    def leaving(self, state_id: str) -> tuple[Transition, ...]:
        """Transitions that may be taken in that state, in declared order."""
        return tuple(item for item in self.transitions if state_id in item.sources)

    def transition(self, state_id: str | None, verb: str) -> Transition | None:
        """The transition `verb` makes in `state_id` (None: before the case is opened)."""
        if state_id is None:
            return next((item for item in self.transitions if item.verb == verb and not item.sources), None)
        return next((item for item in self.leaving(state_id) if item.verb == verb), None)
