"""Readers: what an actor may see, what is due now, what he may do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.accounts.queries import find_organisations
from wanghuo.base.accounts.queries import standing as standing_bodies
from wanghuo.base.scope.rows import may, mine, visible
from wanghuo.kernel.flow import Actor as FlowActor
from wanghuo.kernel.flow import Transition, allowed, storable
from wanghuo.kernel.scope import Actor

from .attachments import counts
from .history import standing
from .models import Case, ClockRun, FormDraft, HandOver
from .people import facts_of

VERB_OF = {"reassign_receiver": "designate_receiver", "add_material": "supplement"}
"""Flow verbs that are done by an action of another name."""


def seen_by(actor: Actor) -> QuerySet[Case]:
    """Cases the actor may see: those in his scope, and those once handed to or by his body, though it is no longer in it."""
    once = visible(actor, HandOver.objects.all(), "cases.view").values("case_id")
    return Case.objects.filter(
        Q(pk__in=visible(actor, Case.objects.all(), "cases.view").values("pk")) | Q(pk__in=once)
    ).select_related("owner", "sender", "receiver", "holder", "assignee", "division")


def due_cases(now: datetime, most: int = 500) -> list[int]:
    """Ids of cases with a clock whose next step is due, the longest due first."""
    return list(
        ClockRun.objects.filter(next_at__lte=now, stopped_at__isnull=True, suspended=False)
        .values("case_id")
        .annotate(first=Min("next_at"))
        .order_by("first", "case_id")
        .values_list("case_id", flat=True)[:most]
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A step from the present state for one actor: open, or with the reason it is not."""

    transition: Transition
    action: str
    refusal: str

    @property
    def open(self) -> bool:
        return not self.refusal


def choices_for(actor: Actor, case: Case, day: date | None = None) -> list[Choice]:
    """Every step from the present state, first those the actor may take. Both the flow and the scope must agree."""
    day = day or timezone.localdate()
    flow_actor = FlowActor(facts_of(actor, case, day))
    found = []
    for option in allowed(case.flow, standing(case), flow_actor, counts(case)):
        action = "cases." + VERB_OF.get(option.transition.verb, option.transition.verb)
        decision = may(actor, action, case, day=day)
        refusal = option.refusal or ("" if decision.allowed else decision.reason)
        found.append(Choice(option.transition, action, refusal))
    return sorted(found, key=lambda choice: not choice.open)


def organisations_like(
    text: str, *, without: int | None = None, only: str = "", most: int = 20
) -> list[Organisation]:
    """Organisations in being whose name, alias or pinyin match ``text``, best first; ``only``: the one with that id."""
    if only:
        return list(_in_being(without).filter(pk=int(only)))
    text = text.strip()[:80]
    if not text or not storable(text):
        return []
    found = list(find_organisations(_in_being(without), text)[:200])
    return sorted(
        found, key=lambda body: (not str(body).startswith(text), text not in str(body), len(body.name))
    )[:most]


def suggested_receivers(
    *, sector: str = "", division: str = "", without: int | None = None, most: int = 6
) -> list[tuple[Organisation, str]]:
    """Bodies likely to be in charge, each with why: those over the sector, then those of the town, then the brigade."""
    found: dict[int, tuple[Organisation, str]] = {}
    bodies = _in_being(without)
    if sector:
        departments = bodies.filter(sectors__contains=[sector], kind=Organisation.Kind.DEPARTMENT)
        for body in departments.order_by("id")[:3]:
            found.setdefault(body.pk, (body, "行业主管部门"))
    if division:
        kinds = (Organisation.Kind.TOWN, Organisation.Kind.TOWN_ENFORCEMENT, Organisation.Kind.POLICE)
        for body in bodies.filter(division__code__startswith=division[:9], kind__in=kinds).order_by("id")[:3]:
            found.setdefault(body.pk, (body, f"属地 · {body.get_kind_display()}"))
    for body in bodies.filter(kind=Organisation.Kind.BRIGADE).order_by("id")[:1]:
        found.setdefault(body.pk, (body, "消防救援机构"))
    return list(found.values())[:most]


def suggested_for(case: Case) -> list[tuple[Organisation, str]]:
    """Likely receivers for a case: first the body that whoever returned it last suggested."""
    last = case.events.filter(name="return_back", values__has_key="suggested").order_by("-seq").first()
    wise = _in_being(case.owner_id).filter(pk=last.values["suggested"]).first() if last else None
    others = suggested_receivers(
        sector=case.sector, division=case.division.code if case.division else "", without=case.owner_id
    )
    named = [(wise, f"{last.organisation_name}退回时建议")] if wise is not None and last is not None else []
    return [*named, *((body, why) for body, why in others if body != wise)]


def draft_of(actor: Actor, form: str) -> FormDraft | None:
    """The half-filled form this person left, if any."""
    return mine(actor, FormDraft.objects.filter(form=form)).first()


def _in_being(without: int | None) -> QuerySet[Organisation]:
    bodies = standing_bodies(Organisation.objects.all(), timezone.localdate())
    return bodies.exclude(pk=without) if without else bodies
