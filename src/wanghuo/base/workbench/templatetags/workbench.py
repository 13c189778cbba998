"""``{% load workbench %}``: cells, and a room's own template inside a panel."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ..cells import Cell
from ..drawing import cells_html, inside

register = template.Library()


@register.simple_tag
def cells(row: list[Cell]) -> SafeString:
    """All ``<td>`` of a row."""
    return cells_html(row)


@register.simple_tag
def cell_inside(cell: Cell) -> SafeString:
    return inside(cell)


@register.simple_tag(takes_context=True)
def include_panel(context: Any, name: str, extra: dict[str, Any]) -> SafeString:
    """The template with ``row`` and what the panel's ``context`` gave; the page's own names are there too."""
    return render_to_string(name, {**context.flatten(), **extra}, request=context.get("request"))
