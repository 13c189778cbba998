"""Puts ``request.actor`` on every request: from a bearer token on /api/, else from a live session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.functional import SimpleLazyObject

from wanghuo.kernel.scope import Actor

from . import sessions, tokens
from .actors import actor_for
from .models import Session

STEPS = {
    Session.Pending.TOTP: "/signin/totp/",
    Session.Pending.PASSWORD: "/signin/password/",
    Session.Pending.ENROL: "/signin/enrol/",
}
OPEN_WHILE_PENDING = ("/signin/", "/signout/", "/link/", "/healthz", "/readyz")


def _csrf_enforced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # pragma: no cover
    """Stands in for a view in the CSRF check: ninja marks its views exempt, a session still must not be."""
    return HttpResponse()


class ActorMiddleware:
    """``request.actor``, ``request.session_row`` (None without a session) and ``request.pending_person``.

    While a step of signing in is pending (second factor, first password) the actor is the public's and every
    page but the step leads to the step.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.csrf = CsrfViewMiddleware(lambda request: HttpResponse())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.session_row = request.pending_person = None  # type: ignore[attr-defined]
        if request.path.startswith("/api/") and tokens.given(request):
            refusal = self._by_token(request)
        else:
            refusal = self._by_session(request)
        return refusal or self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """A session on /api/ needs the CSRF token like any form; a bearer token does not."""
        if request.path.startswith("/api/") and not getattr(request, "token", None) and request.session_row:  # type: ignore[attr-defined]
            request.csrf_processing_done = False  # type: ignore[attr-defined]
            return self.csrf.process_view(request, _csrf_enforced, (), {})
        return None

    def _by_token(self, request: HttpRequest) -> HttpResponse | None:
        try:
            row = tokens.token_for(request)
        except tokens.BadToken as bad:
            response = JsonResponse(
                {"error": bad.reason, "rule": "接口访问令牌", "next": ""}, status=bad.status
            )
            if bad.status == 401:
                response["WWW-Authenticate"] = 'Bearer realm="wanghuo"'
            return response
        request.token = row  # type: ignore[attr-defined]
        request.user = row.person
        request.actor = SimpleLazyObject(lambda: actor_for(row.person))  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return None

    def _by_session(self, request: HttpRequest) -> HttpResponse | None:
        request.actor = Actor.public()  # type: ignore[attr-defined]
        row, why = sessions.current(request)
        if row is None:
            if why:
                request.session.flush()
                messages.info(request, f"已退出登录：{why}。请重新登录。")
            request.user = AnonymousUser()
            return None
        request.session_row = row  # type: ignore[attr-defined]
        request.user = row.person
        if row.pending:
            return self._wait(request, row)
        request.actor = SimpleLazyObject(lambda: actor_for(row.person))  # type: ignore[attr-defined]
        return None

    def _wait(self, request: HttpRequest, row: Session) -> HttpResponse | None:
        request.pending_person = row.person  # type: ignore[attr-defined]
        request.user = AnonymousUser()
        if request.path == "/" or request.path.startswith(OPEN_WHILE_PENDING):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                {"error": "登录尚未完成。", "rule": "身份鉴别", "next": "请先完成登录。"}, status=401
            )
        return HttpResponseRedirect(STEPS[Session.Pending(row.pending)])
