"""An action: one transaction, one permission check, one entry — and a refusal is an entry too."""

from __future__ import annotations

import pytest
from django.db import transaction
from tests.support.people import actor_with, district, division, organisation, town

from wanghuo.base.divisions.models import Division
from wanghuo.base.ledger.context import coming_from
from wanghuo.base.ledger.models import Entry
from wanghuo.base.ledger.record import ACTIONS, Act, action
from wanghuo.base.scope import NotNow, Refused
from wanghuo.base.scope import rows as scope_rows
from wanghuo.kernel.scope import Policy

pytestmark = pytest.mark.django_db(transaction=True)

POLICY = Policy.parse(
    [
        {"role": {"town_clerk": {"label": "镇街经办人"}}},
        {"may": [{"roles": ["town_clerk"], "actions": ["trial.rename"], "reach": "territory"}]},
    ]
)


@pytest.fixture(autouse=True)
def trial_policy(monkeypatch):
    monkeypatch.setattr(scope_rows, "policy", lambda: POLICY)


@pytest.fixture
def rename():
    @action("trial.rename", "改名")
    def rename(act: Act, row: Division, name: str) -> Division:
        act.on(row)
        if name == "开县":
            raise NotNow("该名称已停用。", rule="区划沿革", next_step="请用现行名称。")
        act.changed(row, name=name)
        row.save(update_fields=["name"])
        act.note(phone="联系电话13812345678")
        return row

    yield rename
    ACTIONS.pop("trial.rename")


def clerk():
    at = organisation("汉丰街道办事处", division=town())
    return actor_with("town_clerk", at, divisions=[town()])


def test_what_was_done_is_written_with_who_what_before_and_after(rename):
    who = clerk()
    with coming_from("web", "203.0.113.7", "req-12345678"):
        rename(who, town(), "汉丰")
    entry = Entry.objects.get()
    assert (entry.actor_name, entry.role, entry.verb, entry.result) == (
        who.name,
        "town_clerk",
        "trial.rename",
        "done",
    )
    assert entry.detail["name"] == ["汉丰街道", "汉丰"]
    assert (entry.ip, entry.request_id, entry.territory) == ("203.0.113.7", "req-12345678", "500154001000")
    assert entry.organisation_name == "汉丰街道办事处"
    assert "13812345678" not in str(entry.detail)
    assert entry.xact > 0


def test_outside_the_territory_nothing_is_written_but_the_refusal(rename):
    other = division("500154104000", "温泉镇", parent=district())
    with pytest.raises(Refused, match="职责范围"):
        rename(clerk(), other, "温泉")
    other.refresh_from_db()
    entry = Entry.objects.get()
    assert other.name == "温泉镇"
    assert entry.result == "refused" and "岗位与权限规则" in entry.reason


def test_a_state_that_does_not_allow_it_is_told_and_recorded(rename):
    with pytest.raises(NotNow) as told:
        rename(clerk(), town(), "开县")
    assert told.value.status == 409 and "请用现行名称" in str(told.value)
    assert Entry.objects.get().result == "refused"
    assert Division.objects.get(pk=town().pk).name == "汉丰街道"


def test_action_and_entry_stand_or_fall_together(rename):
    who = clerk()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        rename(who, town(), "汉丰")
        raise ZeroDivisionError
    assert not Entry.objects.exists()
    assert Division.objects.get(pk=town().pk).name == "汉丰街道"


def test_an_action_that_touches_nothing_is_a_bug():
    @action("trial.idle", "空")
    def idle(act: Act) -> None:
        return None

    try:
        with pytest.raises(RuntimeError, match="touched nothing"):
            idle(clerk())
    finally:
        ACTIONS.pop("trial.idle")
