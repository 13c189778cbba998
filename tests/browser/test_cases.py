"""The hand-over as people do it: written on a phone, half lost and found again, received at a desk, escalated."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from tests.base.cases.aging import age
from tests.base.cases.scene import FACTS, Scene
from wanghuo.base.cases import actions
from wanghuo.base.cases.jobs import sweep_due
from wanghuo.base.cases.models import Case, FormDraft

from .watch import Screen


@pytest.fixture
def scene(live_server) -> Scene:
    return Scene()


def test_written_on_a_phone_and_found_again_half_filled(phone: Screen, scene: Scene) -> None:
    phone.sign_in(scene.town.clerk)
    page = phone.go("/cases/new/")
    phone.check("case-new")
    page.get_by_label("事项名称").fill("某农贸市场占用消防车通道")
    page.get_by_label("移交事实与依据").fill(FACTS)
    page.get_by_text("已自动保存").wait_for(timeout=15_000)
    assert FormDraft.objects.get().values["title"] == "某农贸市场占用消防车通道"

    page = phone.go("/cases/new/")
    assert page.get_by_label("事项名称").input_value() == "某农贸市场占用消防车通道"
    page.get_by_role("searchbox", name="接收单位").press_sequentially("市场监管")
    page.locator("label.case-pick", has_text="区市场监管局").click()
    # A second search does not lose the first choice.
    page.get_by_role("searchbox", name="接收单位").fill("商务")
    page.locator("label.case-pick", has_text="区商务委").wait_for()
    assert page.locator("label.case-pick", has_text="区市场监管局").locator("input").is_checked()
    phone.check("case-new-filled")
    page.get_by_role("button", name="移交", exact=True).click()
    page.get_by_role("heading", name="某农贸市场占用消防车通道").wait_for()
    case = Case.objects.get()
    assert (case.state, case.receiver) == ("sent", scene.market.org)
    assert not FormDraft.objects.exists()
    phone.check("case-sent")


def test_received_and_answered_at_a_desk(desk: Screen, scene: Scene) -> None:
    case = scene.sent()
    desk.sign_in(scene.market.clerk)
    page = desk.go("/desk/")
    page.get_by_role("link", name=re.compile(case.title)).click()
    desk.check("case-to-receive")
    page.get_by_role("link", name="接收", exact=True).click()
    desk.check("case-receive-form")
    page.get_by_label("承办人").select_option(label=str(scene.market.clerk))
    page.get_by_role("button", name="接收", exact=True).click()
    page.get_by_text("事项现为“已接收办理中”").wait_for()
    page.get_by_role("link", name="反馈结果").click()
    page.get_by_label("办理结果").fill("短")
    page.get_by_role("button", name="反馈结果").click()
    page.get_by_text("还不能提交").wait_for()
    assert page.get_by_label("办理结果").input_value() == "短", "what was typed stays"
    page.get_by_label("结果类别").select_option("rectified")
    page.get_by_label("办理结果").fill("摊位已经清退，通道恢复四米")
    page.get_by_role("button", name="反馈结果").click()
    page.get_by_text("事项现为“已办结反馈”").wait_for()
    assert Case.objects.get().state == "answered"
    page.get_by_text("您现在不能办理，为什么").click()
    page.get_by_text("应由移交方（首次移交单位）办理").first.wait_for()
    desk.check("case-answered")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_one_that_was_not_received_is_seen_to_escalate(
    request: pytest.FixtureRequest, size: str, scene: Scene
) -> None:
    screen: Screen = request.getfixturevalue(size)
    case = scene.sent()
    age(case, days=15)
    sweep_due(timezone.now())
    screen.sign_in(scene.office)
    page = screen.go(case.get_absolute_url())
    page.get_by_text("逾期未接收，上报").wait_for()
    assert page.get_by_role("link", name="督办改派").is_visible()
    screen.check("case-escalated")
    actions.return_back(scene.market.actor, Case.objects.get(), reason="不属于本局职责")
    screen.go(case.get_absolute_url())
    screen.check("case-returned")
    screen.go("/w/cases/")
    screen.check("case-list")
