"""A case's standing, folded from its events by the kernel's flow machine."""

from __future__ import annotations

from wanghuo.kernel.flow import Event as Happening
from wanghuo.kernel.flow import Status, replay

from .flows import earlier
from .models import Case, Event


def happenings(case: Case) -> list[Happening]:
    """The case's events as the machine knows them, in order."""
    rows = Event.objects.filter(case=case).order_by("seq")
    return [
        Happening(
            row.name,
            str(row.organisation_id or ""),
            frozenset(row.facts),
            row.flow_version if row.name == "open" or row.name.startswith("moved:") else None,
        )
        for row in rows
    ]


def standing(case: Case) -> Status:
    """Where the case stands. It is what the row says: the test of every journey compares the two."""
    flow = case.flow
    return replay(flow, happenings(case), earlier(flow))
