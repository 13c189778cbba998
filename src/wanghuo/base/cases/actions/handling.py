"""The verbs while a case is in hand: whoever it is with, whatever flow it follows."""

from __future__ import annotations

from typing import Any

from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow
from wanghuo.kernel.flow import storable

from ..models import Case, CaseLink, Comment, FormDraft, Reminder
from . import _telling
from ._steps import chosen_assignee, take


@action("cases.assign", "确定承办人")
def assign(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """Give the case to a person of the receiving organisation (``assignee``)."""

    def change(now: Case, filled: dict[str, Any]) -> dict[str, Any]:
        return {"assignee_id": chosen_assignee(act, now, filled)}

    return take(act, case, "assign", values, key=key, change=change)


@action("cases.ask_supplement", "要求补充材料")
def ask_supplement(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "ask_supplement", values, key=key)


@action("cases.supplement", "补充材料")
def supplement(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """Give the material asked for (state 待补充材料), or add some unasked."""
    return take(act, case, "supplement" if case.state == "lacking" else "add_material", values, key=key)


@action("cases.proceed_without", "不再等待材料")
def proceed_without(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "proceed_without", values, key=key)


@action("cases.extend", "同意延期")
def extend(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    """Lengthen the handling clock by ``amount`` of its own units, with a ``reason``."""
    return take(act, case, "extend", values, key=key)


@action("cases.suspend", "中止办理")
def suspend(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "suspend", values, key=key)


@action("cases.resume", "恢复办理")
def resume(act: Act, case: Case, *, key: str = "", **values: Any) -> Case:
    return take(act, case, "resume", values, key=key)


@action("cases.comment", "留言")
def comment(act: Act, case: Case, *, text: str) -> Comment:
    act.on(case)
    if not text.strip() or not storable(text):
        raise BadInput("留言不能为空，也不能含有不能保存的字符。", fields={"text": "请写下要说的话"})
    return Comment.objects.create(
        case=case,
        at=act.at,
        person_id=act.actor.person,
        person_name=act.actor.name,
        organisation_name=act.actor.organisation_name,
        text=text.strip()[:2000],
    )


@action("cases.remind", "催办")
def remind(act: Act, case: Case, *, text: str = "") -> Reminder:
    """Press the body that has to act. At most one an hour from one person on one case."""
    act.on(case)
    if not case.open:
        raise NotNow("事项已结束，不需要催办。", rule="催办规则")
    last = Reminder.objects.filter(case=case, person_id=act.person).last()
    if last is not None and (act.at - last.at).total_seconds() < 3600:
        raise NotNow(
            "一小时内已经催办过一次。", rule="催办规则（系统默认）", next_step="请稍后再催，或直接电话联系。"
        )
    sent = Reminder.objects.create(
        case=case,
        at=act.at,
        person_id=act.actor.person,
        person_name=act.actor.name,
        organisation_name=act.actor.organisation_name,
        to_org_id=case.holder_id,
        text=text.strip()[:500] if storable(text) else "",
    )
    _telling.tell_reminder(act, case, sent)
    emit("cases.reminded", case=case.pk, reminder=sent.pk)
    return sent


@action("cases.link", "关联")
def link(
    act: Act,
    case: Case,
    *,
    target_type: str,
    target_id: str,
    label: str,
    url: str = "",
    relation: str = "about",
) -> CaseLink:
    """Tie the case to a row of any room (``target_type`` as ``app.model``). Tying twice is once."""
    act.on(case)
    found, _ = CaseLink.objects.get_or_create(
        case=case,
        target_type=target_type,
        target_id=str(target_id),
        relation=relation,
        defaults={"label": label[:200], "url": url},
    )
    return found


@action("cases.save_draft", "保存表单草稿")
def save_draft(act: Act, form: str, values: dict[str, str]) -> FormDraft:
    """Keep a half-filled form for its author; the newest replaces the one before."""
    draft = FormDraft(person_id=act.person, form=form[:60], updated_at=act.at)
    act.on(draft)
    kept, _ = FormDraft.objects.update_or_create(
        person_id=draft.person_id,
        form=draft.form,
        defaults={
            "values": {str(k)[:40]: str(v)[:5000] for k, v in values.items() if storable(f"{k}{v}")},
            "updated_at": act.at,
        },
    )
    return kept


@action("cases.drop_draft", "清除表单草稿")
def drop_draft(act: Act, form: str) -> None:
    act.on(FormDraft(person_id=act.person, form=form[:60], updated_at=act.at))
    FormDraft.objects.filter(person_id=act.person, form=form[:60]).delete()
