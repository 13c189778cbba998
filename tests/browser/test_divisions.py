"""Divisions, indicators and the inbox on both screens; the map with scripts and without."""

from __future__ import annotations

from datetime import date

import pytest

from tests.base.divisions import reference
from tests.support.people import person_with
from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.divisions import actions, loaders
from wanghuo.base.divisions.models import Boundary, Division
from wanghuo.base.notify.models import Message
from wanghuo.base.notify.sending import send

from .watch import Screen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kaizhou(transactional_db):
    loaders.load(lambda line: None)


def test_the_map(screen: Screen) -> None:
    """Forty towns; a click opens the panel; the search finds by initials; nothing is asked of another server."""
    asked: list[str] = []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.sign_in(person_with("committee_office", name="李明"))
    page = screen.go("/divisions/")
    page.wait_for_selector("[data-district-map][data-ready='1']")
    assert page.locator(".dv-map path.dv-cell").count() == 38
    assert page.locator(".dv-map path.dv-seat").count() == 40
    assert page.locator(".dv-map-note").inner_text() == "示意，非行政界线"
    names = page.locator(".dv-tip").evaluate_all(
        "all => all.filter(e => getComputedStyle(e).visibility !== 'hidden').map(e => e.getBoundingClientRect().toJSON())"
    )
    covering = [
        (a, b)
        for i, a in enumerate(names)
        for b in names[:i]
        if a["left"] < b["right"]
        and a["right"] > b["left"]
        and a["top"] < b["bottom"] - 2
        and a["bottom"] - 2 > b["top"]
    ]
    assert len(names) >= 20 and not covering
    screen.check("divisions-map")
    page.locator(".dv-towns a", has_text="正安街道").click()
    page.wait_for_selector("#dv-panel h2:has-text('正安街道')")
    assert "镇安镇" in page.locator("#dv-panel").inner_text()
    page.fill("[data-division-search] input", "hfjd")
    page.click("[data-division-search] button")
    page.wait_for_selector("#dv-hits a:has-text('汉丰街道')")
    screen.check("divisions-map-panel")
    assert all(url.startswith((screen.url, "data:", "blob:")) for url in asked), asked


def test_the_map_without_scripts(chromium, live_server) -> None:
    from tests.browser.conftest import SIZES

    width, height = SIZES["desk"]
    context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    still = Screen(context, live_server.url, "desk", "divisions-no-script")
    still.sign_in(person_with("committee_office", name="李明"))
    page = still.go("/divisions/")
    assert page.locator("svg.dv-svg text.dv-label").count() == 40
    still.look()
    page.locator("svg.dv-svg a").first.click()
    assert "/divisions/500154" in page.url and page.locator("h1").count() == 1
    context.close()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/divisions/list/", "divisions-list"),
        ("/divisions/find/?q=zhen", "divisions-find"),
        ("/divisions/find/?lon=108.52224&lat=31.35911&datum=wgs84", "divisions-point"),
        ("/divisions/500154008000/", "divisions-detail"),
        ("/divisions/500154104001/", "divisions-village"),
        ("/divisions/updates/", "divisions-updates"),
        ("/indicators/", "indicators"),
        ("/indicators/divisions.population/", "indicators-detail"),
        ("/inbox/preferences/", "inbox-preferences"),
    ],
)
def test_pages(screen: Screen, path: str, name: str) -> None:
    screen.sign_in(person_with("committee_office", name="李明"))
    screen.go(path)
    screen.check(name)


def test_an_update_from_upload_to_effect(desk: Screen, tmp_path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(
        reference.text("divisions-2023.csv").replace("500154104000,温泉镇", "500154104000,温汤镇"), "utf-8"
    )
    desk.sign_in(person_with("committee_office", name="李明"))
    page = desk.go("/divisions/updates/")
    page.set_input_files("[name=e-file]", file)
    page.fill("[name=e-source]", "2027年版（测试）")
    page.fill("[name=e-effective]", "2027-01-01")
    page.locator("form[action$='edition/'] button").click()
    page.wait_for_selector("text=变化 1 处")
    desk.check("divisions-update-preview")
    page.click("text=下一步：确认")
    page.wait_for_selector("text=将要生效 1 处")
    desk.check("divisions-update-confirm")
    page.click("text=确认生效")
    page.wait_for_selector("text=已生效")
    assert Division.objects.get(code="500154104000").name == "温汤镇"


def test_a_grid_is_drawn(desk: Screen) -> None:
    person = person_with("committee_office", name="李明")
    actions.create_grid(actor_for(person), village="500154104001", name="第一网格", since=date(2026, 1, 1))
    desk.sign_in(person)
    page = desk.go("/divisions/500154104001001/boundary/")
    page.wait_for_selector("[data-draw][data-ready='1']")
    box = page.locator("[data-draw]").bounding_box()
    assert box
    for x, y in ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.5, 0.9)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(350)
    page.click("[data-draw-undo]")
    assert page.input_value("[data-draw-into]").count("[") == 6
    desk.check("divisions-draw")
    page.click("text=保存范围")
    page.wait_for_selector("text=手工绘制")
    assert Boundary.objects.get(division__level="grid").area_km2 > 0


def test_the_inbox(screen: Screen) -> None:
    person = person_with("committee_office", name="李明")
    for n in range(2):
        send(
            [person.pk],
            template="notify.test",
            values={"at": f"{n + 9}时"},
            key=f"k{n}",
            link="/divisions/",
            urgent=n == 1,
        )
    screen.sign_in(person)
    page = screen.go("/inbox/")
    assert page.locator(".nt-unread").count() == 2
    screen.check("inbox")
    page.locator(".nt-title").first.click()
    page.wait_for_url("**/divisions/")
    assert Message.objects.filter(read_at=None).count() == 1
