"""Law as dated data and the working-day clock. Pure: values in, values out.

``units`` names what may be written, ``parameters`` what a rule is, ``book`` answers "as of that day",
``parse`` reads what a TOML file or a form gave, ``calendar`` and ``clock`` compute deadlines,
``settings`` holds what is no law. Days are ``datetime.date``; instants are aware, Asia/Shanghai.
"""

from .book import Change, Finding, Lawbook, LawError, chain
from .calendar import Calendar, CalendarError, DayKind, YearCalendar, diff, parse_year
from .clock import SHANGHAI, Deadline, Extension, Suspension, Term, deadline, working_days_between
from .parameters import Certainty, ClockRule, Entry, Origin, Parameter, Source
from .parse import parse_entry, parse_files
from .settings import Setting, parse_settings
from .units import UNITS, Kind, Unit, show

__all__ = [
    "SHANGHAI",
    "UNITS",
    "Calendar",
    "CalendarError",
    "Certainty",
    "Change",
    "ClockRule",
    "DayKind",
    "Deadline",
    "Entry",
    "Extension",
    "Finding",
    "Kind",
    "LawError",
    "Lawbook",
    "Origin",
    "Parameter",
    "Setting",
    "Source",
    "Suspension",
    "Term",
    "Unit",
    "YearCalendar",
    "chain",
    "deadline",
    "diff",
    "parse_entry",
    "parse_files",
    "parse_settings",
    "parse_year",
    "show",
    "working_days_between",
]
