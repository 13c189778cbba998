"""Pages and API as a browser or a program meets them."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.base.divisions import reference
from tests.support.people import client_of, organisation, person_with

from wanghuo.base.divisions import actions, tiles
from wanghuo.base.divisions.models import Boundary, Division, Upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kaizhou")]


@pytest.fixture
def client():
    return client_of(person_with("committee_office"))


@pytest.fixture
def reader():
    return client_of(person_with("auditor"))


@pytest.mark.parametrize(
    ("url", "contains"),
    [
        ("/divisions/", ["开州区区划地图", "汉丰街道", "正安街道", "数据不足", "示意，非行政界线", "<svg"]),
        ("/divisions/?asof=2020-01-01", ["镇安镇"]),
        ("/divisions/list/", ["40 个街道乡镇，535 个村（社区）", "驷马社区"]),
        ("/divisions/list/?asof=1900-01-01", ["40 个街道乡镇"]),
        ("/divisions/find/?q=hfjd", ["汉丰街道"]),
        ("/divisions/find/?q=火星", ["没有找到“火星”"]),
        ("/divisions/find/?lon=108.52224&lat=31.35911&datum=wgs84", ["温泉镇", "示意范围，待核"]),
        ("/divisions/find/?lon=31.3&lat=108.5&datum=wgs84", ["填反"]),
        ("/divisions/find/?lon=116&lat=39&datum=bd09", ["不在本区"]),
        ("/divisions/500154101000/", ["已于 2020年12月31日 停用", "正安街道", "代码沿革"]),
        ("/divisions/500154008000/", ["镇安镇", "2021年（具体日期待核）"]),
        ("/divisions/500154117000/", ["民政代码", "500154104000"]),
        ("/divisions/500154002000/panel/", ["数据不足（计入汉丰街道）"]),
        ("/divisions/500154001001/", ["还没有网格"]),
    ],
)
def test_pages_show(reader, url: str, contains: list[str]) -> None:
    response = reader.get(url)
    assert response.status_code == 200
    text = response.content.decode()
    for part in contains:
        assert part in text, part
    assert " style=" not in text


def test_map_queries_stay_few(reader, django_assert_max_num_queries) -> None:
    reader.get("/divisions/")
    with django_assert_max_num_queries(16):
        reader.get("/divisions/")


def test_unknown_codes_are_not_found(reader) -> None:
    assert reader.get("/divisions/999999999999/").status_code == 404
    assert reader.get("/divisions/updates/").status_code == 403


def test_visitors_are_sent_to_sign_in(client) -> None:
    client.logout()
    for url in ("/divisions/", "/divisions/map.json", "/divisions/500154000000/"):
        assert client.get(url).status_code == 302


def test_search_text_is_escaped(reader) -> None:
    text = reader.get("/divisions/find/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in text


def test_the_four_steps_of_an_update(client) -> None:
    lines = reference.text("divisions-2023.csv").replace("500154104000,温泉镇", "500154104000,温汤镇")
    sent = {
        "e-file": SimpleUploadedFile("2027.csv", lines.encode()),
        "e-source": "2027年版",
        "e-effective": "2027-01-01",
    }
    response = client.post("/divisions/updates/edition/", sent)
    upload = Upload.objects.get()
    assert response.headers["Location"] == f"/divisions/updates/{upload.pk}/"
    page = client.get(response.headers["Location"]).content.decode()
    assert "温汤镇" in page and "更名" in page and "确定" in page
    key = upload.rows[0]["key"]
    response = client.post(f"/divisions/updates/{upload.pk}/choose/", {"accept": [key], "confirm": "1"})
    page = client.get(response.headers["Location"]).content.decode()
    assert "将要生效 1 处" in page
    client.post(f"/divisions/updates/{upload.pk}/apply/")
    assert Division.objects.get(code="500154104000").name == "温汤镇"
    assert "已生效" in client.get(f"/divisions/updates/{upload.pk}/").content.decode()


def test_a_refused_upload_keeps_what_was_typed(client) -> None:
    sent = {
        "e-file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n"),
        "e-source": "来源甲",
        "e-effective": "2027-01-01",
    }
    response = client.post("/divisions/updates/edition/", sent)
    text = response.content.decode()
    assert response.status_code == 422 and "来源甲" in text and "缺少" in text


def test_a_bad_heir_is_shown_at_its_field_and_choices_are_kept(client) -> None:
    lines = reference.text("divisions-2023.csv").replace(
        "500154001001,驷马社区居民委员会,village,500154001000\n", ""
    )
    sent = {
        "e-file": SimpleUploadedFile("x.csv", lines.encode()),
        "e-source": "甲",
        "e-effective": "2027-01-01",
    }
    client.post("/divisions/updates/edition/", sent)
    upload = Upload.objects.get()
    response = client.post(
        f"/divisions/updates/{upload.pk}/choose/", {"accept": "500154001001>-", "heir-500154001001>-": "12"}
    )
    text = response.content.decode()
    assert (
        response.status_code == 422
        and 'value="12"' in text
        and "不是统计用区划代码" in text
        and "checked" in text
    )


def test_grids_by_form(client) -> None:
    response = client.post("/divisions/500154104001/grids/", {"name": "第一网格", "number": ""})
    assert response.headers["Location"] == "/divisions/500154104001001/"
    response = client.post("/divisions/500154104001/grids/", {"name": "第一网格", "number": "5"})
    text = response.content.decode()
    assert response.status_code == 422 and "已有名为" in text and 'value="5"' in text
    square = {"type": "Polygon", "coordinates": [[[108.5, 31.3], [108.6, 31.3], [108.6, 31.4]]]}
    url = "/divisions/500154104001001/boundary/"
    text = client.get(url).content.decode()
    assert "绘制" in text and "示意，非行政界线" in text
    response = client.post(url, {"text": json.dumps(square), "datum": "gcj02", "source": "手工绘制"})
    assert response.status_code == 302
    assert Boundary.objects.get(division__level="grid").geometry["coordinates"][0][0][0] < 108.5
    response = client.post(url, {"text": "{}", "datum": "wgs84", "source": "手工绘制"})
    assert response.status_code == 422 and "没有找到几何" in response.content.decode()
    client.post("/divisions/500154104001001/rename/", {"name": "河东网格"})
    client.post("/divisions/500154104001001/retire/", {"last_day": "2999-01-01", "successor": ""})
    grid = Division.objects.get(code="500154104001001")
    assert grid.name == "河东网格" and grid.valid_until.year == 2999


def test_a_town_clerk_sees_the_form_only_at_home() -> None:
    town = Division.objects.get(code="500154104000")
    clerk = client_of(person_with("town_clerk", organisation(division=town)))
    assert "新建网格" in clerk.get("/divisions/500154104001/").content.decode()
    assert "新建网格" not in clerk.get("/divisions/500154105001/").content.decode()
    assert clerk.post("/divisions/500154105001/grids/", {"name": "越界"}).status_code == 403


# — API —


def test_api(reader) -> None:
    get = lambda url: reader.get(f"/api/divisions{url}")  # noqa: E731
    towns = get("/?level=town").json()
    assert len(towns) == 40 and towns[0]["name"] == "汉丰街道" and towns[0]["parent"] == "500154000000"
    assert len(get("/?prefix=500154001").json()) == 14
    assert {t["name"] for t in get("/?level=town&asof=2020-01-01").json()} >= {"镇安镇"}
    assert get("/500154101000").json()["successor"] == "500154008000"
    assert [r["code"] for r in get("/500154008000/lineage").json()] == ["500154101000", "500154008000"]
    assert get("/search?q=hfjd").json()[0]["name"] == "汉丰街道"
    at = get("/at?lon=108.52224&lat=31.35911").json()
    assert [(a["division"]["name"], a["sure"]) for a in at] == [("温泉镇", False), ("开州区", True)]
    assert len(get("/map.geojson?datum=gcj02").json()["features"]) == 85
    missing = get("/123456789012")
    assert missing.status_code == 404 and "没有这个代码" in missing.json()["error"]
    assert get("/at?lon=1e400&lat=0").status_code == 422
    assert get("/?prefix=x").status_code == 422


def test_api_needs_a_person(client) -> None:
    client.logout()
    assert client.get("/api/divisions/").status_code == 401


# — tiles —


def read(**given):
    return {
        "map.tiles": "https://t0.example/{z}/{x}/{y}?tk={key}",
        "map.approval": "GS(2024)0568号",
        "map.tiles_key": "k",
    } | given


@pytest.fixture
def tile_origin(settings):
    before = list(tiles._readers)
    policy = json.loads(json.dumps(settings.CONTENT_SECURITY_POLICY, default=str))
    policy["DIRECTIVES"]["img-src"].append("https://t0.example")
    settings.CONTENT_SECURITY_POLICY = policy
    yield
    tiles._readers[:] = before


@pytest.mark.usefixtures("tile_origin")
def test_tiles_are_used_only_when_whole_and_approved(reader) -> None:
    def given(**more):
        table = read(**more)
        tiles.read_with(table.get)
        return tiles.tiles()

    whole = given()
    assert (
        whole.address == "https://t0.example/{z}/{x}/{y}?tk=k"
        and whole.attribution == "审图号：GS(2024)0568号"
    )
    assert "GS(2024)0568号" in reader.get("/divisions/").content.decode()
    assert given(**{"map.tiles": ""}) == tiles.Tiles()
    assert "审图号" in given(**{"map.approval": ""}).fault
    assert "{x}" in given(**{"map.tiles": "https://t0.example/"}).fault
    assert "WANGHUO_TILE_ORIGINS" in given(**{"map.tiles": "https://other.example/{z}/{x}/{y}"}).fault
    assert "百度" in given(**{"map.tiles_datum": "bd09"}).fault
    assert "在线底图未启用" in reader.get("/divisions/").content.decode()


def test_the_loader_left_nothing_unledgered() -> None:
    from wanghuo.base.ledger.models import Entry

    assert Entry.objects.filter(verb="divisions.load_reference", result="done").exists()
    assert actions.load_reference.verb == "divisions.load_reference"


def test_the_table_exports_and_takes_grids_from_excel(client) -> None:
    text = client.get("/w/divisions/?level=town").content.decode()
    assert "汉丰街道" in text and "/divisions/500154001000/" in text
    assert client.get("/w/divisions/import/").status_code == 200
