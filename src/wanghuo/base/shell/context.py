"""What every page's template gets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from wanghuo.base.scope.rows import may

from .registry import NavItem, registry


def visible_nav(request: HttpRequest) -> list[tuple[str, list[NavItem]]]:
    """The side bar for this person: groups in order of their first item, items by order."""
    groups: dict[str, list[NavItem]] = {}
    for item in sorted(registry.nav, key=lambda i: i.order):
        if item.action is None or may(request.actor, item.action).allowed:  # type: ignore[attr-defined]
            groups.setdefault(item.group, []).append(item)
    return list(groups.items())


def shell(request: HttpRequest) -> dict[str, Any]:
    """``nav`` (lazy), ``actor``, ``today``, ``demo``."""
    return {
        "nav": lambda: visible_nav(request),
        "actor": getattr(request, "actor", None),
        "today": timezone.localdate(),
        "demo": settings.DEMO,
    }
