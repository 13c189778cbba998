"""The four indicators of the hand-over, on cases whose numbers are known."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from tests.base.cases.aging import age
from tests.base.cases.scene import Scene

from wanghuo.base.cases import actions
from wanghuo.base.cases.models import HandOver
from wanghuo.base.indicators.queries import compute
from wanghuo.base.indicators.registry import Period, Reading, Scope

DISTRICT = Scope(("500154",))


def read(name: str, scope: Scope = DISTRICT) -> Reading:
    return compute(name, scope, Period.year_to(timezone.localdate()))


def test_without_cases_the_counts_are_zero_and_the_shares_unknown(scene: Scene) -> None:
    assert read("cases.open").value == 0 and read("cases.overdue").value == 0
    assert read("cases.received_on_time").value is None
    assert "没有" in read("cases.receipt_median").reason


def test_open_and_overdue(scene: Scene) -> None:
    scene.drafted()
    late = scene.sent(division=scene.town.org.division)
    scene.sent(division=scene.other_town.org.division)
    closed = actions.give_result(scene.market.actor, scene.received(), outcome="other", result="已经办理完毕")
    actions.confirm_close(scene.town.actor, closed)
    age(late, days=15)
    assert read("cases.open").value == 2
    assert read("cases.overdue").value == 1
    assert read("cases.open", Scope(("500154001",))).value == 1
    assert read("cases.overdue", Scope(("500154104",))).value == 0
    evidence = read("cases.overdue").evidence
    assert evidence is not None and list(evidence.rows) == [late]


def test_received_on_time_leaves_out_what_was_withdrawn(scene: Scene) -> None:
    scene.received()
    age(scene.sent(), days=15)
    actions.withdraw(scene.town.actor, scene.sent(), reason="补充事实后再移交")
    scene.sent()  # neither due nor answered: not asked yet
    assert read("cases.received_on_time").value == Decimal("50.0")


def test_the_median_of_three(scene: Scene) -> None:
    for hours in (1, 5, 30):
        row = scene.received().handovers.get()
        HandOver.objects.filter(pk=row.pk).update(at=row.answered_at - timedelta(hours=hours))
    assert read("cases.receipt_median").value == Decimal("5.0")
    assert read("cases.receipt_median", Scope(organisation=scene.commerce.org.pk)).value is None
