"""The paper that goes with a hand-over: 移交函, or 移交单 when the committee's office designates."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.documents import actions as papers
from wanghuo.base.documents.models import Document
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import Refused

from ..models import Case, HandOver

log = logging.getLogger("wanghuo.cases")

LETTER, SLIP = "handover-letter", "handover-slip"


@action("cases.issue_letter", "出具移交函")
def issue_letter(act: Act, handover: HandOver) -> Document | None:
    """Draft the letter of a hand-over and issue it at once. Done twice is done once.

    Where the drafter may not issue, or the office has no 机关代字 yet, the draft stays for somebody who can;
    the hand-over itself holds all the same. None when the drafter may not draft papers at all.
    """
    handover = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("case", "from_org", "to_org")
        .get(pk=handover.pk)
    )
    case = handover.case
    act.on(case)
    if handover.letter_id is not None:
        return Document.objects.get(pk=handover.letter_id)
    template = SLIP if handover.kind == HandOver.Kind.DESIGNATED else LETTER
    issuer = _issuer(act, handover)
    try:
        paper = papers.draft(
            act.actor, template=template, values=_values(act, case, handover), issuer=issuer, link=case
        )
    except Refused as refusal:
        log.warning("no letter for hand-over %s: %s", handover.pk, refusal)
        act.note(letter="未出具", why=str(refusal))
        return None
    handover.letter_id = paper.pk
    handover.save(update_fields=["letter_id"])
    try:
        paper = papers.issue_slip(act.actor, paper)
    except Refused as refusal:
        act.note(letter="已拟稿，待有权人员印发", why=str(refusal))
    else:
        act.note(letter=paper.number)
    return paper


def _issuer(act: Act, handover: HandOver) -> Organisation:
    """The body that sends; for a designation the office that decides."""
    if handover.kind != HandOver.Kind.DESIGNATED:
        return handover.from_org
    return Organisation.objects.get(pk=act.organisation)


def _values(act: Act, case: Case, handover: HandOver) -> dict[str, object]:
    values: dict[str, object] = {
        "recipient": handover.to_org,
        "matter": case.title,
        "facts": case.facts,
        "request": case.requirement or "请依职责办理，并反馈办理结果。",
        "contact": act.actor.name,
        "receipt_due": _due(case),
    }
    if handover.kind != HandOver.Kind.DESIGNATED:
        values |= {"case_number": case.number, "reason": handover.reason or "见基本情况。"}
    return {key: value for key, value in values.items() if value}


def _due(case: Case) -> str:
    run = case.clocks.filter(clock="receipt", stopped_at=None).first()
    if run is None or run.due_at is None:
        return ""
    at = timezone.localtime(run.due_at)
    if run.unit in ("hour", "minute"):
        return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分前"
    day = (at - timedelta(seconds=1)).date()
    return f"{day.year}年{day.month}月{day.day}日前"
