"""The flow machine: the life of a case as data. See README.md."""

from .check import EXPIRED
from .clocks import Due, following, schedule
from .filling import check_filled, check_value, clean, storable
from .machine import (
    MOVED,
    Actor,
    ClockPhase,
    Effect,
    EffectKind,
    Event,
    NotAllowed,
    Option,
    Status,
    allowed,
    apply,
    refusal,
    replay,
    step,
)
from .model import (
    OPEN,
    Attach,
    Clock,
    Field,
    FieldType,
    Flow,
    Party,
    State,
    Step,
    Tone,
    Transition,
)
from .move import CannotMove, Move, plan_move
from .parse import parse
from .picture import Picture, draw, to_mermaid
from .problems import FlowError

__all__ = [
    "EXPIRED",
    "MOVED",
    "OPEN",
    "Actor",
    "Attach",
    "CannotMove",
    "Clock",
    "ClockPhase",
    "Due",
    "Effect",
    "EffectKind",
    "Event",
    "Field",
    "FieldType",
    "Flow",
    "FlowError",
    "Move",
    "NotAllowed",
    "Option",
    "Party",
    "Picture",
    "State",
    "Status",
    "Step",
    "Tone",
    "Transition",
    "allowed",
    "apply",
    "check_filled",
    "check_value",
    "clean",
    "draw",
    "following",
    "parse",
    "plan_move",
    "refusal",
    "replay",
    "schedule",
    "step",
    "storable",
    "to_mermaid",
]
