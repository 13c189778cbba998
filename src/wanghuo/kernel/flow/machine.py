"""Where a case stands, what may be done next and by whom, and what an event changes.

A case's state is a fold of its events: :func:`replay` of the whole history always gives what the rows say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from .check import EXPIRED
from .model import OPEN, Flow, Need, Transition

MOVED = "moved:"
"""Prefix of the event that carries a case to another version of its flow: ``moved:<new state>``."""


class ClockPhase(StrEnum):
    RUNNING = "running"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


class EffectKind(StrEnum):
    START = "start"
    STOP = "stop"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to one clock because of one event."""

    kind: EffectKind
    clock: str


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of a case's history: a verb, ``expired:<clock>`` or ``moved:<state>``.

    `organisation` is the acting body (any string; empty for the system), `facts` what holds of the case at
    that moment (``source:police_station``), `version` the flow version the case has after it.
    """

    name: str
    organisation: str = ""
    facts: frozenset[str] = frozenset()
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The fold of a history. `path` is every state entered, in order; `done` counts events by organisation."""

    state: str | None = None
    version: int = 0
    path: tuple[str, ...] = ()
    steps: tuple[tuple[str | None, str, str], ...] = ()
    clocks: Mapping[str, ClockPhase] = field(default_factory=lambda: MappingProxyType({}))
    done: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def running(self, clock_id: str) -> bool:
        return self.clocks.get(clock_id) == ClockPhase.RUNNING


@dataclass(frozen=True, slots=True)
class Actor:
    """What is true of the one who wants to act: parties and roles held toward this case."""

    facts: frozenset[str]
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A transition from the present state, with the reason in Chinese if this actor may not take it now."""

    transition: Transition
    refusal: str | None = None

    @property
    def open(self) -> bool:
        return self.refusal is None


class NotAllowed(ValueError):
    """The event does not fit the case's present state or history; the message is a Chinese sentence."""


def allowed(
    flow: Flow, status: Status, actor: Actor, attached: Mapping[str, int] | None = None
) -> tuple[Option, ...]:
    """Every transition that leaves the present state, each open or with its refusal.

    `attached` counts the case's attachments by kind. What has to be filled is asked for by the form and is
    no ground to refuse the button.
    """
    if status.state is None:
        return ()
    return tuple(
        Option(item, refusal(flow, status, item, actor, attached or {}))
        for item in flow.leaving(status.state)
    )


def refusal(
    flow: Flow, status: Status, transition: Transition, actor: Actor, attached: Mapping[str, int]
) -> str | None:
    """Why `actor` may not take `transition` now, in Chinese; None when he may."""
    if "anyone" not in {fact for one in transition.who for fact in one} and not any(
        alternative <= actor.facts for alternative in transition.who
    ):
        return f"“{transition.label}”应由{_who(flow, transition)}办理"
    for need in transition.needs:
        if not _met(need, status):
            return need.because
    for wanted in transition.attach:
        have = attached.get(wanted.kind, 0)
        if have < wanted.least:
            return f"“{transition.label}”须先上传{wanted.label}（至少 {wanted.least} 份，现有 {have} 份）"
    return None


def step(flow: Flow, status: Status, event: Event) -> tuple[Status, tuple[Effect, ...]]:
    """One event applied. Raises :class:`NotAllowed` when the flow has no such step from the present state."""
    if event.name.startswith(MOVED):
        return _moved(flow, status, event)
    if event.name.startswith(EXPIRED):
        return _expired(flow, status, event), ()
    transition = flow.transition(status.state, event.name)
    if transition is None:
        raise NotAllowed(_no_such_step(flow, status, event.name))
    target = transition.lands(status.state)
    clocks, effects = _turn_clocks(flow, status, transition, target, event.facts)
    stays = target == status.state
    return (
        replace(
            status,
            state=target,
            version=status.version or flow.version,
            path=status.path if stays else (*status.path, target),
            steps=(*status.steps, (status.state, event.name, target)),
            clocks=MappingProxyType(clocks),
            done=_counted(status, event),
        ),
        effects,
    )


def apply(
    flow: Flow, history: Iterable[Event], event: Event, earlier: Mapping[int, Flow] = MappingProxyType({})
) -> tuple[Status, tuple[Effect, ...]]:
    """The state after `history` and then `event`, with that last event's effects on clocks."""
    return step(flow, replay(flow, history, earlier), event)


def replay(
    flow: Flow, history: Iterable[Event], earlier: Mapping[int, Flow] = MappingProxyType({})
) -> Status:
    """Fold a whole history. `flow` is the case's present version; of a case that changed versions,
    `earlier` holds the versions it was in before, by number. The opening event carries its version.
    """
    status = Status()
    for event in history:
        version = event.version or status.version or flow.version
        status, _ = step(flow if version == flow.version else earlier[version], status, event)
    return status


def _met(need: Need, status: Status) -> bool:
    seen = status.done.get(need.event, ())
    times = len(set(seen)) if need.distinct else len(seen)
    return (times < need.times) if need.negate else (times >= need.times)


def _who(flow: Flow, transition: Transition) -> str:
    words = {"assignee": "承办人", "system": "系统"}
    spoken = [
        "且".join(words.get(fact, flow.party_label(fact)) for fact in sorted(alternative))
        for alternative in transition.who
    ]
    return "或".join(dict.fromkeys(spoken))


def _no_such_step(flow: Flow, status: Status, verb: str) -> str:
    if status.state is None:
        return f"事项尚未立案，只能先做“{OPEN}”"
    label = next((item.label for item in flow.transitions if item.verb == verb), None)
    here = flow.state(status.state)
    if label is None:
        return f"流程“{flow.label}”没有“{verb}”这一步骤"
    if here.final:
        return f"事项已是“{here.label}”，不能再办理“{label}”"
    able = "、".join(item.label for item in flow.leaving(here.id)) or "无"
    return f"事项现为“{here.label}”，不能办理“{label}”；此状态下的步骤：{able}"


def _turn_clocks(
    flow: Flow, status: Status, transition: Transition, target: str, facts: frozenset[str]
) -> tuple[dict[str, ClockPhase], tuple[Effect, ...]]:
    clocks, effects = dict(status.clocks), []

    def turn(clock_id: str, kind: EffectKind, phase: ClockPhase | None, when: tuple[ClockPhase, ...]) -> None:
        if clocks.get(clock_id, ClockPhase.STOPPED) in when:
            if phase is not None:
                clocks[clock_id] = phase
            effects.append(Effect(kind, clock_id))

    live = (ClockPhase.RUNNING, ClockPhase.SUSPENDED)
    stops = [clock.id for clock in flow.clocks] if flow.state(target).final else transition.stops
    # A clock that is started anew is stopped first: the old run keeps its own record.
    for clock_id in dict.fromkeys((*stops, *transition.starts)):
        turn(clock_id, EffectKind.STOP, ClockPhase.STOPPED, live)
    for clock_id in transition.suspends:
        turn(clock_id, EffectKind.SUSPEND, ClockPhase.SUSPENDED, (ClockPhase.RUNNING,))
    for clock_id in transition.resumes:
        turn(clock_id, EffectKind.RESUME, ClockPhase.RUNNING, (ClockPhase.SUSPENDED,))
    for clock_id in transition.extends:
        turn(clock_id, EffectKind.EXTEND, None, live)
    for clock_id in transition.starts:
        only_if = flow.clock(clock_id).only_if
        if only_if is None or only_if in facts:
            turn(clock_id, EffectKind.START, ClockPhase.RUNNING, (ClockPhase.STOPPED,))
    return clocks, tuple(effects)


def _expired(flow: Flow, status: Status, event: Event) -> Status:
    clock_id = event.name.removeprefix(EXPIRED)
    if not flow.has_clock(clock_id) or not status.running(clock_id):
        raise NotAllowed(f"时限“{clock_id}”没有在走，不会到期")
    return replace(status, done=_counted(status, event))


def _moved(flow: Flow, status: Status, event: Event) -> tuple[Status, tuple[Effect, ...]]:
    target = event.name.removeprefix(MOVED)
    if not flow.has_state(target):
        raise NotAllowed(f"流程“{flow.label}”第 {flow.version} 版没有状态“{target}”")
    kept = {clock_id: phase for clock_id, phase in status.clocks.items() if flow.has_clock(clock_id)}
    ended = flow.state(target).final
    lost = tuple(
        Effect(EffectKind.STOP, clock_id)
        for clock_id, phase in status.clocks.items()
        if phase != ClockPhase.STOPPED and (ended or clock_id not in kept)
    )
    if ended:
        kept = dict.fromkeys(kept, ClockPhase.STOPPED)
    moved = replace(
        status,
        state=target,
        version=event.version or flow.version,
        path=(*status.path, target) if status.state != target else status.path,
        clocks=MappingProxyType(kept),
        done=_counted(status, event),
    )
    return moved, lost


def _counted(status: Status, event: Event) -> Mapping[str, tuple[str, ...]]:
    seen = (*status.done.get(event.name, ()), event.organisation)
    return MappingProxyType({**status.done, event.name: seen})
