"""A ledger of its own: keys in a temporary folder, entries on demand, and a DBA's hand."""

import contextlib

import pytest
from django.db import connection
from django.utils import timezone

from wanghuo.base.ledger import sealing
from wanghuo.base.ledger.models import Entry

TABLES = ("entry", "key", "batch", "member", "head", "publication")


@pytest.fixture(autouse=True)
def key_place(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("WANGHUO_LEDGER_KEY_FILE", raising=False)
    settings.VAR = tmp_path
    return tmp_path / "keys" / "ledger.pem"


def write(count=1, **more):
    """Entries as actions write them; their ids."""
    fields = {
        "actor_id": 7,
        "actor_name": "王小明",
        "actor_kind": "person",
        "organisation_id": 3,
        "organisation_name": "汉丰街道",
        "role": "town_clerk",
        "verb": "cases.receive",
        "label": "接收移交",
        "object_type": "cases.case",
        "object_id": "12",
        "object_label": "消防通道堵塞",
        "territory": "500154001000",
        "detail": {"state": ["handed", "received"], "ratio": 1.1, "人数": 12},
        "channel": "web",
        "ip": "10.0.0.1",
        "request_id": "abcdef",
    } | more
    return [Entry.objects.create(**fields).pk for _ in range(count)]


def seal():
    return sealing.seal_all(timezone.now())


@contextlib.contextmanager
def as_dba():
    """With the guards off, as the owner of the tables can."""
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"ALTER TABLE ledger_{name} DISABLE TRIGGER ALL")
        try:
            yield cursor
        finally:
            for name in TABLES:
                cursor.execute(f"ALTER TABLE ledger_{name} ENABLE TRIGGER ALL")
                cursor.execute(f"ALTER TABLE ledger_{name} DISABLE TRIGGER ledger_is_not_emptied")
            cursor.execute("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_await_sealing")


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(sealing, "MOST", 4)
