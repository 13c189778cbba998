"""A product setting: changed by a role that may, with a reason; the default comes back the same way."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope.errors import BadInput, NotNow, Refused
from wanghuo.base.scope.policy import policy
from wanghuo.kernel.law import LawError, Setting

from .. import rules, shipped
from ..models import SettingValue
from ..queries import setting
from .steps import person, touch


@action("law.change_setting", "修改系统设置")
def change_setting(act: Act, setting_id: str, *, typed: str, unit: str = "", reason: str) -> SettingValue:
    """Raises BadInput when out of range, Refused when this role may not change this setting."""
    declared = _declared(setting_id)
    row = _row(act, setting_id, reason)
    act.on(row)
    _their_own(act, declared)
    try:
        value, row.unit = declared.read(rules.value_of(declared.kind, typed, {}), unit)
    except LawError as error:
        raise BadInput(str(error), fields={"typed": str(error)}, rule="系统设置的取值范围") from error
    _reason(row)
    before = setting(setting_id)
    if not before.is_default and (before.value, before.unit) == (value, row.unit):
        raise NotNow("和现在的值一样，没有改动。")
    row.value = rules.jsonable(value)
    touch(act)
    row.save()
    act.note(setting=declared.label, value=[before.shown, setting(setting_id).shown], reason=row.reason)
    emit("law.setting_changed", setting=setting_id)
    return row


@action("law.reset_setting", "恢复系统默认")
def reset_setting(act: Act, setting_id: str, *, reason: str) -> SettingValue:
    """Back to 系统默认; the change before stays in the history."""
    declared = _declared(setting_id)
    row = _row(act, setting_id, reason)
    act.on(row)
    _their_own(act, declared)
    _reason(row)
    before = setting(setting_id)
    if before.is_default:
        raise NotNow("现在就是系统默认，不必恢复。")
    touch(act)
    row.save()
    act.note(setting=declared.label, value=[before.shown, declared.shown], reason=row.reason)
    emit("law.setting_changed", setting=setting_id)
    return row


def _declared(setting_id: str) -> Setting:
    declared = shipped.product_settings().get(setting_id)
    if declared is None:
        raise BadInput(f"没有名为“{setting_id}”的系统设置。")
    return declared


def _row(act: Act, setting_id: str, reason: str) -> SettingValue:
    made: dict[str, Any] = {"by": person(act), "by_name": act.actor.name, "at": act.at}
    return SettingValue(setting=setting_id, reason=reason.strip(), **made)


def _reason(row: SettingValue) -> None:
    if not row.reason:
        raise BadInput("请写明修改的理由。", fields={"reason": "必填"})


def _their_own(act: Act, declared: Setting) -> None:
    """三员分立: each setting belongs to roles of its own (policy/settings)."""
    if not act.actor.roles(timezone.localdate(act.at)) & set(declared.roles):
        labels = "、".join(policy().labels.get(role, role) for role in declared.roles)
        raise Refused(
            f"“{declared.label}”不由您的岗位修改。",
            rule="三员分立与设置分工",
            next_step=f"请联系：{labels}。",
        )
