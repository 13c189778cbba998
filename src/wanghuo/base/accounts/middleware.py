"""Puts ``request.actor`` on every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from wanghuo.kernel.scope import Actor

from .actors import actor_for


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = SimpleLazyObject(lambda: actor_for(user) if user.is_authenticated else Actor.public())  # type: ignore[attr-defined]
        return self.get_response(request)
