"""A local value: four eyes, effective dating, refusals, verification, and what the ledger says of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.support.people import actor_with

from wanghuo.base.law import actions
from wanghuo.base.law.models import LocalEntry
from wanghuo.base.law.queries import law, warnings_in_use
from wanghuo.base.law.uses import _USES, uses
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.kernel.law import LawError
from wanghuo.kernel.scope import Actor

from .people import said, two

pytestmark = pytest.mark.django_db
FIX = "rating.fix"
DAY = date(2026, 11, 23)


def test_a_proposal_changes_nothing_until_another_approves():
    proposer, approver = two()
    row = actions.propose(proposer, FIX, **said())
    assert law.at(DAY, FIX).state == "unset"
    actions.approve(approver, row, reason="与文件相符")
    found = law.at(DAY, FIX)
    assert found.shown == "5个工作日" and found.entry.origin.value == "local"
    assert law.at(date(2020, 12, 31), FIX).state != "set"  # the day of the act decides
    assert not found.term().first_day_counts and "第四条" in found.term().rule


def test_nobody_decides_their_own():
    _, both = two()
    row = actions.propose(both, FIX, **said())
    for decide in (actions.approve, actions.reject):
        with pytest.raises(NotNow, match="双人复核"):
            decide(both, row, reason="可以")
    row.refresh_from_db()
    assert row.state == "proposed" and law.at(DAY, FIX).state == "unset"
    assert Entry.objects.filter(verb="law.approve", result="refused").exists()


def test_the_database_itself_keeps_four_eyes():
    proposer, _ = two()
    row = actions.propose(proposer, FIX, **said())
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalEntry.objects.filter(pk=row.pk).update(state="approved", decided_by=row.proposed_by)


@pytest.mark.parametrize("role", ["town_clerk", "system_admin", "auditor", "unit_manager"])
def test_others_may_neither_propose_nor_approve(role):
    proposer, _ = two()
    row = actions.propose(proposer, FIX, **said())
    other = actor_with(role)
    with pytest.raises(Refused, match="岗位与权限规则"):
        actions.propose(other, FIX, **said())
    with pytest.raises(Refused, match="岗位与权限规则"):
        actions.approve(other, row)


def test_an_officer_who_may_propose_may_not_approve():
    proposer, _ = two()
    row = actions.propose(proposer, FIX, **said())
    with pytest.raises(Refused):
        actions.approve(actor_with("brigade_officer"), row)


def test_the_system_sets_no_law():
    with pytest.raises(Refused):
        actions.propose(Actor.system(), FIX, **said())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"typed": "五"}, "应为数字"),
        ({"typed": "1.5"}, "应为整数"),
        ({"unit": "person"}, "不能用于"),
        ({"source": ""}, "没有写明依据"),
        ({"until": date(2020, 1, 1)}, "早于施行日"),
    ],
)
def test_bad_input_is_told_and_not_kept(changes, told):
    proposer, _ = two()
    with pytest.raises(BadInput, match=told):
        actions.propose(proposer, FIX, **said(**changes))
    assert not LocalEntry.objects.exists()


def test_a_rejection_wants_its_reason_and_ends_the_matter():
    proposer, approver = two()
    row = actions.propose(proposer, FIX, **said())
    with pytest.raises(BadInput, match="驳回要写明理由"):
        actions.reject(approver, row, reason=" ")
    row = actions.reject(approver, row, reason="依据是外地文件")
    assert row.state == "rejected" and law.at(DAY, FIX).state == "unset"
    with pytest.raises(NotNow, match="不能再处理"):
        actions.approve(approver, row)


def test_only_the_proposer_withdraws():
    proposer, approver = two()
    row = actions.propose(proposer, FIX, **said())
    with pytest.raises(Refused):
        actions.withdraw(approver, row)
    assert actions.withdraw(proposer, row).state == "withdrawn"


def test_a_new_value_ends_the_older_the_day_before():
    proposer, approver = two()
    actions.approve(approver, actions.propose(proposer, FIX, **said()))
    newer = said(typed="7", since=date(2026, 1, 1))
    actions.approve(approver, actions.propose(proposer, FIX, **newer))
    assert law.at(date(2025, 12, 31), FIX).shown == "5个工作日"
    assert law.at(date(2026, 1, 1), FIX).shown == "7个工作日"


def test_a_value_that_meets_another_on_a_day_is_not_approved():
    proposer, approver = two()
    actions.approve(approver, actions.propose(proposer, FIX, **said(since=date(2024, 1, 1))))
    early = actions.propose(proposer, FIX, **said(typed="9", since=date(2023, 1, 1)))
    with pytest.raises(NotNow, match="两条同时有效"):
        actions.approve(approver, early)
    assert law.at(DAY, FIX).shown == "5个工作日"


def test_ending_a_local_value_takes_two_as_well():
    proposer, approver = two()
    row = actions.approve(approver, actions.propose(proposer, FIX, **said()))
    end = actions.propose_end(proposer, row, until=date(2026, 6, 30), reason="文件已废止")
    with pytest.raises(NotNow, match="双人复核"):
        _approve_with_a_second_post(end, proposer)
    actions.approve(approver, end)
    assert law.at(date(2026, 6, 30), FIX).is_set
    assert law.at(DAY, FIX).state == "expired"


def _approve_with_a_second_post(end, proposer):
    """The proposer, now also holding a post that may approve, still may not."""
    from tests.support.people import organisation

    from wanghuo.base.accounts.actors import actor_for
    from wanghuo.base.accounts.models import Person, Post

    person = Person.objects.get(pk=proposer.person)
    Post.objects.create(
        person=person,
        organisation=organisation(),
        title="主任",
        role="committee_office",
        since=date(2000, 1, 1),
    )
    return actions.approve(actor_for(person), end)


def test_an_entry_ended_before_it_began_is_void():
    proposer, approver = two()
    row = actions.approve(approver, actions.propose(proposer, FIX, **said()))
    actions.approve(approver, actions.propose_end(proposer, row, until=date(2020, 12, 31), reason="录错了"))
    row.refresh_from_db()
    assert row.state == "void" and law.at(DAY, FIX).state == "unset"


def test_a_table_is_typed_as_lines():
    proposer, approver = two()
    rows = "志愿消防队 | 队员 | 每班 | 80\n微型消防站｜站长｜每月｜300.5"
    changes = {
        "typed": rows,
        "unit": "",
        "first_day_counts": None,
        "rolls_off_holiday": None,
        "clock_source": "",
    }
    actions.approve(approver, actions.propose(proposer, "brigade.allowance", **said(**changes)))
    value = law.at(DAY, "brigade.allowance").value
    assert value[0] == {"team": "志愿消防队", "role": "队员", "per": "每班", "amount": 80}
    assert value[1]["amount"] == "300.5"
    with pytest.raises(BadInput, match="第1行有5格"):
        actions.propose(proposer, "brigade.allowance", **said(**{**changes, "typed": "一|二|三|四|五"}))


def test_verifying_wants_the_statement_and_lapses_when_the_entry_changes():
    proposer, approver = two()
    row = actions.approve(approver, actions.propose(proposer, FIX, **said()))
    mark = law.at(DAY, FIX).entry.fingerprint(FIX)
    with pytest.raises(BadInput, match="没有声明持有原文"):
        actions.verify(approver, FIX, mark, text_held="府办公报", holds_text=False)
    actions.verify(approver, FIX, mark, text_held="府办公报2020年第1期", holds_text=True)
    found = law.at(DAY, FIX)
    assert (found.certainty.value, found.entry.verified_by) == ("verified", "王批准")
    with pytest.raises(NotNow, match="已由 王批准"):
        actions.verify(approver, FIX, mark, text_held="府办公报", holds_text=True)
    actions.approve(approver, actions.propose_end(proposer, row, until=date(2026, 12, 31), reason="到期"))
    assert law.at(DAY, FIX).certainty.value == "secondary"


def test_a_shipped_entry_can_be_verified_too():
    _, approver = two()
    mark = law.at(DAY, "seal.period").entry.fingerprint("seal.period")
    actions.verify(approver, "seal.period", mark, text_held="行政强制法单行本", holds_text=True)
    assert law.at(DAY, "seal.period").certainty.value == "verified"
    with pytest.raises(NotNow, match="已经变了"):
        actions.verify(approver, "seal.period", "0" * 16, text_held="x", holds_text=True)


def test_each_act_is_in_the_ledger_with_value_and_source():
    proposer, approver = two()
    actions.approve(approver, actions.propose(proposer, FIX, **said()), reason="相符")
    proposed = Entry.objects.get(verb="law.propose")
    assert proposed.detail["value"] == "5个工作日" and "测试" in proposed.detail["source"]
    approved = Entry.objects.get(verb="law.approve")
    assert approved.detail["state"] == ["proposed", "approved"] and approved.actor_name == "王批准"


def test_unset_and_unknown_law_in_use_is_warned_of():
    before = dict(_USES)
    try:
        uses(FIX, "政务服务：差评整改")
        uses("no.such", "某业务")
        found = {w.parameter_id: w for w in warnings_in_use(DAY)}
        assert found[FIX].state_label == "未设定" and found[FIX].used_by == ("政务服务：差评整改",)
        assert found["no.such"].state_label == "没有声明"
        proposer, approver = two()
        actions.approve(approver, actions.propose(proposer, FIX, **said()))
        assert FIX not in {w.parameter_id for w in warnings_in_use(DAY)}
    finally:
        _USES.clear()
        _USES.update(before)


def test_an_unknown_parameter_is_an_error_with_a_name():
    proposer, _ = two()
    with pytest.raises(LawError, match=r"no\.such"):
        law.at(DAY, "no.such")
    with pytest.raises(BadInput, match=r"no\.such"):
        actions.propose(proposer, "no.such", **said())


def test_a_local_row_that_fits_no_more_is_left_out_and_named():
    from wanghuo.base.law.state import current

    proposer, approver = two()
    row = actions.approve(approver, actions.propose(proposer, FIX, **said()))
    LocalEntry.objects.filter(pk=row.pk).update(unit="person")
    actions.approve(approver, actions.propose(proposer, "reward.claim", **said()))
    assert law.at(DAY, FIX).state == "unset" and law.at(DAY, "reward.claim").is_set
    assert len(current().misfits) == 1 and FIX in current().misfits[0]
