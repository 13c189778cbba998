"""我的工作: what rooms say is due from this person, in groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wanghuo.kernel.scope import Actor

from .due import Due, due_words
from .registry import WorkItem, registry

# (key, heading, icon) in the order shown.
GROUPS = (
    ("late", "逾期", "alert-octagon"),
    ("today", "今天到期", "clock-exclamation"),
    ("receive", "待接收", "transfer-in"),
    ("approve", "待审批", "rubber-stamp"),
    ("handle", "待我办", "clipboard-list"),
    ("read", "待阅", "book-2"),
)
_BY_KIND = {"receive": "receive", "approve": "approve", "confirm": "approve", "read": "read"}


@dataclass(frozen=True, slots=True)
class Task:
    """A work item with its due date in words."""

    item: WorkItem
    due: Due | None


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    label: str
    icon: str
    tasks: list[Task]


def group_of(item: WorkItem, due: Due | None) -> str:
    """An item stands in one group only: the most pressing."""
    if item.kind == "overdue" or (due and due.when == "late"):
        return "late"
    if due and due.when == "today":
        return "today"
    return _BY_KIND.get(item.kind, "handle")


def groups(actor: Actor, now: datetime) -> list[Group]:
    """All groups (also empty ones, for their counts); within one, urgent first, then by due time.

    ``now`` is local: “today” is the office's today.
    """
    found: dict[str, list[Task]] = {key: [] for key, _, _ in GROUPS}
    for provider in registry.work.values():
        for item in provider(actor, now):
            due = None
            if item.due:
                local = item.due.astimezone(now.tzinfo)
                due = due_words(local, now, registry.day_counter, provisional=item.provisional)
            found[group_of(item, due)].append(Task(item, due))
    far = now.replace(year=9999)
    for tasks in found.values():
        tasks.sort(key=lambda t: (not t.item.urgent, t.item.due or far, t.item.title))
    return [Group(key, label, icon, found[key]) for key, label, icon in GROUPS]
