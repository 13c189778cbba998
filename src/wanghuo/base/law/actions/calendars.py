"""A year's holiday notice, loaded from a file that was previewed."""

from __future__ import annotations

import hashlib

from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope.errors import NotNow
from wanghuo.kernel.law import diff, parse_year

from ..calendars import read_upload
from ..models import LoadedCalendar
from ..state import current, freeze
from .steps import person, touch


@action("law.load_calendar", "载入放假安排")
def load_calendar(act: Act, *, content: str, title: str = "", number: str = "") -> LoadedCalendar:
    """Take a year's calendar. Raises BadInput naming every problem, NotNow when nothing would change."""
    row = LoadedCalendar(
        by=person(act), by_name=act.actor.name, at=act.at, sha256=hashlib.sha256(content.encode()).hexdigest()
    )
    act.on(row)
    data = read_upload(content, title, number)
    year = parse_year(data)
    calendar = current().calendar
    changes = diff(calendar, year)
    if year.year in calendar.years and not changes:
        raise NotNow(f"{year.year}年已是这样，没有改动。")
    row.year, row.data = year.year, freeze(data)
    touch(act)
    row.save()
    act.note(year=year.year, changed_days=len(changes), notice=[n.title + n.number for n in year.notices])
    emit("law.calendar_loaded", year=year.year)
    return row
