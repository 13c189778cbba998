"""Request middleware: where it comes from, GET never writes, refusals as pages."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanghuo.base.ledger.context import coming_from
from wanghuo.base.scope.errors import Refused
from wanghuo.base.shell.errors import into_main

from .observe import client_ip

Handler = Callable[[HttpRequest], HttpResponse]
_WRITE = re.compile(r"^\s*(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COPY)\b", re.I)
_SESSION = re.compile(r'"(?:django_session|accounts_session)"', re.I)


class OriginMiddleware:
    """Gives each request an id (echoed as X-Request-ID) and tells the ledger where actions come from."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if re.fullmatch(r"[\w-]{8,40}", given) else uuid.uuid4().hex[:16]  # type: ignore[attr-defined]
        channel = "api" if request.path.startswith("/api/") else "web"
        ip = client_ip(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))
        with coming_from(channel, ip, request.id):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


class WriteOnGet(RuntimeError):
    """A GET tried to write: a bug in the page, stopped before it reached the database."""


def _forbid_writes(execute, sql, params, many, context):
    if _WRITE.match(sql) and not _SESSION.search(sql):
        raise WriteOnGet(sql.split("\n")[0][:120])
    return execute(sql, params, many, context)


class ReadOnlyGetMiddleware:
    """GET, HEAD and OPTIONS never write; the touch of the session is the one exception."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        with connection.execute_wrapper(_forbid_writes):
            return self.get_response(request)


class RefusalMiddleware:
    """A :class:`Refused` that reaches here becomes a page saying what, why and what next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        return into_main(
            request, render(request, "shell/refused.html", {"refusal": error}, status=error.status)
        )
