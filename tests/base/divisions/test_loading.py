"""Reference data in the database: both editions, their history, the traps."""

from datetime import date

import pytest

from wanghuo.base.divisions import loaders
from wanghuo.base.divisions.models import Alias, Backdrop, Boundary, Division, Loaded, Population
from wanghuo.base.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kaizhou")]


def test_counts_of_both_editions() -> None:
    for day in (date(2020, 6, 30), date(2023, 6, 30), date(2026, 1, 1)):
        rows = Division.objects.as_of(day)
        counts = [rows.filter(level=level).count() for level in ("district", "town", "village")]
        assert counts == [1, 40, 535], day


def test_zhenan_became_zhengan_with_its_ten_units() -> None:
    old = Division.objects.get(code="500154101000")
    assert (old.name, old.successor.name, old.successor.code) == ("镇安镇", "正安街道", "500154008000")
    assert old.valid_until == date(2020, 12, 31)
    assert old.successor.since_label == "2021年（具体日期待核）"
    units = Division.objects.filter(parent=old)
    assert units.count() == 10
    assert {u.successor.parent.code for u in units} == {"500154008000"}
    assert all(u.name == u.successor.name for u in units)
    assert Division.objects.as_of(date(2020, 12, 31)).filter(code__startswith="500154008").count() == 0
    assert Division.objects.as_of(date(2021, 1, 1)).filter(code__startswith="500154101").count() == 0


def test_two_villages_became_communities() -> None:
    for old, new in (("500154117206", "500154117006"), ("500154117216", "500154117007")):
        row = Division.objects.get(code=old)
        assert row.kind == "village" and row.successor.kind == "community" and row.successor.code == new


def test_statistics_and_civil_affairs_codes_are_kept_apart() -> None:
    assert Division.objects.get(code="500154104000").name == "温泉镇"
    (alias,) = Alias.objects.filter(scheme="mca", value="500154104000")
    assert alias.division.name == "临江镇"
    assert Alias.objects.filter(scheme="mca").count() == 40


def test_towns_without_seat_and_figure_stay_without() -> None:
    for name in ("文峰街道", "云枫街道"):
        town = Division.objects.get(name=name)
        assert "约略" in town.point_source and not town.populations.exists() and not town.boundaries.exists()
    hanfeng = Population.objects.get(division__name="汉丰街道")
    assert {d.name for d in hanfeng.includes.all()} == {"文峰街道", "云枫街道"}
    assert Population.objects.filter(division__valid_until=None).count() == 38


def test_outlines_say_what_they_are() -> None:
    assert Boundary.objects.get(division__level="district").provenance == "public"
    assert Boundary.objects.filter(division__code="500154101000").exists()
    cells = Boundary.objects.filter(division__level="town", division__valid_until=None)
    assert cells.count() == 38 and {c.provenance for c in cells} == {"synthetic"}
    assert Backdrop.objects.count() == 6


def test_a_second_start_does_nothing(django_assert_max_num_queries) -> None:
    before = Entry.objects.count()
    with django_assert_max_num_queries(1):
        loaders.load(lambda line: pytest.fail(line))
    assert Entry.objects.count() == before == 1


def test_a_new_digest_refreshes_without_doubling_or_undoing(settings, tmp_path) -> None:
    import shutil

    from tests.base.divisions.reference import FOLDER

    copy = tmp_path / "districts" / "kaizhou"
    shutil.copytree(FOLDER, copy)
    (copy / "district.toml").write_text((copy / "district.toml").read_text("utf-8") + "# new\n", "utf-8")
    Division.objects.filter(code="500154104000").update(name="温汤镇")
    counts = (Division.objects.count(), Population.objects.count(), Boundary.objects.count())
    settings.POLICY_DIR = tmp_path
    loaders.load(lambda line: None)
    assert (Division.objects.count(), Population.objects.count(), Boundary.objects.count()) == counts
    assert Division.objects.get(code="500154104000").name == "温汤镇"


def test_an_empty_installation_loads_nothing(settings) -> None:
    settings.DISTRICT = ""
    Loaded.objects.all().delete()  # nothing says that it has been loaded before
    before = Division.objects.count()
    loaders.load(lambda line: pytest.fail(line))
    assert Division.objects.count() == before
    assert not Loaded.objects.exists()
