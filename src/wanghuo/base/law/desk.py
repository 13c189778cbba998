"""Side bar, 我的工作 (proposals to decide), and the operator's panel of law in use without a value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from wanghuo.base.scope.rows import may, visible
from wanghuo.base.shell.registry import OpsPanel, WorkItem, my_work, nav, ops_panel
from wanghuo.kernel.scope import Actor

from . import shipped
from .models import LocalEntry
from .queries import missing_years, warnings_in_use
from .state import current

nav("依据与规则", "法律参数", "/law/", action="law.view", order=700, icon="gavel")
nav("依据与规则", "工作日历", "/law/calendar/", action="law.view", order=710, icon="calendar")
nav("依据与规则", "期限计算", "/law/clock/", action="law.view", order=715, icon="clock")
nav("依据与规则", "系统设置", "/law/settings/", action="law.view", order=720, icon="settings")


@my_work("law")
def to_decide(actor: Actor, now: datetime) -> Iterator[WorkItem]:
    """Proposals of others that this person may approve."""
    if actor.person is None or not may(actor, "law.approve").allowed:
        return
    labels = shipped.book().parameters
    rows = visible(actor, LocalEntry.objects.filter(state=LocalEntry.State.PROPOSED), "law.view")
    for row in rows.exclude(proposed_by=actor.person):
        label = labels[row.parameter].label if row.parameter in labels else row.parameter
        what = f"{row.get_kind_display()}法律参数：{label}"
        yield WorkItem(what, f"/law/proposals/{row.pk}/", "approve", None, row.proposed_name, row.source)


@ops_panel("law")
def panel() -> OpsPanel:
    today = timezone.localdate()
    rows = [(w.label, f"{w.state_label}，用于{'、'.join(w.used_by)}", "warn") for w in warnings_in_use(today)]
    rows += [(f"{year}年放假安排", "尚未载入，跨入该年的期限为暂定", "warn") for year in missing_years(today)]
    rows += [("本地条目失配", text, "bad") for text in current().misfits]
    return OpsPanel(
        "法律参数", tuple(rows or [("在用的法律参数", "都有现行值", "ok")]), "/law/?state=warn", 40
    )
