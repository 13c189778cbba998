"""A deadline's computation as one Chinese sentence, so that a clerk can check it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .clock import Deadline


def explain(found: Deadline) -> str:
    """E.g. “自2020年9月29日起算3个工作日（首日不计入），跳过10月1日至8日（国庆节），于2020年10月9日24时届满。”"""
    term = found.term
    parts = [f"自{_stamp(found.start, term.by_day)}起算{term.label}"]
    if term.by_day:
        parts[0] += {
            True: "（首日计入）",
            False: "（首日不计入）",
            None: "（首日是否计入未设定，按计入暂算）",
        }[term.first_day_counts]
    for one in found.extensions:
        parts.append(f"延长{one.term.label}" + (f"（{one.reason}）" if one.reason else ""))
    for pause in found.suspensions:
        until = _stamp(pause.until, term.by_day) if pause.until else "未恢复"
        reason = f"（{pause.reason}）" if pause.reason else ""
        parts.append(f"{_stamp(pause.since, term.by_day)}至{until}中止{reason}")
    passed = [(day, why) for day, why in found.skipped if why != "中止" and not why.endswith("顺延")]
    if passed:
        parts.append("跳过" + "、".join(_runs(passed)))
    if found.rolled_from:
        parts.append(f"末日{_day(found.rolled_from)}逢节假日，顺延")
    parts.append(
        f"于{_stamp(found.at, term.by_day)}{'24时' if term.by_day else ''}届满"
        if found.at
        else "期满时间待恢复后确定"
    )
    sentence = "，".join(parts)
    if term.rule:
        sentence += f"。计时：{term.rule}"
    if found.provisional:
        sentence += f"。暂定：{found.reason}"
    return sentence + "。"


def _stamp(moment: datetime, day_only: bool) -> str:
    text = _day(moment.date())
    return text if day_only else f"{text}{moment:%H:%M}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _runs(days: Sequence[tuple[date, str]]) -> list[str]:
    """Neighbouring days with the same reason are said together."""
    runs: list[list[tuple[date, str]]] = []
    for day, why in days:
        if runs and runs[-1][-1] == (day - timedelta(days=1), why):
            runs[-1].append((day, why))
        else:
            runs.append([(day, why)])
    said = []
    for run in runs:
        first, last = run[0][0], run[-1][0]
        span = f"{first.month}月{first.day}日"
        if last != first:
            span += f"至{last.day}日" if last.month == first.month else f"至{last.month}月{last.day}日"
        said.append(f"{span}（{run[0][1]}）")
    return said
