"""Product settings: 系统默认 until changed by the role that owns them; the clock takes them."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.support.people import actor_with

from wanghuo.base.files.purposes import limit
from wanghuo.base.law import actions
from wanghuo.base.law.queries import clock, setting, settings_now
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.kernel.law import SHANGHAI, LawError

pytestmark = pytest.mark.django_db
LIMIT = "cases.receipt_limit"


def test_a_default_says_that_it_is_one():
    now = setting(LIMIT)
    assert (now.shown, now.mark, now.is_default) == ("2个工作日", "系统默认", True)
    assert all(one.is_default for one in settings_now())


def test_the_demo_counts_minutes_and_the_default_comes_back():
    office = actor_with("committee_office", name="王主任")
    actions.change_setting(office, LIMIT, typed="5", unit="minute", reason="演示")
    now = setting(LIMIT)
    assert (now.shown, now.mark) == ("5分钟", "本地设定") and "王主任" in now.mark_line
    start = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    assert clock.deadline(start, now.term()).at == datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
    actions.reset_setting(office, LIMIT, reason="演示结束")
    assert setting(LIMIT).shown == "2个工作日" and setting(LIMIT).is_default
    with pytest.raises(NotNow, match="现在就是系统默认"):
        actions.reset_setting(office, LIMIT, reason="再来")
    values = list(Entry.objects.filter(verb="law.change_setting").values_list("detail__value", flat=True))
    assert values == [["2个工作日", "5分钟"]]


@pytest.mark.parametrize(
    ("typed", "unit", "reason", "told"),
    [
        ("0", "hour", "试", "不能小于 1"),
        ("2", "month", "试", "单位只能是"),
        ("两", "hour", "试", "应为数字"),
        ("2", "hour", " ", "写明修改的理由"),
    ],
)
def test_what_is_out_of_range_is_refused(typed, unit, reason, told):
    with pytest.raises(BadInput, match=told):
        actions.change_setting(actor_with("committee_office"), LIMIT, typed=typed, unit=unit, reason=reason)
    assert setting(LIMIT).is_default


def test_the_three_administrators_keep_to_their_own():
    """三员分立: the system administrator may not loosen the session rules."""
    with pytest.raises(Refused, match="安全管理员"):
        actions.change_setting(
            actor_with("system_admin"), "accounts.idle_minutes", typed="240", reason="方便"
        )
    actions.change_setting(actor_with("security_admin"), "accounts.idle_minutes", typed="15", reason="收紧")
    assert setting("accounts.idle_minutes").shown == "15分钟"


@pytest.mark.parametrize("role", ["town_clerk", "auditor", "brigade_officer"])
def test_others_change_nothing(role):
    with pytest.raises(Refused):
        actions.change_setting(actor_with(role), LIMIT, typed="1", unit="hour", reason="试")


def test_rooms_beneath_read_their_limits_here():
    assert limit("files.max_mb") == 20
    actions.change_setting(actor_with("system_admin"), "files.max_mb", typed="30", reason="扫描件大")
    assert limit("files.max_mb") == 30


def test_an_undeclared_setting_is_an_error_with_a_name():
    with pytest.raises(LawError, match=r"no\.such"):
        setting("no.such")


def test_the_shipped_policy_holds_together_and_a_flow_may_not_name_what_is_not_there(monkeypatch):
    from wanghuo.base.law import checks, shipped

    assert shipped.flow_settings() and shipped.flow_uses()
    assert checks.policy_data() == []
    monkeypatch.setattr(shipped, "flow_uses", lambda: (("no.law", "某流程：某时限"),))
    monkeypatch.setattr(shipped, "flow_settings", lambda: (("no.setting", "某流程：某时限"),))
    assert [e.id for e in checks.policy_data()] == ["law.E002", "law.E003"]

    def broken():
        raise LawError("settings/x.toml：设置“a”声明了两次")

    monkeypatch.setattr(shipped, "product_settings", broken)
    assert [e.id for e in checks.policy_data()] == ["law.E001"]


def test_a_setting_is_read_by_some_room_or_says_that_it_is_not_yet():
    from pathlib import Path

    from wanghuo.base.law import shipped

    base = Path(shipped.__file__).parents[1]
    text = "".join(p.read_text("utf-8") for p in base.rglob("*.py") if p.relative_to(base).parts[0] != "law")
    text += "".join(p.read_text("utf-8") for p in (base.parents[2] / "policy" / "flows").glob("*.toml"))
    for one in shipped.product_settings().values():
        read = one.id in text or f'"{one.id.split(".", 1)[1]}"' in text
        assert read != one.planned, one.id
