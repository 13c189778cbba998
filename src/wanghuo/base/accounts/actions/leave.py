"""Leave and deputies: asked by the person, approved by a chief or the security administrator."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow

from ..models import Leave, Person
from ..queries import holding
from ..rules import KEPT_APART

RULE = "请假代理"


@action("accounts.request_leave", "申请请假代理")
def request_leave(
    act: Act, person: Person, *, deputy: Person, since: date, until: date, reason: str = ""
) -> Leave:
    """Asks; nothing changes until it is approved."""
    leave = Leave(
        person=person, deputy=deputy, since=since, until=until, reason=reason.strip()[:200], asked_at=act.at
    )
    act.on(leave)
    fields = {}
    today = localdate(act.at)
    if until < since:
        fields["until"] = "结束日期不能早于开始日期。"
    elif until < today:
        fields["until"] = "结束日期已过。"
    if deputy.pk == person.pk:
        fields["deputy"] = "代理人不能是本人。"
    elif not deputy.is_active:
        fields["deputy"] = "代理人账号已停用。"
    elif holding(deputy.posts.filter(role="auditor"), max(since, today)).exists():
        fields["deputy"] = "审计管理员只查阅台账，不能代理他人。"
    elif not holding(person.posts.exclude(role__in=KEPT_APART), max(since, today)).exists():
        fields["deputy"] = "您没有可以代理的岗位（管理员岗位不得代理）。"
    if fields:
        raise BadInput("申请未提交。", fields=fields, rule=RULE)
    leave.save()
    act.note(deputy=deputy.name, since=since, until=until)
    return leave


@action("accounts.approve_leave", "批准请假代理")
def approve_leave(act: Act, leave: Leave) -> Leave:
    """From here the deputy acts for the person within the dates; the ledger shows 代."""
    act.on(leave)
    if leave.state != "待批准":
        raise NotNow(f"此申请{leave.state}。", rule=RULE, next_step="不需要再批准。")
    if act.actor.person in (leave.person_id, leave.deputy_id):
        raise NotNow("请假人和代理人不能自己批准。", rule=RULE, next_step="请本单位负责人或安全管理员批准。")
    leave.approved_by_id = act.actor.person
    leave.approved_at = act.at
    leave.save(update_fields=["approved_by", "approved_at"])
    act.note(deputy=leave.deputy.name, since=leave.since, until=leave.until)
    return leave


@action("accounts.end_leave", "撤销请假代理")
def end_leave(act: Act, leave: Leave) -> Leave:
    """Back early, or withdrawn: the deputy's grants end with this."""
    act.on(leave)
    if leave.ended_at:
        raise NotNow("此申请已撤销。", rule=RULE, next_step="不需要再办理。")
    leave.ended_at = act.at
    leave.save(update_fields=["ended_at"])
    return leave
