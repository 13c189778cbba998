"""Cells as HTML, drawn in Python: a list of 50 rows has hundreds, and a template for each took two thirds of the page's time."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from wanghuo.base.shell.templatetags.shell import due, status

from .cells import Cell

LONG = 80  # characters of a long text in a list


def inside(cell: Cell) -> SafeString:
    """What stands in the cell: a badge, a link, or text."""
    if cell.as_ == "status":
        return status(cell.kind, cell.text) if cell.text else SafeString("")
    if cell.as_ == "due":
        return due(cell.raw) if cell.raw else SafeString("")
    if cell.url:
        return format_html('<a href="{}">{}</a>', cell.url, cell.text or "（无名称）")
    if not cell.text:
        return SafeString("")
    text = Truncator(cell.text).chars(LONG) if cell.as_ == "long" else cell.text
    css = "wh-masked" if cell.masked else "wh-mono" if cell.as_ == "mono" else ""
    return (
        format_html('<span class="{}">{}</span>', css, text) if css else format_html("<span>{}</span>", text)
    )


def _css(cell: Cell) -> str:
    if cell.main:
        return "wh-main-cell"
    if not cell.text and not cell.raw:
        return "wh-blank"
    return "wh-num" if cell.as_ == "number" else ""


def cells_html(cells: list[Cell]) -> SafeString:
    """The ``<td>`` of a row, each with its heading for the phone."""
    return format_html_join(
        "", '<td data-label="{}" class="{}">{}</td>', ((c.label, _css(c), inside(c)) for c in cells)
    )
