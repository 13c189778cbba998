"""What every page's template gets. All of it lazy: a page pays only for what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone

from wanghuo.base.scope.rows import may
from wanghuo.kernel.scope import Actor

from . import identity
from .registry import NavItem, registry


@dataclass(frozen=True, slots=True)
class Link:
    """A navigation entry as drawn."""

    label: str
    url: str
    icon: str
    active: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    items: list[Link]


def _exists(path: str) -> str:
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def visible_nav(actor: Actor) -> list[NavItem]:
    """The side bar for this person, by order."""
    allowed = (i for i in registry.nav if i.action is None or may(actor, i.action).allowed)
    return sorted(allowed, key=lambda i: i.order)


class Shell:
    """``{{ shell.… }}``: names, navigation and the person, for one request."""

    product = identity.PRODUCT
    home_url = "/"
    desk_url = "/desk/"

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.search_text = request.GET.get("q", "") if request.path == "/search/" else ""

    @property
    def version(self) -> str:
        return identity.version()

    @property
    def district(self) -> str:
        return identity.district()

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @property
    def request_id(self) -> str:
        return getattr(self._request, "id", "")

    @cached_property
    def person(self) -> dict[str, str] | None:
        actor = getattr(self._request, "actor", None)
        if actor is None or actor.kind != "person":
            return None
        return {"name": actor.name, "post": actor.organisation_name}

    @property
    def layout(self) -> str:
        """The frame of a page that both visitors and staff may meet (errors, refusals)."""
        return "shell/base.html" if self.person else "shell/public.html"

    @cached_property
    def _here(self) -> str:
        urls = [i.url for i in registry.nav if self._request.path.startswith(i.url)]
        return max(urls, key=len, default="")

    @cached_property
    def _nav(self) -> list[NavItem]:
        return visible_nav(self._request.actor) if self.person else []  # type: ignore[attr-defined]

    @cached_property
    def nav(self) -> list[Section]:
        groups: dict[str, list[Link]] = {}
        for item in self._nav:
            groups.setdefault(item.group, []).append(self._link(item))
        return [Section(label, items) for label, items in groups.items()]

    def _link(self, item: NavItem) -> Link:
        return Link(item.label, item.url, item.icon, active=item.url == self._here)

    @cached_property
    def tabs(self) -> list[Link]:
        """The phone's bar: own work, the next two entries of the side bar, messages."""
        links = [self._link(i) for i in self._nav[:3]]
        if self.inbox_url:
            here = self._request.path.startswith(self.inbox_url)
            links = [*links[:2], Link("消息", self.inbox_url, "bell", here, self.unread_text)]
        return links

    @property
    def person_menu(self) -> list[NavItem]:
        return sorted(registry.person_menu, key=lambda i: i.order)

    @property
    def public_nav(self) -> list[Link]:
        found = sorted(registry.public_nav, key=lambda i: i.order)
        return [Link(i.label, i.url, "", self._request.path == i.url) for i in found]

    @property
    def inbox_url(self) -> str:
        return registry.unread[0] if registry.unread else ""

    @cached_property
    def unread(self) -> int:
        return registry.unread[1](self._request.actor) if registry.unread and self.person else 0  # type: ignore[attr-defined]

    @property
    def unread_text(self) -> str:
        return "99+" if self.unread > 99 else str(self.unread or "")

    @property
    def search_url(self) -> str:
        return _exists("/search/")

    @property
    def signin_url(self) -> str:
        return _exists(settings.LOGIN_URL)

    @property
    def signout_url(self) -> str:
        return _exists("/signout/")

    @property
    def map(self) -> dict[str, str]:
        """Base map of the operator: nothing by default (the district's own outlines are drawn)."""
        return registry.base_map() if registry.base_map else {"tiles": "", "attribution": ""}


def shell(request: HttpRequest) -> dict[str, Any]:
    """``shell`` (:class:`Shell`), ``actor``, ``today``."""
    return {
        "shell": Shell(request),
        "actor": getattr(request, "actor", None),
        "today": timezone.localdate(),
    }
