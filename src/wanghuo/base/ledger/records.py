"""From a stored entry to the bytes that are sealed. The list of fields is part of the format: docs/ledger.md, section 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from wanghuo.kernel.seal import canonical, instant, parse_json

ENTRY_KIND = "wanghuo.ledger.entry.1"
FIELDS = (
    "id",
    "xact",
    "at",
    "actor_id",
    "actor_name",
    "actor_kind",
    "organisation_id",
    "organisation_name",
    "role",
    "deputy_for",
    "verb",
    "label",
    "object_type",
    "object_id",
    "object_label",
    "territory",
    "result",
    "reason",
    "detail",
    "channel",
    "ip",
    "request_id",
)
_AT, _DETAIL = FIELDS.index("at"), FIELDS.index("detail")
COLUMNS = ", ".join(f"e.{name}::text" if name == "detail" else f"e.{name}" for name in FIELDS)
"""For SELECT … FROM ledger_entry e: ``detail`` as text, so that no digit of a number is lost on the way."""

BY_ID = f"SELECT {COLUMNS} FROM ledger_entry e WHERE e.id = ANY(%s) ORDER BY e.id"  # noqa: S608 - our own constants


def record(row: Sequence[Any]) -> dict[str, Any]:
    """The record of an entry from a row of :data:`COLUMNS`."""
    values = dict(zip(FIELDS, row, strict=True))
    values["at"] = instant(row[_AT])
    values["detail"] = parse_json(row[_DETAIL])
    values["kind"] = ENTRY_KIND
    return values


def entry_bytes(row: Sequence[Any]) -> bytes:
    """The canonical bytes of an entry from a row of :data:`COLUMNS`."""
    return canonical(record(row))


def read(ids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Id and canonical bytes of those entries that exist, by id."""
    with connection.cursor() as cursor:
        cursor.execute(BY_ID, [list(ids)])
        for row in cursor.fetchall():
            yield row[0], entry_bytes(row)
