"""At boot: the shipped law, calendars, settings and flows hold together, or the fault is named by file and entry."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from wanghuo.kernel.law import CalendarError, LawError

from . import shipped


@register
def policy_data(**_: Any) -> list[CheckMessage]:
    """Errors of policy/law, policy/calendar, policy/settings, and of flows naming what is not declared there."""
    try:
        book, _calendars, settings = shipped.book(), shipped.calendars(), shipped.product_settings()
    except (LawError, CalendarError) as error:
        return [Error(str(error), hint="改正 policy 下所说的文件。", id="law.E001")]
    found: list[CheckMessage] = []
    for parameter_id, where in shipped.flow_uses():
        if parameter_id not in book.parameters:
            found.append(Error(f"{where} 所用的法律参数“{parameter_id}”没有声明", id="law.E002"))
    for setting_id, where in shipped.flow_settings():
        if setting_id not in settings:
            found.append(Error(f"{where} 所用的系统设置“{setting_id}”没有声明", id="law.E003"))
    return found
