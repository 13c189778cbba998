"""Tags that draw a body on a page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..body import Block, Heading, Paragraph, Run, Table
from ..panels import RESULT_LOOKS

register = template.Library()


@register.simple_tag
def blocks(found: tuple[Block, ...]) -> SafeString:
    """The blocks of a body as HTML; everything typed is escaped."""
    return _join(_block(b) for b in found)


def _join(parts: Iterable[SafeString], between: str = "") -> SafeString:
    """Escaped pieces as one; ``str.join`` would make them plain text again."""
    return format_html_join(SafeString(between), "{}", ((p,) for p in parts))


def _block(block: Block) -> SafeString:
    match block:
        case Heading():
            tag = {1: "h3", 2: "h4"}.get(block.level, "h5")
            if block.run_in:
                return format_html(
                    '<p class="doc-h{}"><b>{}</b>{}</p>', block.level, block.text, _hands(block.run_in)
                )
            return format_html('<{0} class="doc-h{1}">{2}</{0}>', SafeString(tag), block.level, block.text)
        case Paragraph():
            return format_html('<p class="doc-{}">{}</p>', block.align, _hands(block.runs))
        case Table():
            return _table(block)


def _hands(parts: tuple[Run, ...]) -> SafeString:
    made = []
    for part in parts:
        text = format_html("{}", part.text.replace("  ", "\u00a0\u00a0") if part.underline else part.text)
        text = format_html("<b>{}</b>", text) if part.bold else text
        made.append(format_html("<u>{}</u>", text) if part.underline else text)
    return _join(made)


def _table(table: Table) -> SafeString:
    rows = []
    for r, row in enumerate(table.rows):
        tag = SafeString("th" if r < table.header_rows else "td")
        cells = format_html_join(
            "",
            '<{0} colspan="{1}" rowspan="{2}" class="doc-{3}">{4}</{0}>',
            (
                (
                    tag,
                    c.columns,
                    c.rows,
                    c.align,
                    _join((_hands(p) for p in c.paragraphs), "<br>"),
                )
                for c in row
            ),
        )
        rows.append(format_html("<tr>{}</tr>", cells))
    return format_html('<div class="doc-table"><table>{}</table></div>', _join(rows))


@register.filter
def result_look(result: str) -> str:
    """The status look of a result of service."""
    return RESULT_LOOKS.get(result, "none")
