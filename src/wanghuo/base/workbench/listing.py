"""From the address bar to rows: scope, search, filters, sort. Every page, export and map of a desk starts here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from wanghuo.base.scope.rows import visible
from wanghuo.kernel.scope import Actor

from . import search
from .declare import Desk, Filter, field_at
from .keyset import SEARCH_CAP, Order

RESERVED = {"q", "sort", "at", "pick"}
_YES_NO = [("1", "是"), ("0", "否")]


@dataclass
class Asked:
    """What the address asks of a desk, and what of it could not be understood (shown, never an error page)."""

    desk: Desk
    actor: Actor
    query: QueryDict
    problems: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.query.get("q", "").replace("\0", "").strip()[:100] if self.desk.search else ""

    @property
    def order(self) -> Order:
        asked = Order.parse(self.query.get("sort", ""))
        column = self.desk.column(asked.path)
        if column and column.sort:
            return Order(column.name if column.sort is True else column.sort, asked.down)
        return Order.parse(self.desk.order)

    @property
    def filtered(self) -> bool:
        return bool(self.text) or any(self.query.get(n) for f in self.desk.filters for n in names_of(f))

    def rows(self) -> models.QuerySet:
        """The rows this person may see and asks for, not yet sorted."""
        rows = visible(self.actor, self.desk.rows(), self.desk.view)
        for one in self.desk.filters:
            rows = self._filter(rows, one)
        if self.text and search.too_short(self.text):
            self.problems.append("搜索词请至少输入两个字。")
            return rows.none()
        return search.matching(self.desk, rows, self.text) if self.text else rows

    def found(self) -> tuple[models.QuerySet, int | None]:
        """The rows, and how many where a search has counted them (at most ``SEARCH_CAP`` + 1).

        The planner cannot know how common the words are: it would fetch every candidate of a common word, or walk a
        million rows for a rare one. So a search asks first, by the index and unsorted; few rows are then taken by key.
        """
        rows = self.rows()
        if not self.text or self.problems:
            return rows, None
        keys = list(rows.order_by().values_list("pk", flat=True)[: SEARCH_CAP + 1])
        if len(keys) > SEARCH_CAP:
            return rows, len(keys)
        return visible(self.actor, self.desk.rows(), self.desk.view).filter(pk__in=keys), len(keys)

    def _filter(self, rows: models.QuerySet, one: Filter) -> models.QuerySet:
        if one.match == "range":
            return self._range(rows, one)
        given = self.query.get(one.name, "").replace("\0", "").strip()
        if not given:
            return rows
        try:
            value = _read(self.desk.model, one, given)
            lookup = one.lookup if one.match == "exact" else f"{one.lookup}__{one.match}"
            return rows.filter(**{lookup: value})
        except (ValueError, TypeError, ValidationError):
            self.problems.append(f"“{one.label}”的值“{given}”看不懂，没有按它筛选。")
            return rows

    def _range(self, rows: models.QuerySet, one: Filter) -> models.QuerySet:
        path = one.lookup
        if isinstance(field_at(self.desk.model, path), models.DateTimeField):
            path += "__date"
        for name, op in ((f"{one.name}_from", "gte"), (f"{one.name}_to", "lte")):
            given = self.query.get(name, "").strip()
            if not given:
                continue
            try:
                rows = rows.filter(**self._bound(path, op, date.fromisoformat(given)))
            except ValueError:
                self.problems.append(f"“{one.label}”的日期“{given}”看不懂，请写成 2026-01-31 的样子。")
        return rows

    @staticmethod
    def _bound(path: str, op: str, day: date) -> dict[str, Any]:
        """A bound on the column itself, so that its index serves: `at >= day` and `at < next day`."""
        if not path.endswith("__date"):
            return {f"{path}__{op}": day}
        bare = path.removesuffix("__date")
        if op == "lte":
            day += timedelta(days=1)
        start = timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 made aware here
        return {f"{bare}__{'lt' if op == 'lte' else 'gte'}": start}


def names_of(one: Filter) -> tuple[str, ...]:
    """The names a filter has in the address."""
    return (f"{one.name}_from", f"{one.name}_to") if one.match == "range" else (one.name,)


def _read(model: type[models.Model], one: Filter, given: str) -> Any:
    found = field_at(model, one.lookup)
    if one.match == "isnull" or isinstance(found, models.BooleanField):
        if given not in ("0", "1"):
            raise ValueError(given)
        return given == "1"
    if found is None or one.match == "startswith":
        return given
    return found.to_python(given) if not found.is_relation else int(given)


def choices_of(desk: Desk, one: Filter, actor: Actor) -> list[tuple[Any, str]]:
    if one.choices is not None:
        return list(one.choices(actor) if callable(one.choices) else one.choices)
    found = field_at(desk.model, one.lookup)
    if one.match == "isnull" or isinstance(found, models.BooleanField):
        return _YES_NO
    return list(found.flatchoices) if found is not None and found.flatchoices else []


class QuickSelect(forms.Select):
    """A choice drawn at once: Django renders a template for each option, and forty towns are forty templates."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) == chosen else "", label)
                for key, label in self.choices
            ),
        )
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(attrs or {}, {"name": name})), options
        )


def filter_form(desk: Desk, actor: Actor, query: QueryDict) -> forms.Form:
    """The filters as a form, holding what the address says."""
    fields: dict[str, forms.Field] = {}
    for one in desk.filters:
        if one.match == "range":
            for name, word in zip(names_of(one), ("自", "至"), strict=True):
                widget = forms.DateInput(attrs={"type": "date"})
                fields[name] = forms.CharField(label=f"{one.label}{word}", required=False, widget=widget)
        elif choices := choices_of(desk, one, actor):
            fields[one.name] = forms.ChoiceField(
                label=one.label, choices=[("", "全部"), *choices], required=False, widget=QuickSelect
            )
        else:
            fields[one.name] = forms.CharField(label=one.label, required=False, max_length=100)
    form = type("FilterForm", (forms.Form,), fields)
    return form(initial={name: query.get(name, "") for name in fields}, auto_id="f_%s")
