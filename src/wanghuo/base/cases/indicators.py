"""How the hand-over runs: what is open, what is overdue, how soon it is received."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from wanghuo.base.indicators.registry import Evidence, Period, Reading, Scope, indicator
from wanghuo.kernel.law import SHANGHAI

from .models import Case, ClockRun, HandOver

OWNER = "业务协同"
VIEW = "cases.view"


@indicator(
    "cases.open",
    label="在办移交",
    unit="件",
    owner=OWNER,
    explanation="已经移交、截至当日尚未归档或撤销的事项。",
    append_only=True,
)
def open_cases(scope: Scope, period: Period) -> Reading:
    end = _end(period)
    handed = HandOver.objects.filter(case=OuterRef("pk"), at__lt=end)
    rows = _within(Case.objects.all(), scope, "").filter(Exists(handed))
    rows = rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=end))
    return Reading.of(rows.count(), evidence=Evidence(rows, VIEW))


@indicator(
    "cases.overdue",
    label="逾期移交",
    unit="件",
    owner=OWNER,
    explanation="截至当日有时限已过而未办的事项：待接收、待办理、待改送、待确认等。",
)
def overdue_cases(scope: Scope, period: Period) -> Reading:
    end = _end(period)
    late = ClockRun.objects.filter(case=OuterRef("pk"), due_at__lt=end).filter(
        Q(stopped_at__isnull=True) | Q(stopped_at__gte=end)
    )
    rows = _within(Case.objects.all(), scope, "").filter(Exists(late))
    return Reading.of(rows.count(), evidence=Evidence(rows, VIEW))


@indicator(
    "cases.received_on_time",
    label="移交按时接收率",
    unit="%",
    owner=OWNER,
    explanation="期内接收时限届满或已作答的移交中，按时接收或退回的比例；移交方自行撤回的不计。",
)
def received_on_time(scope: Scope, period: Period) -> Reading:
    end = _end(period)
    runs = _within(ClockRun.objects.filter(clock="receipt"), scope, "case__")
    runs = runs.filter(due_at__isnull=False).exclude(stopped_by="撤回")
    asked = runs.filter(
        Q(stopped_at__gte=_start(period), stopped_at__lt=end)
        | Q(due_at__gte=_start(period), due_at__lt=end, stopped_at__isnull=True)
    )
    total = asked.count()
    if not total:
        return Reading.unknown("期内没有到期或已作答的移交。")
    kept = asked.filter(stopped_at__lte=F("due_at")).count()
    evidence = Evidence(asked, VIEW, note=f"按时 {kept} 件，共 {total} 件")
    return Reading.of(round(100 * kept / total, 1), evidence=evidence)


@indicator(
    "cases.receipt_median",
    label="移交接收用时中位数",
    unit="小时",
    owner=OWNER,
    explanation="期内接收的移交，从移交到接收的自然小时数的中位数。",
    append_only=True,
)
def receipt_median(scope: Scope, period: Period) -> Reading:
    taken = (HandOver.Outcome.RECEIVED, HandOver.Outcome.FORWARDED)
    rows = _within(HandOver.objects.filter(outcome__in=taken), scope, "case__", "to_org_id").filter(
        answered_at__gte=_start(period), answered_at__lt=_end(period)
    )
    hours = sorted(
        (answered - at).total_seconds() / 3600 for at, answered in rows.values_list("at", "answered_at")
    )
    if not hours:
        return Reading.unknown("期内没有接收的移交。")
    middle = len(hours) // 2
    median = hours[middle] if len(hours) % 2 else (hours[middle - 1] + hours[middle]) / 2
    return Reading.of(round(median, 1), evidence=Evidence(rows, VIEW))


def _within(rows: QuerySet, scope: Scope, path: str, organisation: str = "") -> QuerySet:
    """Rows of the scope: by the territory of the case, and by the body that is asked to receive."""
    if scope.territories:
        wanted = Q()
        for code in scope.territories:
            wanted |= Q(**{f"{path}division__code__startswith": code})
        # A district's value counts cases without a town too; a town's does not.
        if any(len(code) <= 6 for code in scope.territories):
            wanted |= Q(**{f"{path}division__isnull": True})
        rows = rows.filter(wanted)
    if scope.organisation is not None:
        rows = rows.filter(**{organisation or f"{path}receiver_id": scope.organisation})
    return rows


def _start(period: Period) -> datetime:
    return datetime.combine(period.since, time(), SHANGHAI)


def _end(period: Period) -> datetime:
    """The first moment after the period, or now where it is not over."""
    return min(datetime.combine(period.until + timedelta(days=1), time(), SHANGHAI), timezone.now())
