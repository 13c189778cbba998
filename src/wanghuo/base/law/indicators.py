"""What is measured of the law in force here: how much of what the code decides by has no usable value."""

from __future__ import annotations

from wanghuo.base.indicators.registry import Evidence, Period, Reading, Scope, indicator

from .queries import warnings_in_use


@indicator(
    "law.unusable_in_use",
    label="在用而无可用值的法律参数",
    unit="项",
    owner="消安委办公室",
    explanation="系统据以判断、但当日未设定或已失效的法律参数",
)
def unusable_in_use(scope: Scope, period: Period) -> Reading:
    """Law holds for the whole district: the scope does not matter."""
    found = warnings_in_use(period.until)
    items = tuple((f"{one.label}（{one.state_label}）", f"/law/p/{one.parameter_id}/") for one in found)
    return Reading.of(len(found), evidence=Evidence(None, "law.view", items=items))
