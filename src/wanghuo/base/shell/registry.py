"""What rooms hand to the shell: navigation, items of 我的工作, panels of the operator's page, public blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wanghuo.kernel.scope import Actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the side bar: shown to those who may do ``action`` (None: any signed-in person).

    ``icon`` is the name of a Tabler icon in the shipped sprite.
    """

    group: str
    label: str
    url: str
    action: str | None = None
    order: int = 50
    icon: str = "point"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something due from this person. ``kind``: receive, handle, approve, confirm, overdue, read."""

    title: str
    url: str
    kind: str
    due: datetime | None = None
    from_whom: str = ""
    detail: str = ""
    urgent: bool = False
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class OpsPanel:
    """A panel of the operator's page: rows of (label, value, state) with state ok, warn, bad or ''."""

    title: str
    rows: tuple[tuple[str, str, str], ...] = ()
    link: str = ""
    order: int = 50


@dataclass
class Registry:
    nav: list[NavItem] = field(default_factory=list)
    work: dict[str, Callable[[Actor, datetime], Iterable[WorkItem]]] = field(default_factory=dict)
    ops: dict[str, Callable[[], OpsPanel]] = field(default_factory=dict)
    public: dict[str, Callable[[], dict[str, Any]]] = field(default_factory=dict)


registry = Registry()


def nav(
    group: str, label: str, url: str, *, action: str | None = None, order: int = 50, icon: str = "point"
) -> None:
    """Add a side-bar entry. Call it at import of a room's ``desk.py``."""
    item = NavItem(group, label, url, action, order, icon)
    if item not in registry.nav:
        registry.nav.append(item)


def my_work(name: str) -> Callable:
    """Decorator: ``def provider(actor, now) -> Iterable[WorkItem]``; scope is the provider's duty."""

    def add(provider: Callable) -> Callable:
        registry.work[name] = provider
        return provider

    return add


def ops_panel(name: str) -> Callable:
    """Decorator: ``def panel() -> OpsPanel`` for the operator's status page and ``wanghuo status``."""

    def add(provider: Callable) -> Callable:
        registry.ops[name] = provider
        return provider

    return add


def public_block(name: str) -> Callable:
    """Decorator: ``def block() -> {"title", "template", …}`` shown on the public home page."""

    def add(provider: Callable) -> Callable:
        registry.public[name] = provider
        return provider

    return add
