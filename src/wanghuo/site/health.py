"""Is it alive, may it be given work, and how is it doing: for load balancers, Prometheus and the supervisor."""

import hmac
import os
from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from wanghuo.base.scope.guards import public

from .observe import networks, within

Checks = dict[str, str]


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a database outage does not get the web restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


_migrated = False


def _migrations() -> None:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise RuntimeError("migrations are waiting; start with ./wanghuo up")
        _migrated = True


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, else 503; the body names what is missing."""
    checks: Checks = {}
    probes: dict[str, Callable[[], None]] = {"database": _database, "migrations": _migrations}
    for name, probe in probes.items():
        try:
            probe()
            checks[name] = "ok"
        except (DatabaseError, RuntimeError) as error:
            checks[name] = str(error) if isinstance(error, RuntimeError) else type(error).__name__
            break
    ready = all(said == "ok" for said in checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


class House(Collector):
    """What is read from the database at the moment of asking."""

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        from wanghuo.base.jobs.queries import oldest_waiting, queue_depths

        jobs = GaugeMetricFamily("wanghuo_jobs", "Jobs by queue and state", labels=["queue", "state"])
        for queue, states in queue_depths().items():
            for state, count in states.items():
                jobs.add_metric([queue, state], count)
        yield jobs
        yield GaugeMetricFamily(
            "wanghuo_job_oldest_seconds", "How long the oldest ready job has waited", oldest_waiting()
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_database_size(current_database()),"
                " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
            )
            size, sessions = cursor.fetchone()
        yield GaugeMetricFamily("wanghuo_database_bytes", "Size of the database", size)
        yield GaugeMetricFamily("wanghuo_database_connections", "Open connections", sessions)


def _may_scrape(request: HttpRequest) -> bool:
    token = os.environ.get("WANGHUO_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(token.encode(), given.encode()):
        return True
    # A proxy on this machine would make everybody look local; it adds this header, a scraper does not.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    allowed = networks(os.environ.get("WANGHUO_METRICS_FROM", "127.0.0.1,::1"))
    return within(request.META.get("REMOTE_ADDR", ""), allowed)


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for this machine, WANGHUO_METRICS_FROM or a bearer of WANGHUO_METRICS_TOKEN."""
    if not _may_scrape(request):
        return HttpResponse("forbidden\n", status=403, content_type="text/plain")
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    house = CollectorRegistry()
    house.register(House())
    body = generate_latest(registry) + generate_latest(house)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
