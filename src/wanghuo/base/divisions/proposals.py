"""Proposed changes as they wait in an :class:`Upload`, and what stands now as an edition."""

from __future__ import annotations

from .editions import Aspect, Certainty, Change, Entry
from .models import Division, Upload


def standing() -> list[Entry]:
    """What stands now, as an edition: current official units, without own grids."""
    rows = Division.objects.current().exclude(level=Division.Level.GRID).order_by("code")
    return [Entry(row.code, row.full_name or row.name) for row in rows]


def row_of(change: Change) -> dict:
    """A proposal as stored: ticked beforehand only where it is certain."""
    return {
        "key": change.key,
        "level": change.level.value,
        "old": [change.old.code, change.old.name] if change.old else None,
        "new": [change.new.code, change.new.name] if change.new else None,
        "aspects": [aspect.value for aspect in change.aspects],
        "certainty": change.certainty.value,
        "reason": change.reason,
        "accepted": change.certainty is Certainty.CERTAIN,
        "heir": "",
    }


def change_of(row: dict) -> Change:
    return Change(
        Entry(*row["old"]) if row["old"] else None,
        Entry(*row["new"]) if row["new"] else None,
        tuple(Aspect(value) for value in row["aspects"]),
        Certainty(row["certainty"]),
        row["reason"],
    )


def after(upload: Upload) -> list[Entry]:
    """The uploaded edition again, from what stood then and the proposals (those without a change are as they were)."""
    table = {entry.code: entry for entry in standing()}
    for row in upload.rows:
        if row["old"]:
            table.pop(row["old"][0], None)
    for row in upload.rows:
        if row["new"]:
            table[row["new"][0]] = Entry(*row["new"])
    return list(table.values())
