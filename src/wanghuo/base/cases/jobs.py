"""What is due is found by query and seen to exactly once, however long the outage and however many workers."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.jobs.events import on
from wanghuo.base.jobs.sweeps import sweep
from wanghuo.kernel.scope import Actor

from .actions import escalate, issue_letter, recount
from .models import Case, HandOver
from .queries import due_cases

log = logging.getLogger("wanghuo.cases")


@sweep("cases.due", every=10, label="时限到期检查")
def sweep_due(now: datetime) -> int:
    """Do every escalation that is due at ``now``; returns how many were done.

    A case another worker holds is skipped and found again next time. One that fails does not hold up the rest.
    """
    done, seen = 0, set[int]()
    while fresh := [case for case in due_cases(now) if case not in seen]:
        for case in fresh:
            seen.add(case)
            try:
                while escalate_next(case, now):
                    done += 1
            except Exception:
                log.exception("case %s could not be escalated", case)
    return done


def escalate_next(case_id: int, now: datetime) -> bool:
    """Do the next due escalation of one case in one transaction; False when there is none or another is at it."""
    with transaction.atomic():
        case = Case.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=case_id).first()
        if case is None:
            return False
        run = (
            case.clocks.filter(next_at__lte=now, stopped_at__isnull=True, suspended=False)
            .order_by("next_at", "id")
            .first()
        )
        if run is None:
            return False
        escalate(Actor.system("时限检查"), case, run, now=now)
        return True


@on("cases.handed_over")
def letter(handover: int, **_: object) -> None:
    """The letter that goes with a hand-over, in the name of whoever made it. Rendering takes a moment: not while he waits."""
    row = HandOver.objects.select_related("by", "case").filter(pk=handover).first()
    if row is None or row.by is None or row.letter_id is not None:
        return
    # A demonstration's past gets no letter dated today.
    if not (row.case.demo and timezone.localdate(row.at) < timezone.localdate()):
        issue_letter(actor_for(row.by), row)


@on("law.calendar_loaded")
def count_again(year: int, **_: object) -> None:
    """A newly published year settles what was provisional: every open case whose due moment stood on a guess."""
    waiting = Case.objects.filter(clocks__provisional=True, clocks__stopped_at__isnull=True).distinct()
    for case in waiting.order_by("pk"):
        recount(Actor.system("放假安排"), case, why=f"已载入{year}年放假安排")
