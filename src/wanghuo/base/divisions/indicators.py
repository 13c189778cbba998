"""What the divisions themselves measure, and the territories for which values are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from wanghuo.base.indicators.registry import (
    Evidence,
    Period,
    Reading,
    Scope,
    indicator,
    scope_labels,
    snapshot_scopes,
)

from . import population
from .models import Division, DivisionQuerySet
from .queries import figures

OWNER = "消安委办公室"


def _rows(scope: Scope, day: date) -> DivisionQuerySet:
    rows = Division.objects.as_of(day).order_by("code")
    if scope.territories:
        wanted = Q()
        for territory in scope.territories:
            wanted |= Q(code__startswith=territory)
        rows = rows.filter(wanted)
    return rows


def _counted(scope: Scope, period: Period, **which: str) -> Reading:
    if scope.organisation is not None:
        return Reading.unknown("单位没有对应的区划范围。")
    rows = _rows(scope, period.until)
    if not rows.exists():
        return Reading.unknown("该范围当日没有任何区划。")
    rows = rows.filter(**which)
    return Reading.of(rows.count(), evidence=Evidence(rows, "divisions.view"))


@indicator(
    "divisions.towns", label="街道乡镇", unit="个", owner=OWNER, explanation="统计用区划代码中的街道、镇、乡"
)
def towns(scope: Scope, period: Period) -> Reading:
    return _counted(scope, period, level="town")


@indicator("divisions.communities", label="社区", unit="个", owner=OWNER, explanation="设居民委员会的社区")
def communities(scope: Scope, period: Period) -> Reading:
    return _counted(scope, period, level="village", kind="community")


@indicator("divisions.villages", label="行政村", unit="个", owner=OWNER, explanation="设村民委员会的村")
def villages(scope: Scope, period: Period) -> Reading:
    return _counted(scope, period, level="village", kind="village")


@indicator(
    "divisions.grids", label="网格", unit="个", owner=OWNER, explanation="本区在村（社区）之下自行划分的网格"
)
def grids(scope: Scope, period: Period) -> Reading:
    return _counted(scope, period, level="grid")


@indicator(
    "divisions.population",
    label="常住人口",
    unit="人",
    owner=OWNER,
    explanation="各镇街最近一次人口普查数之和；有一处没有或与范围外合并统计，即为数据不足",
)
def people(scope: Scope, period: Period) -> Reading:
    if scope.organisation is not None:
        return Reading.unknown("单位没有对应的区划范围。")
    found = list(_rows(scope, period.until).filter(level=Division.Level.TOWN))
    known = figures(Division.objects.as_of(period.until).filter(level=Division.Level.TOWN))
    answer = population.of([town.code for town in found], known)
    if isinstance(answer, population.Unknown):
        names = dict(Division.objects.filter(code__in=answer.codes).values_list("code", "name"))
        named = "、".join(names.get(code, code) for code in answer.codes[:6])
        return Reading.unknown(f"{answer.reason}{f'（{named}）' if named else ''}")
    rows = Division.objects.filter(pk__in=[town.pk for town in found]).order_by("code")
    as_of = date(min(answer.years), 12, 31)
    return Reading.of(
        answer.people, as_of=as_of, evidence=Evidence(rows, "divisions.view", "、".join(answer.sources))
    )


@indicator(
    "divisions.towns_without_population",
    label="缺人口数的街道乡镇",
    unit="个",
    owner=OWNER,
    explanation="没有单独人口数的街道乡镇，须补充来源",
)
def towns_without_population(scope: Scope, period: Period) -> Reading:
    if scope.organisation is not None:
        return Reading.unknown("单位没有对应的区划范围。")
    rows = _rows(scope, period.until).filter(level=Division.Level.TOWN)
    lacking = rows.filter(populations__isnull=True)
    return Reading.of(lacking.count(), evidence=Evidence(lacking, "divisions.view"))


@snapshot_scopes("divisions")
def kept() -> Iterable[Scope]:
    """The district and each of its towns."""
    rows = Division.objects.current().filter(level__in=("district", "town")).order_by("code")
    return [Scope((row.prefix,), label=row.name) for row in rows]


@scope_labels
def named(territories: tuple[str, ...]) -> str:
    """开州区, 温泉镇 …; former codes of the same unit are named once."""
    rows = {
        row.prefix: row for row in Division.objects.filter(code__in=[t.ljust(12, "0") for t in territories])
    }
    names = [
        rows[t].name for t in territories if t in rows and (not rows[t].successor_id or len(territories) == 1)
    ]
    return "、".join(dict.fromkeys(names))
