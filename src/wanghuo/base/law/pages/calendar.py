"""The year on one page, and the next year's notice loaded from a file after a preview."""

from __future__ import annotations

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wanghuo.base.scope.errors import BadInput, NotNow
from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import may
from wanghuo.kernel.law import Calendar, DayKind, diff, parse_year

from .. import actions
from ..calendars import read_upload, template_for
from ..forms import CalendarForm, show_errors
from ..queries import clock, missing_years
from .parameters import HOME

_MARKS = {DayKind.HOLIDAY: "休", DayKind.MAKE_UP: "班", DayKind.WEEKEND: "", DayKind.WORKING: ""}


@dataclass(frozen=True, slots=True)
class Cell:
    """One day as drawn; ``kind`` is the CSS word, ``title`` is said to readers and on hover."""

    day: date
    kind: str
    mark: str
    title: str


def months_of(calendar: Calendar, year: int, today: date) -> list[tuple[int, list[list[Cell | None]]]]:
    """Twelve months of weeks (Monday first); days of neighbouring months are None."""
    return [
        (
            month,
            [
                [_cell(calendar, day, month, today) for day in week]
                for week in Weeks().monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(calendar: Calendar, day: date, month: int, today: date) -> Cell | None:
    if day.month != month:
        return None
    kind = calendar.kind(day)
    name = calendar.name(day)
    title = f"{day.month}月{day.day}日 {kind.label}{'：' + name if name else ''}"
    return Cell(day, kind.value + (" today" if day == today else ""), _MARKS[kind], title)


@page("law.view")
def year(request: HttpRequest) -> HttpResponse:
    calendar, today = clock.calendar, timezone.localdate()
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked.isdigit() and 1949 <= int(asked) <= 2199 else today.year
    loaded = calendar.years.get(chosen)
    context = {
        "year": chosen,
        "years": sorted(set(calendar.years) | set(missing_years(today)) | {chosen}),
        "loaded": loaded,
        "months": months_of(calendar, chosen, today),
        "off": _spans(loaded.off) if loaded else [],
        "work": sorted(loaded.work.items()) if loaded else [],
        "missing": missing_years(today),
        "may_load": may(request.actor, "law.load_calendar").allowed,  # type: ignore[attr-defined]
        "trail": [HOME],
    }
    return render(request, "law/calendar.html", context)


def _spans(off) -> list[tuple[str, date, date]]:
    """Days off as (name, first, last)."""
    spans: list[tuple[str, date, date]] = []
    for day, name in sorted(off.items()):
        if spans and spans[-1][0] == name and (day - spans[-1][2]).days == 1:
            spans[-1] = (name, spans[-1][1], day)
        else:
            spans.append((name, day, day))
    return spans


@page("law.load_calendar")
def load(request: HttpRequest) -> HttpResponse:
    """Preview, then load: the text travels with the form, so nothing is kept until it is taken."""
    wanted = max([*clock.calendar.years, timezone.localdate().year]) + 1
    form = CalendarForm(request.POST or None, request.FILES or None)
    context: dict = {"form": form, "wanted": wanted, "trail": [HOME, ("工作日历", "/law/calendar/")]}
    if request.method == "POST" and form.is_valid():
        try:
            text, said = form.text(), {k: form.cleaned_data[k] for k in ("title", "number")}
            new = parse_year(read_upload(text, **said))
            if "load" in request.POST:
                actions.load_calendar(request.actor, content=text, **said)  # type: ignore[attr-defined]
                messages.success(request, f"{new.year}年放假安排已载入，此后的期限按它计算。")
                return redirect(f"/law/calendar/?year={new.year}")
            context |= {
                "new": new,
                "changes": diff(clock.calendar, new),
                "known": new.year in clock.calendar.years,
            }
            context["form"] = CalendarForm({**said, "content": text})
        except BadInput as refusal:
            show_errors(form, refusal)
        except NotNow as refusal:
            form.add_error(None, str(refusal))
    return render(request, "law/calendar_load.html", context, status=422 if context["form"].errors else 200)


@page("law.load_calendar")
def template(request: HttpRequest) -> HttpResponse:
    """The three-column file to fill in."""
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked.isdigit() and len(asked) == 4 else timezone.localdate().year + 1
    response = HttpResponse("\ufeff" + template_for(chosen), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="calendar-{chosen}.csv"'
    return response
