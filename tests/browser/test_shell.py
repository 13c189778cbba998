"""The shell's pages on both screens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support.people import person_with
from wanghuo.base.shell.registry import WorkItem, registry

from .watch import Screen


def test_style_page(screen: Screen):
    screen.sign_in(person_with("system_admin", name="王管理"))
    page = screen.go("/shell/style/")
    page.wait_for_selector("[data-map][data-ready='1'] .leaflet-interactive")
    page.wait_for_selector(".wh-chart svg")
    screen.check("style")


def test_home(screen: Screen):
    screen.go("/")
    screen.check("home")


def test_empty_desk_says_what_to_do(screen: Screen):
    screen.sign_in(person_with("town_clerk", name="赵经办"))
    page = screen.go("/desk/")
    assert page.locator("h1").inner_text() == "我的工作"
    screen.check("desk-empty")


@pytest.fixture
def some_work():
    now = timezone.now()

    def provider(actor, at):
        yield WorkItem(
            "商场疏散通道被占用", "/desk/", "handle", now - timedelta(days=3), "消防救援支队", "隐患整改"
        )
        yield WorkItem(
            "消火栓无水，请核实", "/desk/", "receive", now + timedelta(days=2), "汉丰街道", urgent=True
        )
        yield WorkItem(
            "约谈通知书待核稿", "/desk/", "approve", now + timedelta(days=9), "消安委办公室", provisional=True
        )
        yield WorkItem("消防工作要点征求意见", "/desk/", "read", None, "消安委办公室")

    before = dict(registry.work)
    registry.work.clear()
    registry.work["test"] = provider
    yield
    registry.work.clear()
    registry.work.update(before)


def test_desk_with_work(screen: Screen, some_work):
    screen.sign_in(person_with("town_clerk", name="赵经办"))
    page = screen.go("/desk/")
    assert page.locator("#work-late .wh-work-list li").count() == 1
    assert page.locator("#work-receive .wh-status-late").inner_text() == "急件"
    screen.check("desk-work")


def test_ops(screen: Screen):
    screen.sign_in(person_with("system_admin", name="王管理"))
    page = screen.go("/ops/")
    assert "PostgreSQL" in page.inner_text("#ops")
    screen.check("ops")


@pytest.mark.parametrize(("path", "title"), [("/no-such-page/", "没有找到这一页"), ("/ops/", "没有办理权限")])
def test_refusals_are_pages(screen: Screen, path: str, title: str):
    screen.sign_in(person_with("town_clerk", name="赵经办"))
    page = screen.go(path)
    assert page.locator("h1").inner_text() == title
    assert "下一步" in page.inner_text("#main")
    screen.check(f"refused{path.replace('/', '-')}")


def test_the_menu_opens_without_scripts(chromium, live_server):
    """The drawer is plain HTML and CSS: it opens where scripts are off."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    window = Screen(context, live_server.url, "phone", "menu")
    window.sign_in(person_with("town_clerk", name="赵经办"))
    page = window.go("/desk/")
    assert not page.locator("#wh-side nav").is_visible()
    page.click("nav.wh-tabs a:has-text('菜单')")
    assert page.locator("#wh-side nav").is_visible()
    window.look("menu-open")
    page.click("#wh-side .wh-side-close")
    assert not page.locator("#wh-side nav").is_visible()
    context.close()


def test_confirm_dialog_asks_first(desk: Screen):
    desk.sign_in(person_with("system_admin", name="王管理"))
    page = desk.go("/shell/style/")
    page.click("text=作废")
    dialog = page.locator("#wh-confirm")
    assert dialog.is_visible()
    assert "编号保留" in dialog.inner_text()
    desk.assert_accessible()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
