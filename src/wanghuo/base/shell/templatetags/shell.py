"""``{% load shell %}``: icons, status badges, form fields, due dates in words."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField
from django.template.context import RenderContext
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .. import status as looks
from ..due import Due, due_words
from ..registry import registry

register = template.Library()

_KINDS = {"success": "ok", "warning": "risk", "error": "late"}
_ICONS = {"ok": "circle-check", "risk": "alert-triangle", "late": "alert-octagon", "doing": "info-circle"}


@register.simple_tag
@cache
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """A Tabler icon from the sprite. Hidden from readers unless ``label`` says what it means."""
    css = f"icon icon-{size}" if size else "icon"
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, href)


def badge(kind: str, word: str, shape: str) -> SafeString:
    """A status badge. Drawn here and not by a template, because a list of 50 rows draws a hundred of them."""
    return format_html('<span class="wh-status wh-status-{}">{}{}</span>', kind, icon(shape), word)


@register.simple_tag
def status(kind: str, word: str = "") -> SafeString:
    """``{% status "ok" "完成" %}``, or ``{% status "完成" %}`` for the words of a duty."""
    if not word:
        kind, word = looks.kind_of(kind), kind
    return badge(kind, word, looks.SHAPES.get(kind, "minus"))


@register.simple_tag
def due(at: datetime | None, provisional: bool = False) -> SafeString:
    """A due time as a badge in words: 剩2个工作日, 今天18:00前, 已逾期3个工作日."""
    if at is None:
        return badge("none", "未设期限", looks.SHAPES["none"])
    found = due_of(at, provisional=provisional)
    return badge(found.kind, found.words, _CLOCKS[found.when])


_CLOCKS = {"late": "alert-octagon", "today": "clock-exclamation", "soon": "alert-triangle", "later": "clock"}


def due_of(at: datetime, *, provisional: bool = False) -> Due:
    return due_words(
        timezone.localtime(at), timezone.localtime(), registry.day_counter, provisional=provisional
    )


@register.simple_tag(takes_context=True)
def block_again(context: Any, name: str) -> SafeString:
    """The page's own ``{% block name %}`` a second time: the title in the tab is the heading of the page."""
    render: RenderContext = context.render_context
    block = render[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(block.nodelist.render(context)) if block else SafeString("")  # noqa: S308 rendered by Django


_CONTROLS: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "wh-choice"),
    (forms.CheckboxSelectMultiple, "wh-choice"),
    (forms.Select, "form-select"),
]


@register.inclusion_tag("shell/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field: label, whether it must be filled, control, help, error."""
    widget = bound.field.widget
    css = next((c for kind, c in _CONTROLS if isinstance(widget, kind)), "form-control")
    attrs = {**widget.attrs, "class": f"{widget.attrs.get('class', '')} {css}".strip()}
    if bound.errors:
        attrs["class"] += " is-invalid"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "checkbox": isinstance(widget, forms.CheckboxInput),
    }


@register.filter
def message_kind(message: Message) -> str:
    return _KINDS.get(message.level_tag, "doing")


@register.filter
def message_icon(message: Message) -> str:
    return _ICONS[message_kind(message)]


@register.filter
def notice_icon(kind: str) -> str:
    return _ICONS.get(kind, "info-circle")
