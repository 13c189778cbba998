"""Readers: as of a day, by point, by prefix, by name and pinyin, population."""

from datetime import date

import pytest
from tests.support.people import actor_with

from wanghuo.base.divisions import maps, population, queries, svg
from wanghuo.base.divisions.models import Boundary, Division
from wanghuo.kernel.scope import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kaizhou")]


@pytest.fixture
def actor() -> Actor:
    return actor_with("auditor")


def names(hits: list[queries.Hit]) -> list[str]:
    return [hit.division.name for hit in hits]


def test_the_public_sees_nothing_here() -> None:
    assert not queries.divisions(Actor.public()).exists()
    assert queries.search(Actor.public(), "汉丰") == []


def test_as_of_a_day(actor: Actor) -> None:
    assert queries.towns(actor, date(2020, 6, 30)).filter(name="镇安镇").exists()
    assert not queries.towns(actor, date(2021, 1, 1)).filter(name="镇安镇").exists()
    assert queries.towns(actor).filter(name="正安街道").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("汉丰", "汉丰街道"),
        ("hfjd", "汉丰街道"),
        ("hanfeng", "汉丰街道"),
        ("han feng", "汉丰街道"),
        ("500154104", "温泉镇"),
        ("镇安镇", "镇安镇"),
        ("正安", "正安街道"),
        ("驷马社区居民委员会", "驷马社区"),
        ("cqskz", None),
        ("", None),
    ],
)
def test_search(actor: Actor, text: str, expected: str | None) -> None:
    found = names(queries.search(actor, text))
    assert found[:1] == ([expected] if expected else [])


def test_a_civil_affairs_code_finds_its_town_and_says_so(actor: Actor) -> None:
    hits = queries.search(actor, "500154104000")
    by_name = {hit.division.name: hit.why for hit in hits}
    assert by_name == {"温泉镇": "统计代码", "临江镇": "民政代码 500154104000"}


def test_search_is_a_few_queries(actor: Actor, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(3):
        assert len(queries.search(actor, "村", limit=30)) == 30


def test_by_point(actor: Actor) -> None:
    wenquan = Division.objects.get(code="500154104000")
    found = queries.at_point(actor, wenquan.lon, wenquan.lat)
    assert [(f.division.name, f.sure) for f in found] == [("温泉镇", False), ("开州区", True)]
    assert queries.at_point(actor, 116.39, 39.9) == []
    before = queries.at_point(actor, 108.31675, 31.15226, date(2020, 1, 1))
    assert before[0].division.name == "镇安镇"
    assert queries.at_point(actor, 108.31675, 31.15226, date(2022, 1, 1))[0].division.name == "正安街道"


def test_an_official_outline_is_believed_before_a_synthetic_one(actor: Actor) -> None:
    wenquan, baiqiao = Division.objects.get(code="500154104000"), Division.objects.get(name="白桥镇")
    far = Boundary.objects.get(division=baiqiao).geometry
    Boundary.objects.create(division=wenquan, provenance="official", geometry=far, area_km2=1, source="测试")
    names_here = {f.division.name: f.sure for f in queries.at_point(actor, baiqiao.lon, baiqiao.lat)}
    assert names_here["温泉镇"] is True
    assert "温泉镇" not in {f.division.name for f in queries.at_point(actor, wenquan.lon, wenquan.lat)}


def test_by_prefix(actor: Actor) -> None:
    rows = queries.beneath(actor, "500154001000")
    assert rows.count() == 1 + 13
    assert queries.beneath(actor, "500154000000").count() == 576


def test_population_of_territories(actor: Actor) -> None:
    known = queries.population_of(actor, ["500154104"])
    assert known == population.Known(39402, (2010,), known.sources)
    for alone in ("500154001", "500154002"):
        assert isinstance(queries.population_of(actor, [alone]), population.Unknown)
    three = queries.population_of(actor, ["500154001", "500154002", "500154003"])
    assert isinstance(three, population.Known) and three.people == 196528
    whole = queries.population_of(actor, ["500154"])
    assert isinstance(whole, population.Known) and whole.people == 1160336
    assert isinstance(queries.population_of(actor, ["500154001001"]), population.Unknown)


def test_lineage_goes_both_ways() -> None:
    old = Division.objects.get(code="500154101000")
    assert [row.name for row in queries.lineage(old)] == ["镇安镇", "正安街道"]
    assert queries.lineage(old.successor) == queries.lineage(old)
    assert queries.standing_heir(old).code == "500154008000"


def test_the_picture_has_forty_towns_and_says_what_it_lacks(
    actor: Actor, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(9):
        shown = maps.picture(actor)
    assert len(shown.towns) == 40 and shown.synthetic
    by_name = {town.division.name: town for town in shown.towns}
    assert by_name["文峰街道"].klass is None
    assert by_name["文峰街道"].population_label == "数据不足（计入汉丰街道）"
    assert by_name["汉丰街道"].population_label == "196,528 人（2010年，含文峰街道、云枫街道）"
    assert sum(town.klass is None for town in shown.towns) == 2
    assert len(shown.legend) == 5 and by_name["汉丰街道"].klass == 4


def test_geojson_in_the_datum_of_the_tiles(actor: Actor) -> None:
    shown = maps.picture(actor)
    plain, moved = maps.geojson(shown), maps.geojson(shown, "gcj02")
    assert len(plain["features"]) == len(moved["features"]) == 6 + 1 + 38 + 40
    for left, right in zip(plain["features"], moved["features"], strict=True):
        if left["properties"]["role"] == "seat":
            assert 0 < abs(left["geometry"]["coordinates"][0] - right["geometry"]["coordinates"][0]) < 0.01


def test_the_server_drawn_map(actor: Actor) -> None:
    from xml.etree import ElementTree

    drawn = svg.draw(maps.picture(actor))
    tree = ElementTree.fromstring(drawn)
    texts = [e.text for e in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert len(texts) == 41 and "示意，非行政界线" in texts
    assert "style=" not in drawn
    standalone = svg.draw(maps.picture(actor), links=False, standalone=True)
    assert "<a " not in standalone and 'fill="#cb6a43"' in standalone


def test_without_divisions_there_is_no_map(actor: Actor) -> None:
    Boundary.objects.all().delete()
    assert svg.draw(maps.picture(actor)) == ""
