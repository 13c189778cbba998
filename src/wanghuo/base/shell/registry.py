"""What rooms hand to the shell: navigation, items of 我的工作, panels of the operator's page, public blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wanghuo.kernel.scope import Actor

from .due import DayCounter


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
    person_menu: list[NavItem] = field(default_factory=list)
    public_nav: list[NavItem] = field(default_factory=list)
    work: dict[str, Callable[[Actor, datetime], Iterable[WorkItem]]] = field(default_factory=dict)
    ops: dict[str, Callable[[], OpsPanel]] = field(default_factory=dict)
    public: dict[str, Callable[[], dict[str, Any]]] = field(default_factory=dict)
    search: dict[str, Callable[[Actor, str], Iterable[Any]]] = field(default_factory=dict)
    unread: tuple[str, Callable[[Actor], int]] | None = None
    day_counter: DayCounter | None = None
    base_map: Callable[[], dict[str, str]] | None = None
    home: Callable[[], str] | None = None


registry = Registry()


def _add(items: list[NavItem], item: NavItem) -> None:
    if item not in items:
        items.append(item)


def nav(
    group: str, label: str, url: str, *, action: str | None = None, order: int = 50, icon: str = "point"
) -> None:
    """Add a side-bar entry. Call it at import of a room's ``desk.py``."""
    _add(registry.nav, NavItem(group, label, url, action, order, icon))


def person_menu(label: str, url: str, *, order: int = 50, icon: str = "point") -> None:
    """Add an entry to the menu behind a person's name (own sessions, password …)."""
    _add(registry.person_menu, NavItem("", label, url, None, order, icon))


def public_nav(label: str, url: str, *, order: int = 50) -> None:
    """Add a link to the head of the public portal."""
    _add(registry.public_nav, NavItem("", label, url, None, order))


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
    """Decorator: ``def block() -> dict`` shown on the public home page.

    Keys: ``title``; then either ``template`` (gets the dict as ``block``) or any of ``text``, ``rows``
    (pairs of label and value), ``link`` and ``link_label``; ``order`` (default 50).
    """

    def add(provider: Callable) -> Callable:
        registry.public[name] = provider
        return provider

    return add


def unread(url: str) -> Callable:
    """Decorator: ``def count(actor) -> int``: the bell in the top bar, leading to ``url``."""

    def add(provider: Callable) -> Callable:
        registry.unread = (url, provider)
        return provider

    return add


def count_days_with(counter: DayCounter) -> DayCounter:
    """Decorator: the working-day count behind “剩2个工作日” (given by the law room)."""
    registry.day_counter = counter
    return counter


def base_map(provider: Callable[[], dict[str, str]]) -> Callable[[], dict[str, str]]:
    """Decorator: ``{"tiles": …, "attribution": …}`` for every map, as the operator set them; empty for none."""
    registry.base_map = provider
    return provider


def home(provider: Callable[[], str]) -> Callable[[], str]:
    """Decorator: the full name of the installation's own district, "" while none is loaded (given by divisions)."""
    registry.home = provider
    return provider
