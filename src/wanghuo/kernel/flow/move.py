"""A case stays on the version of the flow it was opened under; moving it is an explicit, checked act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .machine import MOVED, ClockPhase, Event, Status
from .model import Flow


@dataclass(frozen=True, slots=True)
class Move:
    """A checked plan: `event` carries it out; `losing` are running clocks the new version does not know."""

    event: Event
    losing: tuple[str, ...]


class CannotMove(ValueError):
    """The case cannot be carried to that version; the message is a Chinese sentence."""


def plan_move(old: Flow, new: Flow, status: Status, states: Mapping[str, str] | None = None) -> Move:
    """Plan to carry a case from `old` to `new`. `states` maps old state ids to new ones where they differ.

    Raises :class:`CannotMove` when it is another flow, the same or an earlier version, a finished case, or
    the present state has no counterpart.
    """
    if old.id != new.id:
        raise CannotMove(f"不能把“{old.label}”的事项改到另一流程“{new.label}”")
    if new.version <= status.version:
        raise CannotMove(f"事项已在第 {status.version} 版，只能改到更新的版本，不能改到第 {new.version} 版")
    if status.state is None or old.state(status.state).final:
        raise CannotMove("事项未立案或已办结，不需要更换流程版本")
    target = (states or {}).get(status.state, status.state)
    if not new.has_state(target):
        raise CannotMove(
            f"第 {new.version} 版没有与“{old.state(status.state).label}”对应的状态“{target}”，请在对照表中指明"
        )
    losing = tuple(
        clock_id
        for clock_id, phase in status.clocks.items()
        if phase != ClockPhase.STOPPED and not new.has_clock(clock_id)
    )
    return Move(Event(f"{MOVED}{target}", version=new.version), losing)
