"""Health, metrics and logs: what they tell, to whom, and what they keep to themselves."""

import json
import logging

import pytest
from django.db import OperationalError
from django.test import Client

from wanghuo.site import health
from wanghuo.site.logs import Formatter, without_tokens
from wanghuo.site.observe import client_ip, networks


def test_alive_without_a_database(client: Client) -> None:
    """No database mark: a query would fail this test."""
    answer = client.get("/healthz")
    assert answer.status_code == 200 and answer.content == b"ok\n"


@pytest.mark.django_db
def test_ready_with_a_migrated_database(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": {"database": "ok", "migrations": "ok"}}


@pytest.mark.django_db
def test_not_ready_without_its_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OperationalError("host=secret password=secret")

    monkeypatch.setattr(health, "_database", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "checks": {"database": "OperationalError"}}


@pytest.mark.django_db
def test_not_ready_with_migrations_waiting(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["one"])
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_probes_are_not_sent_to_https(client: Client, settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code == 200
    assert client.get("/somewhere").status_code == 301


@pytest.mark.django_db
def test_metrics_count_requests_and_jobs(client: Client) -> None:
    client.get("/nowhere-at-all")
    text = client.get("/metrics").content.decode()
    assert 'wanghuo_requests_total{method="GET",route="none",status="404"}' in text
    assert 'wanghuo_jobs{queue="default",state="todo"}' in text
    assert "wanghuo_database_bytes" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("meta", "allowed"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "10.0.0.9"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.9"}, False),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer right"}, True),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer wrong"}, False),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer "}, False),
    ],
)
def test_metrics_are_for_few(
    client: Client, monkeypatch: pytest.MonkeyPatch, meta: dict[str, str], allowed: bool
) -> None:
    monkeypatch.setenv("WANGHUO_METRICS_TOKEN", "right")
    assert client.get("/metrics", **meta).status_code == (200 if allowed else 403)


def test_no_token_set_means_no_token_accepted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WANGHUO_METRICS_TOKEN", raising=False)
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", HTTP_AUTHORIZATION="Bearer ").status_code == 403


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "10.1.1.1", "203.0.113.5"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.1.1.1", "10.1.1.1"),
        ("127.0.0.1", "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        ("127.0.0.1", "10.1.1.1, 192.168.0.2", "10.1.1.1"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("unix", "10.1.1.1", "unix"),
    ],
)
def test_only_our_proxies_are_believed(peer: str, forwarded: str, found: str) -> None:
    assert client_ip(peer, forwarded, networks("127.0.0.1, 192.168.0.0/24")) == found


@pytest.mark.django_db
def test_access_line_has_the_id_and_no_secrets(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "wanghuo.access"):
        answer = client.get("/link/" + "s" * 43 + "/?q=身份证", headers={"X-Request-ID": "abcd1234-ef"})
    assert answer["X-Request-ID"] == "abcd1234-ef"
    lines = [
        json.loads(Formatter().format(record)) for record in caplog.records if record.name == "wanghuo.access"
    ]
    assert len(lines) == 1
    text = json.dumps(lines[0], ensure_ascii=False)
    assert lines[0]["status"] == answer.status_code and lines[0]["request"] == "abcd1234-ef"
    assert "s" * 20 not in text and "身份证" not in text


def test_long_segments_are_cut() -> None:
    assert without_tokens("/cases/12/") == "/cases/12/"
    assert without_tokens("/link/" + "a" * 43 + "/") == "/link/aaaa…/"
