"""The read-only API."""

from __future__ import annotations

import pytest

from .people import signed_in

pytestmark = pytest.mark.django_db


def get(path, role="department_clerk", status=200):
    response = signed_in(role)[0].get(path)
    assert response.status_code == status, response.content
    return response.json()


def test_one_parameter_as_of_a_day():
    old = get("/api/law/parameters/hazard.standard?day=2020-05-22")
    assert "2017" in old["shown"] and old["entry"]["certainty"] == "secondary"
    unset = get("/api/law/parameters/reward.amounts")
    assert (unset["state"], unset["shown"], unset["entry"]) == ("unset", "未设定", None)


def test_the_list_and_the_history():
    rows = get("/api/law/parameters?day=2026-11-23&subject=penalty")
    assert len(rows) > 8 and all(r["id"].startswith("penalty.") for r in rows)
    assert [e["value"] for e in get("/api/law/parameters/fire.death_window/history")] == ["7", "30"]


def test_settings_and_deadlines():
    assert any(s["id"] == "cases.receipt_limit" and s["is_default"] for s in get("/api/law/settings"))
    found = get("/api/law/deadline?start=2020-09-29T10:00:00&n=3&unit=working_day")
    assert found["at"].startswith("2020-10-10T23:59:59") and "国庆节" in found["explanation"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/law/parameters/no.such",
        "/api/law/parameters/no.such/history",
        "/api/law/deadline?start=2020-09-29T10:00:00&n=3&unit=week",
        "/api/law/deadline?start=9999-12-31T10:00:00&n=30000&unit=year",
        "/api/law/deadline?start=2020-09-29T10:00:00&n=-1&unit=hour",
    ],
)
def test_what_makes_no_sense_is_refused(path):
    assert get(path, status=422)


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/api/law/parameters").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/api/law/parameters?day=0001-01-01",
        "/api/law/parameters?day=9999-12-31",
        "/api/law/parameters/fire.grade?day=0001-01-01",
        "/api/law/deadline?start=2020-09-29T10:00:00Z&n=0&unit=month",
        "/api/law/deadline?start=1901-01-01T00:00:00&n=36600&unit=working_day&first_day_counts=true",
    ],
)
def test_far_days_are_answered(path):
    get(path)


@pytest.mark.parametrize(
    "start", ["0001-01-01T00:00:00", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-12:00"]
)
@pytest.mark.parametrize("unit", ["working_day", "hour", "year"])
def test_the_ends_of_time_are_refused_or_answered_never_an_accident(start, unit):
    response = signed_in("department_clerk")[0].get(f"/api/law/deadline?start={start}&n=5&unit={unit}")
    assert response.status_code in (200, 422), response.content
