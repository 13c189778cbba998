"""The law in force in this installation, kept in memory while the database's token says it is current.

Every change writes a new random token in its own transaction (``actions.steps.touch``). A reader asks for the
token first and loads after: what it keeps may be newer than the token it keeps it under, never older, so the next
look sees a different token and loads again. Processes need nothing else to agree. Within one web request the
question is asked once (and again after a change of its own): a request sees one picture of the law.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wanghuo.kernel.law import (
    Calendar,
    Certainty,
    ClockRule,
    Entry,
    Lawbook,
    LawError,
    Origin,
    YearCalendar,
    parse_entry,
    parse_year,
)

from . import shipped
from .models import LoadedCalendar, LocalEntry, Revision, SettingValue, Verification

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """One consistent picture: the book, the calendar, the newest setting rows, and local rows that fit no more."""

    token: str
    book: Lawbook
    calendar: Calendar
    settings: Mapping[str, SettingValue]
    misfits: tuple[str, ...]


class _Request(threading.local):
    """The picture this thread's web request has already asked for; ``active`` only inside a request."""

    active = False
    seen: Held | None = None


_held: Held | None = None
_checked = 0.0
_request = _Request()


def begin_request(**_: Any) -> None:
    _request.active, _request.seen = True, None


def end_request(**_: Any) -> None:
    _request.active, _request.seen = False, None


def forget() -> None:
    """Ask the database again at the next question, also within this request."""
    _request.seen = None


def current(*, at_most: float = 0.0) -> Held:
    """The picture as of now. ``at_most``: seconds for which an answer already checked is good enough (badges)."""
    global _held, _checked
    if _request.active and _request.seen is not None:
        return _request.seen
    if _held is not None and at_most and time.monotonic() - _checked < at_most:
        return _held
    token = Revision.objects.values_list("token", flat=True).first() or ""
    if _held is None or _held.token != token:
        _held = _load(token)
    _checked = time.monotonic()
    if _request.active:
        _request.seen = _held
    return _held


def _load(token: str) -> Held:
    book, misfits = _with_local(shipped.book())
    marks = {v.fingerprint: (v.by_name, v.on) for v in Verification.objects.all()}
    newest: dict[str, SettingValue] = {}
    for row in SettingValue.objects.order_by("id"):
        newest[row.setting] = row
    return Held(token, book.with_verified(marks), Calendar(years()), newest, misfits)


def years() -> list[YearCalendar]:
    """Shipped calendars with the ones loaded here laid over them."""
    found = {one.year: one for one in shipped.calendars()}
    for row in LoadedCalendar.objects.order_by("id"):
        found[row.year] = parse_year(thaw(row.data))
    return list(found.values())


def _with_local(book: Lawbook) -> tuple[Lawbook, tuple[str, ...]]:
    """Lay approved local rows over ``book``. A row that fits no more (its parameter changed in an upgrade) is left
    out and named, so that one bad row never takes the law away from everybody."""
    misfits = []
    for row in LocalEntry.objects.filter(state=LocalEntry.State.APPROVED, kind=LocalEntry.Kind.SET).order_by(
        "id"
    ):
        try:
            book = book.with_entries([(row.parameter, entry_of(row))])
        except LawError as error:
            log.warning("local entry %s left out: %s", row.pk, error)
            misfits.append(f"{row}：{error}")
    return book, tuple(misfits)


def entry_of(row: LocalEntry) -> Entry:
    """The kernel's entry for a local row. Raises LawError in Chinese."""
    parameter = shipped.book().parameter(row.parameter)
    clock = None
    if row.clock_source:
        clock = ClockRule("local", row.first_day_counts, row.rolls_off_holiday, row.clock_source)
    return parse_entry(
        parameter.kind,
        parameter.columns,
        value=row.value,
        unit=row.unit,
        since=row.since,
        until=row.until,
        jurisdiction=row.jurisdiction,
        source=row.source,
        article=row.article,
        certainty=Certainty(row.certainty),
        note=row.note,
        clock=clock,
        origin=Origin.LOCAL,
        key=str(row.pk or ""),
    )


def freeze(data: Any) -> Any:
    """Dates as ISO text, for JSON."""
    if isinstance(data, Mapping):
        return {key: freeze(value) for key, value in data.items()}
    if isinstance(data, list):
        return [freeze(value) for value in data]
    return data.isoformat() if isinstance(data, date) and not isinstance(data, datetime) else data


def thaw(data: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of :func:`freeze` for a calendar file."""
    holidays = [
        {
            **one,
            "from": date.fromisoformat(one["from"]),
            "to": date.fromisoformat(one.get("to", one["from"])),
            "work": [date.fromisoformat(day) for day in one.get("work", [])],
        }
        for one in data["holiday"]
    ]
    return {**data, "holiday": holidays}
