"""Export: what a spreadsheet would run is text, long ones wait behind a bar, the place goes along."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import load_workbook
from tests.support.jobs import run_jobs
from tests.support.people import client_of, organisation, person_with, town

from wanghuo.base.workbench import exports
from wanghuo.base.workbench.models import ExportRun


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_formulas_are_neutralised(bad):
    assert exports.harmless(bad) == f"'{bad}"


@pytest.mark.parametrize("good", ["汉丰街道", "1=1", "", None, 3, -3.5])
def test_what_is_harmless_stays(good):
    assert exports.harmless(good) == good


@pytest.fixture
def client(testroom):
    here = town("500154001000", "汉丰街道")
    ours = organisation(division=here)
    for n in ("=cmd|' /C calc'!A0", "钱一"):
        person_with("grid_worker", ours, name=n)
    return client_of(person_with("town_clerk", ours, divisions=[here], name="赵经办"))


@pytest.mark.django_db
def test_a_formula_typed_into_a_name_leaves_as_text(client):
    content = client.post("/w/testroom/export/", {"format": "xlsx", "query": ""}).content
    cells = [c for row in load_workbook(io.BytesIO(content)).active.iter_rows() for c in row]
    found = next(c for c in cells if "calc" in str(c.value))
    assert found.value.startswith("'=") and found.data_type == "s"


@pytest.mark.django_db
def test_geojson_leaves_out_what_has_no_place(client):
    response = client.post("/w/testroom/export/", {"format": "geojson", "query": "active=1"})
    found = json.loads(b"".join(response.streaming_content))
    assert found["type"] == "FeatureCollection" and len(found["features"]) == 3
    assert client.get("/w/testroom/map.geojson", {"active": "0"}).json()["features"] == []


@pytest.mark.django_db
def test_a_long_workbook_is_made_by_a_job(client, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    response = client.post("/w/testroom/export/", {"format": "xlsx", "query": ""})
    run = ExportRun.objects.get()
    assert response["Location"] == f"/w/testroom/export/{run.pk}/"
    assert "<progress" in client.get(response["Location"]).content.decode()
    assert client.get(f"/w/testroom/export/{run.pk}/file/").status_code == 404
    assert run_jobs() == ["workbench.export"]
    assert "下载" in client.get(response["Location"]).content.decode()
    content = client.get(f"/w/testroom/export/{run.pk}/file/").content
    assert load_workbook(io.BytesIO(content)).active.max_row == 4


@pytest.mark.django_db
def test_an_unknown_format_exports_nothing(client):
    assert client.post("/w/testroom/export/", {"format": "exe"}).status_code == 302
    assert client.get("/w/testroom/export/").status_code == 302
    assert not ExportRun.objects.exists()
