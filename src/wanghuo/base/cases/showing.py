"""What the case page shows: the picture of where it stands, its clocks, its timeline, what may be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from wanghuo.base.accounts.models import Person
from wanghuo.base.documents.queries import linked_to, readable
from wanghuo.base.scope.rows import may
from wanghuo.base.shell.templatetags.shell import due_of
from wanghuo.kernel.flow import FieldType, Flow, draw
from wanghuo.kernel.scope import Actor

from .attachments import material, purpose_of
from .history import standing
from .limits import spoken
from .models import Case, ClockRun, Escalation, Event
from .queries import choices_for
from .values import SUFFIX

TONES = {"neutral": "none", "waiting": "risk", "active": "doing", "alert": "late", "done": "ok"}
ICONS = {
    "neutral": "point",
    "waiting": "clock",
    "active": "arrow-right",
    "alert": "alert-triangle",
    "done": "check",
}
_SAID_ON_THE_PAGE = ("title", "facts", "requirement", "ground")
LEVELS = {0: "", 1: "已上报", 2: "已督办"}


def case_context(actor: Actor, case: Case) -> dict[str, Any]:
    """The context of ``cases/case.html``."""
    now, flow = timezone.now(), case.flow
    status = standing(case)
    choices = choices_for(actor, case)
    return {
        "case": case,
        "state": case.state_now,
        "tone": TONES[case.state_now.tone],
        "across": draw(flow, status),
        "down": draw(flow, status, down=True),
        "choices": [choice for choice in choices if choice.open],
        "closed_choices": [choice for choice in choices if not choice.open],
        "clocks": [clock_view(run, now) for run in case.clocks.order_by("-id")],
        "timeline": list(timeline(case, flow)),
        "handovers": case.handovers.select_related("from_org", "to_org"),
        "material": material(case),
        "purpose": purpose_of(case),
        "documents": readable(actor).filter(pk__in=linked_to(case).values("pk")).order_by("id"),
        "comments": case.comments.all(),
        "links": case.links.all(),
        "facts": about(case),
        "may_comment": may(actor, "cases.comment", case).allowed,
        "may_attach": case.open and may(actor, "cases.attach", case).allowed,
        "may_remind": case.open
        and may(actor, "cases.remind", case).allowed
        and case.state != "draft"
        and case.holder_id not in actor.organisations(timezone.localdate(now)),
        "trail": [("协同移交", "/w/cases/"), (case.number, "")],
        "level_word": LEVELS[min(case.level, 2)],
    }


def about(case: Case) -> list[tuple[str, Any]]:
    return [
        ("编号", case.number),
        ("移交方", case.owner),
        ("接收单位", case.receiver or "尚未确定"),
        ("承办人", case.assignee or "未确定"),
        ("来源", case.get_source_display()),
        ("缓急", case.get_priority_display()),
        ("属地", case.division or "未确定"),
        ("起草", f"{timezone.localtime(case.opened_at):%Y-%m-%d %H:%M}"),
        ("流程", f"{case.flow.label} 第 {case.flow_version} 版"),
    ]


def clock_view(run: ClockRun, now: datetime) -> dict[str, Any]:
    """One clock for the page: how much is left in words, how it looks, how it was reckoned."""
    if run.stopped_at is not None:
        kind, words = ("risk", "超时完成") if run.late(now) else ("ok", "按时完成")
    elif run.amount is None:
        kind, words = "unknown", "未设定"
    elif run.suspended or run.due_at is None:
        kind, words = "none", "中止中"
    else:
        found = due_of(run.due_at, provisional=run.provisional)
        kind, words = found.kind, found.words
    return {
        "run": run,
        "kind": kind,
        "words": words,
        "limit": spoken(run),
        "level": LEVELS[min(run.level, 2)] if run.stopped_at is None else "",
        "escalations": [item for item in run.escalations.all() if not item.overtaken],
    }


def timeline(case: Case, flow: Flow) -> Iterator[dict[str, Any]]:
    """Everything that happened, newest first: steps, escalations, reminders by hand."""
    # An expiry is both an event and an escalation; the escalation says more.
    items = [_event_item(row, flow) for row in case.events.exclude(name__startswith="expired:")]
    told = _names(case)
    for run in case.clocks.prefetch_related("escalations"):
        items += [
            {
                "title": item.label,
                "at": item.at,
                "kind": "risk" if item.level < 2 else "late",
                "icon": "bell" if item.level == 0 else "alert-octagon",
                "who": "系统",
                "text": "告知：" + "、".join(told.get(one, "（已删除）") for one in item.told)
                if item.told
                else "没有可告知的人，请检查岗位设置",
                "note": run.label,
            }
            for item in run.escalations.all()
            if not item.overtaken
        ]
    items += [
        {
            "title": f"催办 {row.to_org or '区消安委办'}",
            "text": row.text,
            "at": row.at,
            "kind": "risk",
            "icon": "bell",
            "who": f"{row.organisation_name} {row.person_name}".strip(),
        }
        for row in case.reminders.select_related("to_org")
    ]
    return iter(sorted(items, key=lambda item: item["at"], reverse=True))


def _names(case: Case) -> dict[int, str]:
    """Names of all who were told of this case's escalations."""
    rows = Escalation.objects.filter(run__case=case).values_list("told", flat=True)
    return dict(
        Person.objects.filter(pk__in={one for told in rows for one in told}).values_list("pk", "name")
    )


def _event_item(row: Event, flow: Flow) -> dict[str, Any]:
    tone = flow.state(row.to_state).tone if flow.has_state(row.to_state) else "neutral"
    return {
        "title": row.label,
        "text": "\n".join(f"{label}：{value}" for label, value in spoken_values(row, flow)),
        "at": row.at,
        "kind": TONES[tone],
        "icon": ICONS[tone],
        "who": f"{row.organisation_name} {row.person_name}".strip(),
    }


def spoken_values(row: Event, flow: Flow) -> list[tuple[str, str]]:
    """What was filled in, with labels and words in place of ids. The case's own text is not said twice."""
    known = {item.id: item for item in flow.fields}
    said = []
    for field_id, value in row.values.items():
        item = known.get(field_id)
        if item is None or value in (None, "") or (row.name == "open" and field_id in _SAID_ON_THE_PAGE):
            continue
        if item.type in (FieldType.ORGANISATION, FieldType.PERSON):
            value = row.values.get(field_id + SUFFIX, value)
        elif item.type == FieldType.CHOICE:
            value = dict(item.choices).get(value, value)
        elif item.type == FieldType.YESNO:
            value = "是" if value else "否"
        if row.name == "hand_over" and field_id == "facts":
            continue
        said.append((item.label, str(value)))
    return said
