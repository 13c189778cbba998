"""The pages: who sees what, filters, keyset pages, the proof a reader takes home, and the public heads."""

import json
import subprocess
import sys
from datetime import timedelta
from itertools import chain

import pytest
from django.test import Client
from django.utils import timezone
from tests.support import people

from wanghuo.base.ledger import listing, publishing
from wanghuo.base.ledger.models import Entry
from wanghuo.base.ledger.verification import verify

from .conftest import as_dba, seal, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auditor():
    return people.client_of(people.person_with("auditor"))


def seen(client, **asked):
    response = client.get("/ledger/entries/", asked)
    assert response.status_code == 200
    return [row["entry"].pk for row in response.context["rows"]]


def test_the_auditor_sees_all_and_others_what_they_did(auditor):
    person = people.person_with("town_clerk")
    own, other = write(actor_id=person.pk)[0], write(actor_id=person.pk + 1000)[0]
    assert seen(auditor) == [other, own]
    clerk = people.client_of(person)
    assert seen(clerk) == [own]
    assert clerk.get(f"/ledger/entries/{own}/").status_code == 200
    for path in ("", "proof/"):
        assert clerk.get(f"/ledger/entries/{other}/{path}").status_code == 404
    assert Client().get("/ledger/entries/").status_code == 302


def test_filters(auditor):
    plain = write()[0]
    refused = write(result="refused", reason="不在辖区")[0]
    named = write(actor_name="李四", object_type="cases.case", object_id="77")[0]
    old = write()[0]
    with as_dba() as cursor:
        cursor.execute("UPDATE ledger_entry SET at = at - interval '40 days' WHERE id = %s", [old])
    today = timezone.localdate().isoformat()
    long_ago = (timezone.localdate() - timedelta(days=40)).isoformat()
    assert seen(auditor, result="refused") == [refused]
    assert seen(auditor, actor="李四") == [named]
    assert seen(auditor, object="cases.case:77") == [named]
    assert seen(auditor, since=today) == [named, refused, plain]
    assert seen(auditor, since=long_ago, until=long_ago) == [old]
    assert seen(auditor, verb="ledger.nothing") == [old, named, refused, plain]
    assert seen(auditor, before="abc") == [old, named, refused, plain]


def test_pages_by_keyset_meet_without_gap_or_double(auditor, monkeypatch):
    ids = write(23)[::-1]
    monkeypatch.setattr(listing.page, "__kwdefaults__", {"before": None, "after": None, "size": 5})
    shown, address = [], "/ledger/entries/"
    while address:
        context = auditor.get(address).context
        shown.append([row["entry"].pk for row in context["rows"]])
        address = context["older"] and f"/ledger/entries/{context['older']}"
    assert list(chain.from_iterable(shown)) == ids
    back = auditor.get(f"/ledger/entries/?after={shown[2][0]}").context
    assert [row["entry"].pk for row in back["rows"]] == shown[1]
    assert back["newer"]
    assert auditor.get(f"/ledger/entries/?after={shown[1][0]}").context["newer"] is None


def test_an_entry_and_its_proof(auditor, tmp_path):
    ids = write(6)
    page = auditor.get(f"/ledger/entries/{ids[2]}/").content.decode()
    assert "待封存" in page
    assert auditor.get(f"/ledger/entries/{ids[2]}/proof/").status_code == 404
    seal()
    page = auditor.get(f"/ledger/entries/{ids[2]}/").content.decode()
    assert "已核对，完好" in page
    for shown in ("王小明", "汉丰街道", "消防通道堵塞", "网页", "10.0.0.1", "handed", "received"):
        assert shown in page
    (tmp_path / "proof.json").write_bytes(auditor.get(f"/ledger/entries/{ids[2]}/proof/").content)
    (tmp_path / "verify_entry.py").write_bytes(Client().get("/ledger/verify_entry.py").content)
    command = [sys.executable, "-I", "verify_entry.py", "proof.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.startswith("OK"), done.stderr
    assert f'"id":{ids[2]},' in done.stdout


def test_a_changed_entry_shows_on_its_page(auditor):
    changed = write(3)[1]
    seal()
    with as_dba() as cursor:
        cursor.execute("UPDATE ledger_entry SET reason = '补记' WHERE id = %s", [changed])
    page = auditor.get(f"/ledger/entries/{changed}/").content.decode()
    assert "核对不符" in page
    assert "已核对，完好" not in page


def test_the_world_sees_heads_and_nothing_else(tmp_path):
    write(3)
    visitor = Client()
    assert "还没有公布过首部" in visitor.get("/ledger/").content.decode()
    seal()
    publishing.publish_due(timezone.now() + timedelta(days=1), lambda **_: None)
    page = visitor.get("/ledger/").content.decode()
    assert "最新首部" in page
    assert "树根" in page
    for secret in ("王小明", "汉丰街道", "消防通道", "接收移交"):
        assert secret not in page
    kept = json.loads(visitor.get("/ledger/heads.json").content)
    assert kept == json.loads(visitor.get("/api/ledger/heads").content)
    from wanghuo.base.ledger.queries import outside_heads

    assert verify(outside=outside_heads(kept)).copies == 1


def test_the_api(auditor):
    ids = write(7)
    first = auditor.get("/api/ledger/entries", {"limit": 5}).json()
    assert [row["id"] for row in first["entries"]] == ids[::-1][:5]
    rest = auditor.get("/api/ledger/entries", {"before": first["older"]}).json()
    assert ([row["id"] for row in rest["entries"]], rest["older"]) == (ids[1::-1], None)
    assert auditor.get(f"/api/ledger/entries/{ids[0]}/proof").status_code == 404
    seal()
    assert auditor.get(f"/api/ledger/entries/{ids[0]}/proof").json()["format"] == "wanghuo.ledger.proof.1"
    clerk = people.client_of(people.person_with("town_clerk"))
    assert clerk.get("/api/ledger/entries").json()["entries"] == []
    assert clerk.get(f"/api/ledger/entries/{ids[0]}/proof").status_code == 404
    assert Client().get("/api/ledger/entries").status_code == 401
    assert auditor.get("/api/ledger/entries", {"limit": 0}).status_code == 422


def test_few_queries_whatever_the_number_of_rows(auditor, django_assert_max_num_queries):
    write(120)
    auditor.get("/ledger/entries/")
    with django_assert_max_num_queries(12):
        auditor.get("/ledger/entries/")
    assert Entry.objects.count() >= 120
