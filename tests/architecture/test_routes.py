"""Every route is guarded: by an action, by being signed in, or by being public on purpose."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from wanghuo.base.scope.policy import policy
from wanghuo.site.api import api

# What needs no account, each with its reason. A new public route is added here on purpose or not at all.
PUBLIC_PREFIXES: dict[str, str] = {
    "": "public home",
    "shell/style/": "the living style page: components, no data",
    "signin/": "signing in",
    "signout/": "signing out, also with a session that has ended",
    "link/": "one-time links",
    "first-run/": "first run of an empty district, opened by a one-time link",
    "verify/": "verification of issued papers",
    "ledger/": "published heads of the ledger",
    "notify/receipts/": "delivery reports of message gateways, signed",
    "healthz": "liveness",
    "readyz": "readiness",
    "metrics": "operator's metrics, allowed networks only",
}


def routes(patterns: list, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "ninja" and not where.startswith("api/"):
                yield from routes(pattern.url_patterns, where)
        elif isinstance(pattern, URLPattern):
            yield where, pattern.callback


def test_every_page_carries_a_guard():
    bare = [where for where, view in routes(get_resolver().url_patterns) if not hasattr(view, "guard")]
    assert not bare, f"unguarded routes: {bare}"


def test_what_is_public_is_public_on_purpose():
    for where, view in routes(get_resolver().url_patterns):
        if view.guard[0] == "public":
            assert any(where == p or (p and where.startswith(p)) for p in PUBLIC_PREFIXES), (
                f"{where} is public"
            )


def test_every_page_guard_names_an_action_somebody_may_do():
    for where, view in routes(get_resolver().url_patterns):
        kind, action = view.guard
        if kind == "page":
            assert policy().rules_for(action), f"{where}: nobody may {action}"


def test_every_api_operation_carries_a_guard():
    get_resolver().url_patterns  # noqa: B018  (mounts the rooms' routers)
    seen = 0
    for prefix, router in api._routers:
        for where, view in router.path_operations.items():
            for operation in view.operations:
                guard = getattr(operation.view_func, "guard", None)
                assert guard, f"{prefix}{where} is unguarded"
                seen += 1
    assert seen
