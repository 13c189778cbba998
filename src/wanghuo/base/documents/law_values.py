"""Law parameters as a paper prints them."""

from __future__ import annotations

from datetime import date

from wanghuo.base.law.queries import law


def law_text(key: str, day: date) -> str:
    """The value in force on a day in words; "" when nobody has set it."""
    found = law.at(day, key)
    return found.shown if found.is_set else ""
