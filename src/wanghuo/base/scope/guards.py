"""Guards of routes. A view without one fails the architecture test (every route guarded)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .errors import Refused
from .rows import may


def _guarded(view: Callable, kind: str, action: str | None) -> Callable:
    view.guard = (kind, action)  # type: ignore[attr-defined]
    return view


def _sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back again; htmx is told to leave the whole page."""
    where = (
        f"{settings.LOGIN_URL}?next={quote(request.get_full_path() if request.method == 'GET' else '/desk/')}"
    )
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = where
        return response
    return HttpResponseRedirect(where)


def page(action: str) -> Callable[[Callable], Callable]:
    """The view is for persons who may do ``action`` somewhere; rows are still filtered by ``visible``."""

    def guard(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs):
            if request.actor.kind == "public":  # type: ignore[attr-defined]
                return _sign_in(request)
            decision = may(request.actor, action)  # type: ignore[attr-defined]
            if not decision.allowed:
                raise Refused(
                    decision.reason,
                    rule="岗位与权限规则",
                    next_step="如确需办理，请联系本单位安全管理员调整岗位。",
                )
            return view(request, *args, **kwargs)

        return _guarded(guarded, "page", action)

    return guard


def signed_in(view: Callable) -> Callable:
    """The view is for any signed-in person and shows only what is their own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs):
        if request.actor.kind == "public":  # type: ignore[attr-defined]
            return _sign_in(request)
        return view(request, *args, **kwargs)

    return _guarded(guarded, "signed_in", None)


def public(view: Callable) -> Callable:
    """The view needs no account. Say so on purpose: the architecture test lists these."""

    @wraps(view)
    def open_to_all(request: HttpRequest, *args, **kwargs):
        return view(request, *args, **kwargs)

    return _guarded(open_to_all, "public", None)


def api(action: str) -> Callable[[Callable], Callable]:
    """As :func:`page`, for a django-ninja route: place it beneath ``@router.get(…)``. Refusals are 401/403 JSON."""

    def guard(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs):
            decision = may(request.actor, action)  # type: ignore[attr-defined]
            if not decision.allowed:
                anonymous = request.actor.kind == "public"  # type: ignore[attr-defined]
                raise Refused(
                    "请先登录或提供访问令牌。" if anonymous else decision.reason,
                    status=401 if anonymous else 403,
                )
            return view(request, *args, **kwargs)

        # ninja reads annotations in the wrapper's globals, which are not the view's: hand them over evaluated.
        guarded.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        return _guarded(guarded, "api", action)

    return guard
