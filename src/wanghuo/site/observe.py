"""One line and two numbers for each request; and who is really asking when a proxy stands in front."""

import ipaddress
import logging
import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from .logs import without_tokens

access = logging.getLogger("wanghuo.access")
REQUESTS = Counter("wanghuo_requests", "HTTP requests", ["method", "route", "status"])
SECONDS = Histogram(
    "wanghuo_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(text: str) -> list[Network]:
    """`10.0.0.0/8, 127.0.0.1` as networks. Raises ValueError."""
    return [ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()]


def within(address: str, among: list[Network]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in among)


PROXIES = networks(os.environ.get("WANGHUO_PROXIES", "127.0.0.1,::1"))


def client_ip(peer: str, forwarded_for: str, proxies: list[Network] | None = None) -> str:
    """The nearest address in X-Forwarded-For that is no proxy of ours; `peer` when `peer` itself is none.

    Read from the right: everything left of the first stranger was written by that stranger.
    """
    proxies = PROXIES if proxies is None else proxies
    if not within(peer, proxies):
        return peer
    for hop in reversed([part.strip() for part in forwarded_for.split(",") if part.strip()]):
        if not within(hop, proxies):
            try:
                return str(ipaddress.ip_address(hop))
            except ValueError:
                return peer
    return peer


class ObserveMiddleware:
    """Outermost but for the request id: sees every answer, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        match = request.resolver_match
        route = match.route if match else "static" if request.path.startswith("/static/") else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        SECONDS.labels(route).observe(seconds)
        if route not in ("healthz", "readyz", "metrics", "static"):
            actor = getattr(request, "actor", None)
            access.info(
                "request",
                extra={
                    "request": getattr(request, "id", ""),
                    "method": method,
                    "path": without_tokens(request.path),
                    "route": route,
                    "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                    "person": getattr(actor, "person", None),
                    "ip": client_ip(
                        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
                    ),
                },
            )
        return response
