"""Writers: next year's codes row by row, official outlines, grids; what is refused, and that nothing is half done."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.base.divisions import reference
from tests.support.people import actor_with, organisation

from wanghuo.base.divisions import actions
from wanghuo.base.divisions.models import Alias, Boundary, Division, Population, Upload
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope.errors import BadInput, NotNow, Refused
from wanghuo.kernel.scope import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kaizhou")]
DAY = date(2027, 1, 1)


@pytest.fixture
def office() -> Actor:
    return actor_with("committee_office")


def next_edition(*replaced: tuple[str, str | None], added: tuple[str, ...] = ()) -> bytes:
    lines = reference.text("divisions-2023.csv")
    for old, new in replaced:
        before = next(line for line in lines.splitlines() if line.startswith(old))
        lines = lines.replace(before + "\n", f"{new}\n" if new else "")
    return (lines + "\n".join(added)).encode()


def preview(actor: Actor, content: bytes, **more) -> Upload:
    given = {"file_name": "2027.csv", "source": "2027年版", "effective": DAY}
    return actions.preview_edition(actor, content=content, **given | more)


def accept_all(actor: Actor, upload: Upload, heirs: dict[str, str] | None = None) -> Upload:
    return actions.choose(actor, upload, accepted={row["key"] for row in upload.rows}, heirs=heirs or {})


def test_a_preview_changes_nothing_and_ticks_only_the_certain(office: Actor) -> None:
    before = list(Division.objects.values_list("code", "name", "valid_until"))
    upload = preview(
        office,
        next_edition(("500154104000", "500154104000,温汤镇,town,500154000000"), ("500154001001", None)),
    )
    assert list(Division.objects.values_list("code", "name", "valid_until")) == before
    ticked = {row["key"]: row["accepted"] for row in upload.rows}
    assert ticked == {"500154104000>500154104000": True, "500154001001>-": False}
    assert Entry.objects.filter(verb="divisions.preview_edition").count() == 1


def test_accepted_rows_take_effect_and_others_do_not(office: Actor) -> None:
    upload = preview(
        office,
        next_edition(
            ("500154104000", "500154104000,温汤镇,town,500154000000"),
            ("500154001001", None),
            ("500154001002", None),
            added=("500154001099,新城社区居民委员会,village,500154001000",),
        ),
    )
    keys = {row["key"] for row in upload.rows}
    assert len(keys) == 4
    actions.choose(
        office,
        upload,
        accepted=keys - {"500154001002>-"},
        heirs={"500154001001>-": "500154001003"},
    )
    actions.apply_edition(office, upload)
    wenquan = Division.objects.get(code="500154104000")
    assert wenquan.name == "温汤镇" and wenquan.pinyin == "wen tang zhen"
    assert Alias.objects.get(division=wenquan, scheme="former_name").value == "温泉镇"
    gone = Division.objects.get(code="500154001001")
    assert gone.valid_until == date(2026, 12, 31) and gone.successor.code == "500154001003"
    assert Division.objects.get(code="500154001002").valid_until is None
    assert Division.objects.get(code="500154001099").valid_from == DAY


def recoded(town: str, as_: str) -> bytes:
    lines = reference.text("divisions-2023.csv").splitlines()
    return "\n".join(line.replace(town, as_) if line.startswith(town) else line for line in lines).encode()


def test_a_recoded_town_takes_villages_figures_and_grids_along(office: Actor) -> None:
    grid = actions.create_grid(office, village="500154104001", name="第一网格")
    upload = preview(office, recoded("500154104", "500154009"))
    assert len(upload.rows) == 15 and all(row["accepted"] for row in upload.rows)
    actions.apply_edition(office, upload)
    new = Division.objects.get(code="500154009000")
    assert Division.objects.get(code="500154104000").successor == new
    assert Population.objects.get(division=new).people == 39402
    assert Boundary.objects.get(division=new).provenance == "synthetic"
    assert Alias.objects.get(division=new, scheme="mca").value == "500154106000"
    grid.refresh_from_db()
    assert grid.successor.code == "500154009001001" and grid.successor.parent.code == "500154009001"
    assert not Division.objects.current().filter(code__startswith="500154104").exists()


def test_a_town_recoded_without_its_villages_is_refused_whole(office: Actor) -> None:
    upload = preview(office, recoded("500154104", "500154009"))
    actions.choose(office, upload, accepted={"500154104000>500154009000"}, heirs={})
    with pytest.raises(NotNow, match="仍挂在已停用的上级"):
        actions.apply_edition(office, upload)
    assert not Division.objects.filter(code__startswith="500154009").exists()
    assert Upload.objects.get(pk=upload.pk).state == "preview"
    assert Entry.objects.filter(verb="divisions.apply_edition", result="refused").count() == 1


def test_a_code_is_never_given_to_a_second_unit(office: Actor) -> None:
    upload = preview(office, next_edition(added=("500154117206,新设村村民委员会,village,500154117000",)))
    accept_all(office, upload)
    with pytest.raises(NotNow, match="曾用于“洪星村”"):
        actions.apply_edition(office, upload)


def test_a_stale_preview_is_refused(office: Actor) -> None:
    content = next_edition(("500154104000", "500154104000,温汤镇,town,500154000000"))
    first, second = preview(office, content), preview(office, content)
    actions.apply_edition(office, first)
    with pytest.raises(NotNow, match="不再成立"):
        actions.apply_edition(office, second)
    with pytest.raises(NotNow, match="已生效"):
        actions.apply_edition(office, first)


def test_nothing_chosen_bad_heirs_and_discarding(office: Actor) -> None:
    upload = preview(office, next_edition(("500154001001", None)))
    with pytest.raises(NotNow, match="没有勾选"):
        actions.apply_edition(office, upload)
    with pytest.raises(BadInput) as caught:
        accept_all(office, upload, {"500154001001>-": "5001"})
    assert "heir-500154001001>-" in caught.value.fields
    accept_all(office, upload, {"500154001001>-": "500154101001"})  # ended in 2020
    with pytest.raises(NotNow, match="已停用"):
        actions.apply_edition(office, upload)
    actions.discard(office, upload)
    with pytest.raises(NotNow, match="已放弃"):
        actions.apply_edition(office, upload)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n1,2\n", "缺少"),
        (b"\xff\xfe\x00\xd8\xff", "CSV"),
        ("代码,名称\n123,坏\n".encode("gb18030"), "第 2 行"),
    ],
)
def test_files_that_cannot_be_read_say_why(office: Actor, content: bytes, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        preview(office, content)
    assert says in caught.value.fields["file"]
    assert not Upload.objects.exists()


def test_only_the_office_and_administrators_change_codes() -> None:
    for role in ("town_chief", "department_clerk", "auditor"):
        with pytest.raises(Refused, match="不能上传"):
            preview(actor_with(role), next_edition())


def test_the_first_edition_of_an_empty_district(office: Actor) -> None:
    Division.objects.update(parent=None, successor=None)
    Division.objects.exclude(code="500154000000").delete()
    from tests.support.people import Organisation

    Organisation.objects.update(division=None)
    Division.objects.all().delete()
    upload = preview(office, next_edition())
    assert len(upload.rows) == 576 and all(row["accepted"] for row in upload.rows)
    actions.apply_edition(office, upload)
    assert Division.objects.current().count() == 576
    assert Division.objects.get(code="500154001001").valid_from is None


# — outlines —

SQUARE = [[108.50, 31.34], [108.52, 31.34], [108.52, 31.36], [108.50, 31.36], [108.50, 31.34]]


def collection(*features: tuple[dict, list]) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": p, "geometry": {"type": "Polygon", "coordinates": [r]}}
                for p, r in features
            ],
        }
    ).encode()


def boundaries(actor: Actor, content: bytes) -> Upload:
    return actions.preview_boundaries(
        actor, content=content, file_name="b.geojson", source="勘界", effective=DAY, datum="cgcs2000"
    )


def test_official_outlines_replace_the_synthetic_ones_where_accepted(office: Actor) -> None:
    upload = boundaries(
        office,
        collection(
            ({"code": "500154104", "name": "温泉镇"}, SQUARE),
            ({"name": "白桥镇"}, SQUARE[:-1]),
            ({"name": "火星镇"}, SQUARE),
            ({"code": "500154104000", "name": "临江镇"}, SQUARE),
        ),
    )
    rows = upload.rows
    assert [r["code"] for r in rows] == ["500154104000", "500154106000", "", "500154117000"]
    assert [r["accepted"] for r in rows] == [True, False, False, True]
    assert (
        "闭合" in rows[1]["repairs"][0]
        and "没有找到" in rows[2]["reason"]
        and "民政代码" in rows[3]["reason"]
    )
    actions.choose(office, upload, accepted={"1"}, heirs={})
    actions.apply_boundaries(office, upload)
    official = Boundary.objects.get(provenance="official")
    assert official.division.name == "温泉镇" and official.area_km2 == pytest.approx(4.2, abs=0.1)


def test_bad_outline_files_are_refused(office: Actor) -> None:
    for bad in (b"nothing", b"{}", b'{"type":"FeatureCollection","features":[]}', b"[" * 100_000):
        with pytest.raises(BadInput):
            boundaries(office, bad)


# — grids —


def test_a_town_draws_and_ends_its_own_grids(office: Actor) -> None:
    town = Division.objects.get(code="500154104000")
    clerk = actor_with("town_clerk", organisation(division=town))
    first = actions.create_grid(clerk, village="500154104001", name="第一网格")
    second = actions.create_grid(clerk, village="500154104001", name="第二网格", number=7)
    assert (first.code, second.code) == ("500154104001001", "500154104001007")
    assert first.level == "grid" and first.parent.code == "500154104001"
    drawn = actions.set_boundary(
        clerk, first, text=json.dumps({"type": "Polygon", "coordinates": [SQUARE]}), source="手工绘制"
    )
    assert drawn.provenance == "drawn"
    actions.rename_grid(clerk, first, name="河东网格")
    assert first.pinyin == "he dong wang ge"
    actions.retire_grid(clerk, first, last_day=date(2030, 1, 1), successor=second.code)
    first.refresh_from_db()
    assert first.successor == second and first.valid_until == date(2030, 1, 1)
    with pytest.raises(NotNow, match="已于"):
        actions.rename_grid(clerk, first, name="又名")
    entry = Entry.objects.get(verb="divisions.retire_grid")
    assert entry.territory == first.code


def test_grids_elsewhere_are_not_ones_own() -> None:
    clerk = actor_with("town_clerk", organisation(division=Division.objects.get(code="500154105000")))
    with pytest.raises(Refused, match="不能新建网格"):
        actions.create_grid(clerk, village="500154104001", name="越界")
    assert not Division.objects.filter(level="grid").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"village": "500154104000", "name": "甲"}, "village"),
        ({"village": "500154101001", "name": "甲"}, "village"),
        ({"village": "500154104001", "name": " "}, "name"),
        ({"village": "500154104001", "name": "旧网格"}, "name"),
        ({"village": "500154104001", "name": "甲", "number": 1}, "number"),
        ({"village": "500154104001", "name": "甲", "number": 1000}, "number"),
    ],
)
def test_grids_that_cannot_be(office: Actor, given: dict, field: str) -> None:
    actions.create_grid(office, village="500154104001", name="旧网格")
    with pytest.raises(BadInput) as caught:
        actions.create_grid(office, **given)
    assert field in caught.value.fields


def test_official_units_are_not_renamed_or_ended_by_hand(office: Actor) -> None:
    town = Division.objects.get(code="500154104000")
    for refused in (actions.rename_grid, actions.retire_grid):
        with pytest.raises(NotNow, match="不是网格"):
            refused(office, town, **({"name": "x"} if refused is actions.rename_grid else {}))


def test_an_outline_that_is_none_is_refused(office: Actor) -> None:
    town = Division.objects.get(code="500154104000")
    for text in ("", "x", "[]", "{}", '{"type":"Point","coordinates":[108,31]}', "null"):
        with pytest.raises(BadInput):
            actions.set_boundary(office, town, text=text)


def test_grids_by_table_are_all_or_none(office: Actor) -> None:
    rows = [{"village": "500154104001", "name": f"第{n}网格", "number": None} for n in range(1, 6)]
    assert actions.import_grids(office, rows) == 5
    bad = [
        {"village": "500154104002", "name": "新网格", "number": None},
        {"village": "500154104001", "name": "第1网格", "number": None},
        {"village": "500154999001", "name": "无处", "number": 1},
    ]
    with pytest.raises(BadInput) as caught:
        actions.import_grids(office, bad)
    assert set(caught.value.fields) == {"1", "2"}
    assert Division.objects.filter(level="grid").count() == 5
