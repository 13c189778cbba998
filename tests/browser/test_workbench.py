"""The workbench on both screens: list, filters over htmx, detail, form, import, map."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.base.workbench.conftest import testroom  # noqa: F401 the fixture
from tests.support.people import organisation, person_with, town
from tests.support.workbench_cases import sheet
from wanghuo.base.workbench.actions import save_filter

from .watch import Screen


@pytest.fixture
def clerk(testroom):  # noqa: F811
    from wanghuo.base.accounts.actors import actor_for

    here = town("500154001000", "汉丰街道")
    ours = organisation("汉丰街道办事处", division=here)
    organisation("导入单位", division=here)
    for i in range(60):
        person_with(
            "grid_worker",
            ours,
            name=f"网格员{i:02d}",
            phone=f"139{i:08d}",
            pinyin=f"w{i:02d}",
            is_active=i % 7 != 0,
        )
    clerk = person_with("town_clerk", ours, divisions=[here], name="赵经办")
    save_filter(actor_for(clerk), desk="testroom", name="停用的", query="active=0")
    return clerk


def test_list_filters_without_reloading(screen: Screen, clerk):
    screen.sign_in(clerk)
    page = screen.go("/w/testroom/")
    assert page.locator("#results tbody tr").count() == 50
    screen.check("list")
    page.evaluate("window.wasHere = true")
    page.fill("input[name=q][aria-label^='在']", "网格员12")
    page.keyboard.press("Enter")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    assert page.evaluate("window.wasHere") is True
    assert "q=" in page.url
    page.click("#filters summary")
    page.select_option("#f_active", "0")
    page.wait_for_selector("text=没有符合条件的内容")
    screen.check("list-empty")


def test_pages_turn_and_sort(desk: Screen, clerk):
    desk.sign_in(clerk)
    page = desk.go("/w/testroom/?sort=name")
    assert page.locator("tbody .wh-main-cell").nth(1).inner_text() == "网格员00"
    page.click("text=下一页")
    page.wait_for_load_state("networkidle")
    assert page.locator("#results tbody tr").count() == 11
    desk.check("list-page-2")


def test_bulk_bar_appears_and_leads_on(screen: Screen, clerk):
    screen.sign_in(clerk)
    page = screen.go("/w/testroom/?active=1")
    assert not page.locator("[data-bulk-bar]").is_visible()
    page.locator("input[name=pick]").nth(0).check()
    page.locator("input[name=pick]").nth(1).check()
    assert page.locator("[data-bulk-bar]").is_visible()
    page.click("[data-bulk-bar] button")
    page.wait_for_selector("text=将办理以下 2 人")
    screen.check("bulk")
    page.click("form button.btn-danger")
    page.wait_for_selector("text=全部办完")
    screen.check("bulk-done")


def test_detail_form_and_unmask(screen: Screen, clerk):
    screen.sign_in(clerk)
    page = screen.go("/w/testroom/?q=网格员03")
    page.click("tbody .wh-main-cell a")
    page.wait_for_selector("text=查看完整内容")
    screen.check("detail")
    page.click("text=查看完整内容")
    page.fill("textarea", "电话核实消火栓位置")
    page.click("form button:has-text('查看')")
    page.wait_for_selector(".wh-unmasked")
    assert page.inner_text(".wh-unmasked") == "13900000003"
    screen.check("unmask")
    page.click("a:has-text('返回')")
    page.click("a:has-text('改名')")
    page.fill("input[name=name]", "不可")
    page.click("form button.btn-primary")
    page.wait_for_selector("text=请换一个名字")
    screen.check("form-refused")


def test_import_shows_each_error_and_then_writes(screen: Screen, clerk):
    screen.sign_in(clerk)
    page = screen.go("/w/testroom/import/")
    screen.check("import")
    bad = sheet([{"登录名": "A", "姓名": "", "手机": ""}, {"登录名": "good01", "姓名": "好", "手机": ""}])
    page.set_input_files(
        "#file", {"name": "名册.xlsx", "mimeType": "application/zip", "buffer": bad.getvalue()}
    )
    page.click("button:has-text('上传核对')")
    page.wait_for_selector("text=有错误，一行也没有写入")
    screen.check("import-refused")
    page.click("text=改好了，重新上传")
    good = sheet([{"登录名": "good01", "姓名": "好", "手机": ""}])
    page.set_input_files(
        "#file", {"name": "名册.xlsx", "mimeType": "application/zip", "buffer": good.getvalue()}
    )
    page.click("button:has-text('上传核对')")
    page.click("text=确认导入 1 行")
    page.wait_for_selector("text=导入完成")
    screen.check("import-done")


def test_map_and_search(screen: Screen, clerk):
    screen.sign_in(clerk)
    page = screen.go("/w/testroom/map/")
    page.wait_for_selector("[data-map][data-ready='1']")
    screen.check("map")
    screen.go("/search/?q=网格员1")
    screen.check("search")


def test_everything_works_without_scripts(chromium, live_server, clerk):
    context = chromium.new_context(java_script_enabled=False)
    window = Screen(context, live_server.url, "desk", "no-script")
    window.sign_in(clerk)
    page = window.go("/w/testroom/")
    page.fill("input[name=q][aria-label^='在']", "网格员12")
    page.click("text=查询")
    assert page.locator("#results tbody tr").count() == 1
    page.locator("input[name=pick]").check()
    page.click("[data-bulk-bar] button")
    page.click("form button.btn-danger")
    assert "全部办完" in page.inner_text("#main")
    context.close()
