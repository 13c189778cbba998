"""A local value: one proposes with the source, another approves or rejects; a person holding the text verifies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from wanghuo.base.files.actions import store
from wanghuo.base.files.kinds import IMAGES, PAPERS
from wanghuo.base.files.purposes import purpose
from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope.errors import BadInput, NotNow
from wanghuo.kernel.law import Certainty, Kind, LawError, Origin
from wanghuo.kernel.law.book import check_parameter

from .. import rules, shipped
from ..models import LocalEntry, Verification
from ..state import current, entry_of
from .steps import person, touch

State = LocalEntry.State
SOURCE_TEXT = purpose(
    "law.source_text", "法律参数的依据文本", view="law.view", attach="law.propose", kinds=IMAGES | PAPERS
)


@action("law.propose", "提出本地法律参数")
def propose(act: Act, parameter_id: str, *, typed: str, file: Any = None, **said: Any) -> LocalEntry:
    """Propose a value; nothing changes until another person approves.

    ``said``: unit, since, until, jurisdiction, source, article, source_text, note, certainty, first_day_counts,
    rolls_off_holiday, clock_source; ``file``: the source's text, kept as an attachment. Raises BadInput naming the field.
    """
    row = LocalEntry(parameter=parameter_id, **said)
    row.proposed_by, row.proposed_name, row.proposed_at = person(act), act.actor.name, act.at
    act.on(row)
    parameter = _known(parameter_id)
    try:
        row.value = rules.jsonable(rules.value_of(parameter.kind, typed, parameter.columns))
        if parameter.kind is not Kind.DURATION:
            row.first_day_counts = row.rolls_off_holiday = None
            row.clock_source = ""
        entry = entry_of(row)
    except LawError as error:
        raise BadInput(str(error), fields={"typed": str(error)}, rule=rules.RULE_SOURCE) from error
    if row.until and row.until < row.since:
        raise BadInput("最后有效日早于施行日。", fields={"until": "应不早于施行日"})
    row.save()
    if file is not None:
        store(act.actor, file, purpose="law.source_text", link=row)
    act.note(parameter=parameter_id, value=entry.shown, since=row.since, source=entry.citation)
    return row


@action("law.propose_end", "提出停用本地法律参数")
def propose_end(act: Act, target: LocalEntry, *, until: date, reason: str) -> LocalEntry:
    """Propose that an approved local entry is in force until ``until`` (a day before its start: never)."""
    row = LocalEntry(
        parameter=target.parameter,
        kind=LocalEntry.Kind.END,
        jurisdiction=target.jurisdiction,
        since=target.since,
        until=until,
        source=target.source,
        note=reason.strip(),
        ends=target,
        proposed_by=person(act),
        proposed_name=act.actor.name,
        proposed_at=act.at,
    )
    act.on(row)
    if target.state != State.APPROVED or target.kind != LocalEntry.Kind.SET:
        raise NotNow("这条不是生效的本地条目，不能停用。", next_step="请回到参数页查看现行条目。")
    if not row.note:
        raise BadInput("请写明停用的理由。", fields={"reason": "必填"})
    row.save()
    act.note(parameter=row.parameter, until=until, reason=row.note)
    return row


@action("law.approve", "批准本地法律参数")
def approve(act: Act, proposal: LocalEntry, *, reason: str = "") -> LocalEntry:
    """By another person than the proposer. An older local entry still open then ends the day before."""
    row, stale = _decide(act, proposal)
    touch(act)
    if row.kind == LocalEntry.Kind.END:
        _end(act, row)
    elif stale is not None:
        raise stale
    else:
        _close_older(act, row)
        try:
            _fits(row)
        except LawError as error:
            raise NotNow(
                f"不能批准：{error}",
                rule="同一地区同一天只能有一条规定",
                next_step="请驳回并由提出人改正日期。",
            ) from error
    _decided(act, row, State.APPROVED, reason)
    emit("law.changed", parameter=row.parameter)
    return row


@action("law.reject", "驳回本地法律参数")
def reject(act: Act, proposal: LocalEntry, *, reason: str) -> LocalEntry:
    """By another person than the proposer, with the reason."""
    row, _ = _decide(act, proposal)
    if not reason.strip():
        raise BadInput(
            "驳回要写明理由。", fields={"reason": "必填"}, next_step="请写清缺什么依据或哪里不符。"
        )
    _decided(act, row, State.REJECTED, reason)
    return row


@action("law.withdraw", "撤回本地法律参数")
def withdraw(act: Act, proposal: LocalEntry) -> LocalEntry:
    """By the proposer, while nobody has decided."""
    row = LocalEntry.objects.select_for_update().get(pk=proposal.pk)
    act.on(row)
    _still_open(row)
    act.changed(row, state=State.WITHDRAWN)
    row.save(update_fields=["state"])
    return row


@action("law.verify", "核实法律参数")
def verify(
    act: Act, parameter_id: str, fingerprint: str, *, text_held: str, holds_text: bool
) -> Verification:
    """Mark one entry verified by a person who states that they hold the text, and which."""
    parameter = _known(parameter_id)
    entries = current().book.parameter(parameter_id).entries
    entry = next(
        (e for e in entries if e.fingerprint(parameter_id) == fingerprint and e.value is not None), None
    )
    row = Verification(
        parameter=parameter_id,
        fingerprint=fingerprint,
        shown=entry.shown[:400] if entry else "",
        text_held=text_held.strip(),
        by=person(act),
        by_name=act.actor.name,
        on=timezone.localdate(act.at),
    )
    act.on(row)
    if entry is None:
        raise NotNow("这条内容已经变了，不能按旧内容核实。", next_step="请回到参数页，对照现在的内容再核实。")
    if entry.certainty is Certainty.VERIFIED:
        raise NotNow(f"已由 {entry.verified_by} 于 {entry.verified_on} 核实。")
    if not holds_text or not row.text_held:
        raise BadInput(
            "没有声明持有原文，不能核实。",
            fields={"text_held": "请写明所持文本的名称与版本", "holds_text": "须勾选声明"},
            rule="只有持有原文的人可以把条目标为已核实",
            next_step="请取得原文逐项核对后再办。",
        )
    touch(act)
    row.save()
    act.note(parameter=parameter.label, value=row.shown, text=row.text_held)
    return row


def _known(parameter_id: str):
    try:
        return shipped.book().parameter(parameter_id)
    except LawError as error:
        raise BadInput(str(error)) from error


def _still_open(row: LocalEntry) -> None:
    if row.state != State.PROPOSED:
        raise NotNow(f"这件提议{row.get_state_display()}，不能再处理。", next_step="请刷新页面查看结果。")


def _decide(act: Act, proposal: LocalEntry) -> tuple[LocalEntry, NotNow | None]:
    """The row locked and open, its proposer not the one who decides; and why it no longer reads, if so."""
    row = LocalEntry.objects.select_for_update().get(pk=proposal.pk)
    act.on(row)
    _still_open(row)
    if person(act) == row.proposed_by:
        raise NotNow(
            "不能处理自己提出的法律参数。",
            rule=rules.RULE_FOUR_EYES,
            next_step="请由另一位有批准权的人员办理。",
        )
    try:
        entry_of(row) if row.kind == LocalEntry.Kind.SET else None
    except LawError as error:
        return row, NotNow(f"这件提议已读不成：{error}", next_step="请驳回，由提出人按现在的参数重提。")
    return row, None


def _decided(act: Act, row: LocalEntry, state: str, reason: str) -> None:
    act.changed(row, state=state)
    row.decided_by, row.decided_name, row.decided_at = person(act), act.actor.name, act.at
    row.reason = reason.strip()
    row.save()
    act.note(parameter=row.parameter, reason=row.reason)


def _end(act: Act, row: LocalEntry) -> None:
    assert row.ends is not None and row.until is not None  # propose_end sets both
    target = LocalEntry.objects.select_for_update().get(pk=row.ends.pk)
    if target.state != State.APPROVED:
        raise NotNow("要停用的条目已不在生效之列。", next_step="请驳回这件提议。")
    act.on(target)
    if row.until < target.since:
        act.changed(target, state=State.VOID)
    act.changed(target, until=row.until)
    target.save(update_fields=["state", "until"])


def _close_older(act: Act, row: LocalEntry) -> None:
    """The older local entry of the same place that is still open ends the day before the new one begins."""
    older = (
        LocalEntry.objects.select_for_update()
        .filter(
            parameter=row.parameter,
            jurisdiction=row.jurisdiction,
            state=State.APPROVED,
            kind=LocalEntry.Kind.SET,
            since__lt=row.since,
            until__isnull=True,
        )
        .first()
    )
    if older is not None:
        act.on(older)
        act.changed(older, until=rules.day_before(row.since))
        older.save(update_fields=["until"])


def _fits(row: LocalEntry) -> None:
    """Raises LawError when the new entry meets another of its layer on some day."""
    parameter = shipped.book().parameter(row.parameter)
    others = LocalEntry.objects.filter(
        parameter=row.parameter, state=State.APPROVED, kind=LocalEntry.Kind.SET
    ).exclude(pk=row.pk)
    local = [replace(entry_of(one), origin=Origin.LOCAL) for one in [*others, row]]
    check_parameter(replace(parameter, entries=(*parameter.entries, *local)))
