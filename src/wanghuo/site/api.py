"""The HTTP API: one NinjaAPI; each room adds ``router`` from its ``api.py``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from wanghuo.base.scope.errors import BadInput, Refused

api = NinjaAPI(title="望火 Wanghuo", version="1", urls_namespace="api", docs_url=None)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal as JSON: what happened, under which rule, what to do next."""
    body = {"error": error.reason, "rule": error.rule, "next": error.next_step}
    if isinstance(error, BadInput):
        body["fields"] = error.fields  # type: ignore[assignment]
    return api.create_response(request, body, status=error.status)
