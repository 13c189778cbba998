"""Pages by key, not by number: the hundred-thousandth row costs what the first does.

Orders by one field and, to break ties, by the primary key in the same direction, with PostgreSQL's own place for
empty values (last going up, first going down), so that a plain index serves both directions.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .cells import follow
from .declare import field_at

CAP = 10_000  # rows counted at most
SEARCH_CAP = 500  # and when words are searched, where each row counted is compared


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by ``path``, descending or not."""

    path: str
    down: bool = False

    @classmethod
    def parse(cls, text: str) -> Order:
        return cls(text.lstrip("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.path}" if self.down else self.path

    def reversed(self) -> Order:
        return Order(self.path, not self.down)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list: after (or, going back, before) the row with this value and key."""

    value: Any
    pk: Any
    back: bool = False

    def encode(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, date | datetime) else self.value
        if isinstance(value, Decimal):
            value = str(value)
        return (
            base64.urlsafe_b64encode(json.dumps([value, self.pk, int(self.back)]).encode())
            .decode()
            .rstrip("=")
        )

    @classmethod
    def decode(cls, text: str, model: type[models.Model], order: Order) -> Cursor | None:
        """None for anything that is no cursor of this list: the first page is shown instead."""
        try:
            value, pk, back = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            found = field_at(model, order.path)
            value = found.to_python(value) if found is not None and value is not None else value
            return cls(value, model._meta.pk.to_python(pk), bool(back))
        except (ValueError, TypeError, binascii.Error, ValidationError):
            return None


@dataclass(frozen=True, slots=True)
class KeyPage:
    rows: list
    next: str
    previous: str


def _is_key(model: type[models.Model], order: Order) -> bool:
    return order.path in ("pk", model._meta.pk.name)


def _segments(order: Order, cursor: Cursor | None, nullable: bool) -> Iterator[Q]:
    """The list in one piece, or in two where the value may be empty: each piece is one walk along an index."""
    op = "lt" if order.down else "gt"
    empty, filled = Q(**{f"{order.path}__isnull": True}), Q(**{f"{order.path}__isnull": False})
    if cursor is None:
        yield from ((empty, filled) if order.down else (filled, empty)) if nullable else (Q(),)
        return
    tie = Q(**{f"pk__{op}": cursor.pk})
    if cursor.value is None:
        yield empty & tie
        if order.down:
            yield filled
        return
    after = Q(**{f"{order.path}__{op}": cursor.value}) | (Q(**{order.path: cursor.value}) & tie)
    # Said twice for the planner: the bound lets it start in the index instead of filtering from its end.
    yield Q(**{f"{order.path}__{op}e": cursor.value}) & after
    if nullable and not order.down:
        yield empty


def _ordered(rows: models.QuerySet, order: Order, only_key: bool) -> models.QuerySet:
    def by(path: str):
        return F(path).desc() if order.down else F(path).asc()

    return rows.order_by(by("pk")) if only_key else rows.order_by(by(order.path), by("pk"))


def page(rows: models.QuerySet, order: Order, cursor: Cursor | None, size: int) -> KeyPage:
    """One page of ``rows`` and the cursors around it. One query, or two where empty values meet filled ones."""
    model = rows.model
    only_key = _is_key(model, order)
    going = order.reversed() if cursor and cursor.back else order
    found_rows: list = []
    if only_key:
        if cursor:
            rows = rows.filter(**{"pk__lt" if going.down else "pk__gt": cursor.pk})
        found_rows = list(_ordered(rows, going, True)[: size + 1])
    else:
        field = field_at(model, order.path)
        nullable = field is None or field.null or "__" in order.path
        for piece in _segments(going, cursor, nullable):
            if len(found_rows) <= size:
                found_rows += _ordered(rows.filter(piece), going, False)[: size + 1 - len(found_rows)]
    more, found_rows = len(found_rows) > size, found_rows[:size]
    if cursor and cursor.back:
        found_rows.reverse()
    if not found_rows:
        return KeyPage([], "", "")

    def at(row: models.Model, back: bool) -> str:
        return Cursor(None if only_key else follow(row, order.path), row.pk, back).encode()

    after = at(found_rows[-1], False) if (more or (cursor and cursor.back)) else ""
    before = at(found_rows[0], True) if cursor and (not cursor.back or more) else ""
    return KeyPage(found_rows, after, before)


def capped_count(rows: models.QuerySet, cap: int = CAP) -> int:
    """How many, counted no further than ``cap + 1``."""
    return rows.order_by().values("pk")[: cap + 1].count()


def count_words(count: int, noun: str = "条", cap: int = CAP) -> str:
    if count <= cap:
        return f"共 {count} {noun}"
    return f"超过{cap // 10_000}万{noun}" if cap >= 10_000 else f"超过{cap}{noun}"
