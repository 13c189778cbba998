"""Values of the divisions' indicators, snapshots of past days, pages and API, each in its own scope."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.support.people import actor_with, client_of, organisation, person_with

from wanghuo.base.divisions.models import Division, Population
from wanghuo.base.indicators import jobs, queries, registry
from wanghuo.base.indicators.models import Snapshot
from wanghuo.base.indicators.registry import Evidence, Period, Reading, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kaizhou")]
NOW = Period.year_to(date(2026, 6, 1))
DISTRICT = Scope(("500154",))


def value(id: str, scope: Scope = DISTRICT, period: Period = NOW) -> Decimal | None:
    return queries.compute(id, scope, period).value


def test_counts_follow_the_day() -> None:
    assert (value("divisions.towns"), value("divisions.communities"), value("divisions.villages")) == (
        40,
        112,
        423,
    )
    then = Period.year_to(date(2020, 6, 30))
    assert (value("divisions.communities", period=then), value("divisions.villages", period=then)) == (
        110,
        425,
    )
    assert value("divisions.villages", Scope(("500154117",))) == 22
    assert value("divisions.grids") == 0


def test_population_is_known_only_where_it_is() -> None:
    assert value("divisions.population") == 1160336
    wenfeng = queries.compute("divisions.population", Scope(("500154002",)), NOW)
    assert not wenfeng.known and "合并统计" in wenfeng.reason and "汉丰街道" in wenfeng.reason
    assert value("divisions.towns_without_population") == 2
    Population.objects.filter(division__code="500154104000").delete()
    lacking = queries.compute("divisions.population", DISTRICT, NOW)
    assert lacking.value is None and "温泉镇" in lacking.reason


def test_nowhere_is_unknown() -> None:
    assert not queries.compute("divisions.towns", Scope(("999999",)), NOW).known
    assert not queries.compute("divisions.towns", Scope(organisation=1), NOW).known


def test_evidence_are_the_rows_counted() -> None:
    reading = queries.compute("divisions.towns", Scope(("500154104",)), NOW)
    assert [row.name for row in reading.evidence.rows] == ["温泉镇"]


@pytest.fixture
def growing(monkeypatch):
    """An append-only indicator whose count of rows can be watched."""
    monkeypatch.setattr(registry, "INDICATORS", {})
    monkeypatch.setattr(queries, "INDICATORS", registry.INDICATORS)
    monkeypatch.setattr(jobs, "INDICATORS", registry.INDICATORS)
    seen: list[Period] = []

    @registry.indicator("tests.growing", label="测试累计", unit="条", owner="测试", append_only=True)
    def growing(scope: Scope, period: Period) -> Reading:
        seen.append(period)
        rows = Division.objects.filter(level="district")
        return Reading.of(len(seen), evidence=Evidence(rows, "divisions.view"))

    return seen


def test_a_past_day_is_read_from_its_snapshot(growing) -> None:
    past = Period.year_to(date(2026, 5, 31))
    kept = jobs.keep("tests.growing", DISTRICT, past)
    assert kept.value == 1
    again = queries.compute("tests.growing", DISTRICT, past, today=date(2026, 6, 1))
    assert again.value == 1 and again.from_snapshot and again.evidence is not None
    assert jobs.keep("tests.growing", DISTRICT, past).pk == kept.pk
    today = queries.compute("tests.growing", DISTRICT, past, today=date(2026, 5, 31))
    assert not today.from_snapshot


def test_an_unknown_snapshot_stays_unknown(growing) -> None:
    past = Period.year_to(date(2026, 5, 31))
    Snapshot.objects.create(
        indicator="tests.growing", scope=DISTRICT.key, since=past.since, until=past.until, reason="没有数据。"
    )
    assert queries.compute("tests.growing", DISTRICT, past, today=date(2026, 6, 1)).reason == "没有数据。"


@pytest.mark.django_db(transaction=True)
def test_days_missed_in_an_outage_are_kept_once(growing) -> None:
    from tests.support.jobs import run_jobs

    start = datetime(2026, 6, 1, 2, tzinfo=UTC)
    jobs.due(start)
    run_jobs()
    scopes = len(registry.scopes_to_keep())
    assert scopes == 41
    assert Snapshot.objects.count() == scopes
    jobs.due(start + timedelta(days=3))
    jobs.due(start + timedelta(days=3, hours=1))
    run_jobs()
    days = set(Snapshot.objects.values_list("until", flat=True))
    assert days == {date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)}
    assert Snapshot.objects.count() == 4 * scopes


def test_whose_scope() -> None:
    town = Division.objects.get(code="500154008000")
    clerk = queries.scope_of(actor_with("town_clerk", organisation(division=town)), "indicators.view")
    assert set(clerk.territories) == {"500154008", "500154101"} and clerk.label == "正安街道"
    assert queries.scope_of(actor_with("auditor"), "indicators.view") == Scope(label="全部")
    assert queries.scope_of(actor_with("unit_manager"), "indicators.view") is None
    assert queries.narrowed(clerk, "500154104") is None
    assert queries.narrowed(Scope(("500154",)), "500154104").label == "温泉镇"


def test_the_catalogue_shows_value_unknown_and_planned() -> None:
    text = client_of(person_with("auditor")).get("/indicators/").content.decode()
    for part in ("街道乡镇", "1,160,336", "待接入", "消防安全重点单位"):
        assert part in text
    town = Division.objects.get(code="500154002000")
    text = (
        client_of(person_with("town_clerk", organisation(division=town))).get("/indicators/").content.decode()
    )
    assert "文峰街道" in text and "数据不足" in text and "合并统计" in text


def test_detail_leads_to_the_rows_and_down_to_the_towns() -> None:
    reader = client_of(person_with("auditor"))
    text = reader.get("/indicators/divisions.towns/?territory=500154104").content.decode()
    assert "/divisions/500154104000/" in text and "温泉镇" in text
    text = reader.get("/indicators/divisions.villages/").content.decode()
    assert "分区划" in text and "只列出前 100 条" in text
    assert "待接入" in reader.get("/indicators/dispatch.fires/").content.decode()
    assert reader.get("/indicators/no.such/").status_code == 404


def test_other_towns_are_not_shown_to_a_town() -> None:
    town = Division.objects.get(code="500154104000")
    clerk = client_of(person_with("town_clerk", organisation(division=town)))
    assert clerk.get("/indicators/divisions.villages/?territory=500154105").status_code == 404
    assert clerk.get("/api/indicators/divisions.villages?territory=500154105").status_code == 403
    assert clerk.get("/api/indicators/divisions.villages").json()["value"] == 10


def test_api() -> None:
    reader = client_of(person_with("auditor"))
    got = reader.get("/api/indicators/divisions.population?territory=500154002").json()
    assert got["value"] is None and "合并统计" in got["reason"]
    assert (
        reader.get("/api/indicators/divisions.population?until=2026-01-01&since=2026-02-01").status_code
        == 422
    )
    assert reader.get("/api/indicators/no.such").status_code == 404
    assert len(reader.get("/api/indicators/").json()) == len(registry.INDICATORS)
    assert reader.get("/api/indicators/?x=1").status_code == 200
    assert client_of(person_with("unit_manager")).get("/api/indicators/").status_code == 403
