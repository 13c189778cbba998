"""The demonstration: real bodies of Kaizhou, invented cases, one of them past its receipt clock."""

from __future__ import annotations

import pytest
from django.utils import timezone

from wanghuo.base.accounts import loaders as people
from wanghuo.base.cases import loaders
from wanghuo.base.cases.history import standing
from wanghuo.base.cases.jobs import sweep_due
from wanghuo.base.cases.models import Case, Escalation
from wanghuo.base.divisions import loaders as places


def quiet(_: str) -> None:
    pass


@pytest.fixture
def demo(db: None, settings) -> None:
    settings.DEMO = True
    places.load(quiet)
    people.load(quiet)
    loaders.load(quiet)


def test_cases_are_there_marked_and_consistent(demo: None) -> None:
    cases = list(Case.objects.all())
    assert len(cases) == 8 and all(case.demo and "（演示）" in case.title for case in cases)
    assert {case.state for case in cases} >= {"draft", "sent", "handling", "answered", "archived", "returned"}
    for case in cases:
        assert case.state == standing(case).state
    before = Case.objects.count()
    loaders.load(quiet)
    assert Case.objects.count() == before, "loading again changes nothing"


def test_the_one_not_received_escalates_at_the_first_sweep(demo: None) -> None:
    late = Case.objects.get(title__startswith="某商业广场")
    assert late.overdue(timezone.now())
    assert sweep_due(timezone.now()) > 0
    late.refresh_from_db()
    assert late.level >= 1
    told = Escalation.objects.get(run__case=late, step="expired").told
    assert len(told) >= 2, "its clerk and the committee's office"


def test_without_the_demo_nothing_is_loaded(db: None, settings) -> None:
    settings.DEMO = False
    loaders.load(quiet)
    assert not Case.objects.exists()
