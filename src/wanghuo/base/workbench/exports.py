"""Rows out: xlsx, csv, GeoJSON. In scope, masked, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import xlsxwriter
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from wanghuo.kernel.scope import Actor

from .cells import export_value, follow
from .declare import Column, Desk, desk_for
from .listing import Asked
from .models import ExportRun

AT_ONCE = 2000  # rows written while the person waits
SHEET = 1_000_000  # rows an Excel sheet can hold, headings aside
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
}


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def columns_of(desk: Desk) -> list[Column]:
    return [c for c in desk.columns if c.export]


def headings(desk: Desk) -> list[str]:
    return [c.label or desk.label_of(c.name) for c in columns_of(desk)]


def lines(desk: Desk, rows: models.QuerySet) -> Iterator[list[Any]]:
    wanted = columns_of(desk)
    for row in rows.iterator(chunk_size=1000):
        yield [harmless(export_value(row, column)) for column in wanted]


def rows_of(desk: Desk, actor: Actor, query: str) -> models.QuerySet:
    """The rows of the list page under the same conditions, in the same order."""
    asked = Asked(desk, actor, QueryDict(query))
    order = asked.order
    return asked.rows().order_by(str(order), "-pk" if order.down else "pk")


def as_csv(desk: Desk, rows: models.QuerySet) -> Iterator[bytes]:
    """UTF-8 with the mark that makes Excel read it so."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield b"\xef\xbb\xbf"
    writer.writerow(headings(desk))
    for cells in lines(desk, rows):
        writer.writerow(cells)
        if buffer.tell() > 65536:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_xlsx(desk: Desk, rows: models.QuerySet, tell: Callable[[int], None] = lambda done: None) -> bytes:
    """A workbook written row by row in constant memory."""
    with tempfile.TemporaryFile() as out:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet(desk.title[:28])
        head = book.add_format({"bold": True, "bg_color": "#F7E7E1"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns_of(desk)), 18)
        sheet.write_row(0, 0, headings(desk), head)
        for number, cells in enumerate(lines(desk, rows[:SHEET]), start=1):
            _write(sheet, number, cells)
            if number % 1000 == 0:
                tell(number)
        book.close()
        out.seek(0)
        return out.read()


def _write(sheet: Any, number: int, cells: Iterable[Any]) -> None:
    for i, value in enumerate(cells):
        if isinstance(value, str):
            sheet.write_string(number, i, value)
        elif value is not None:
            sheet.write_number(number, i, float(value))


def geometry(desk: Desk, row: models.Model) -> dict[str, Any] | None:
    """GeoJSON geometry in WGS-84, longitude first; None where the place is unknown."""
    geo = type(desk).geo
    if isinstance(geo, tuple):
        x, y = (follow(row, path) for path in geo)
        return None if x is None or y is None else {"type": "Point", "coordinates": [float(x), float(y)]}
    return geo(row) if geo else None


def features(desk: Desk, rows: Iterable[models.Model]) -> Iterator[dict[str, Any]]:
    wanted = columns_of(desk)
    names = headings(desk)
    kind = type(desk).geo_kind
    for row in rows:
        shape = geometry(desk, row)
        if shape is None:
            continue
        values = [export_value(row, c) for c in wanted]
        about = dict(zip(names, values, strict=True))
        link = next((n for n, c in zip(names, wanted, strict=True) if c.link), names[0])
        extra = {"name": str(about[link]), "url": desk.url_of(row), "kind": kind(row) if kind else ""}
        yield {"type": "Feature", "geometry": shape, "properties": {**about, **extra}}


def as_geojson(desk: Desk, rows: models.QuerySet) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    for i, feature in enumerate(features(desk, rows.iterator(chunk_size=1000))):
        yield (b"," if i else b"") + json.dumps(feature, ensure_ascii=False, default=str).encode()
    yield b"]}"


def content(desk: Desk, rows: models.QuerySet, format: str, tell: Callable[[int], None] = lambda done: None):
    """Bytes, or an iterator of bytes for what can be streamed."""
    match format:
        case "xlsx":
            return as_xlsx(desk, rows, tell)
        case "csv":
            return as_csv(desk, rows)
        case "geojson":
            return as_geojson(desk, rows)
    raise ValueError(format)


def file_name(desk: Desk, format: str) -> str:
    return f"{desk.title}-{timezone.localtime():%Y%m%d-%H%M}.{format}"


def make(run: ExportRun, actor: Actor) -> None:
    """Write a long workbook into the run."""
    desk = desk_for(run.desk)
    made = as_xlsx(desk, rows_of(desk, actor, run.query), lambda done: run.tick(done=done))
    run.tick(content=made, state=ExportRun.State.DONE, done=run.total)
