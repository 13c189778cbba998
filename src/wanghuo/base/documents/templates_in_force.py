"""The templates of ``policy/forms``, read once a process."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from wanghuo.base.scope import BadInput

from .body import forms


@cache
def all_forms() -> tuple[forms.Form, ...]:
    """Every version of every template. Raises FormError when a file is wrong."""
    return forms.load(Path(settings.POLICY_DIR) / "forms")


def form_on(form_id: str, day: date) -> forms.Form:
    """The version in force on a day. BadInput when there is none."""
    try:
        return forms.in_force(all_forms(), form_id, day)
    except LookupError as error:
        raise BadInput(str(error), rule="文书模板按日期生效", next_step="请选择其他模板。") from error


def form_of(form_id: str, version: str) -> forms.Form:
    """The very version a paper was drafted by. KeyError when its file was removed."""
    found = next((f for f in all_forms() if (f.id, f.version) == (form_id, version)), None)
    if found is None:
        raise KeyError(f"{form_id} {version}")
    return found


def current(day: date) -> list[forms.Form]:
    """One version of each template: those in force on a day, by name."""
    held = {f.id for f in all_forms() if f.since <= day and (f.until is None or day <= f.until)}
    return sorted((forms.in_force(all_forms(), i, day) for i in held), key=lambda f: (f.layout, f.kind, f.id))
