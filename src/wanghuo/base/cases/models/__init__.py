"""The nouns: a case, its timeline, its clocks and their escalations, its hand-overs, comments and links."""

from .case import Case, CaseNumber, Priority, Source
from .clock import ClockRun, Escalation
from .handover import HandOver
from .timeline import AppendOnly, CaseLink, Comment, Event, FormDraft, Reminder

__all__ = [
    "AppendOnly",
    "Case",
    "CaseLink",
    "CaseNumber",
    "ClockRun",
    "Comment",
    "Escalation",
    "Event",
    "FormDraft",
    "HandOver",
    "Priority",
    "Reminder",
    "Source",
]
