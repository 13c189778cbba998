"""Readers. All start from the rows the actor may see; days are explicit, None means what stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Max, Q, QuerySet, Value
from django.db.models.functions import Replace
from shapely.geometry import shape

from wanghuo.base.scope.rows import visible
from wanghuo.kernel.scope import Actor

from . import codes, geometry, population
from .models import Boundary, Division, DivisionQuerySet, Population

_RANK = {p: n for n, p in enumerate(("official", "drawn", "public", "synthetic"))}


def divisions(actor: Actor, day: date | None = None) -> DivisionQuerySet:
    """The divisions this actor may see, as of a day."""
    rows: DivisionQuerySet = visible(actor, Division.objects.all(), "divisions.view")  # type: ignore[assignment]
    return rows.as_of(day) if day else rows.current()


def by_code(actor: Actor, code: str) -> Division | None:
    """The row of a code, whether it still stands or not."""
    return visible(actor, Division.objects.all(), "divisions.view").filter(code=code).first()


def towns(actor: Actor, day: date | None = None) -> QuerySet[Division]:
    return divisions(actor, day).filter(level=Division.Level.TOWN).order_by("code")


def district(actor: Actor, day: date | None = None) -> Division | None:
    return divisions(actor, day).filter(level=Division.Level.DISTRICT).order_by("code").first()


def home() -> Division | None:
    """The installation's own district; None before its divisions are loaded. Public by nature: no actor."""
    return Division.objects.current().filter(level=Division.Level.DISTRICT).order_by("code").first()


def children(actor: Actor, parent: Division, day: date | None = None) -> QuerySet[Division]:
    return divisions(actor, day).filter(parent=parent).order_by("code")


def beneath(actor: Actor, code: str, day: date | None = None) -> DivisionQuerySet:
    """The unit and all beneath it, by prefix: ``500154001000`` gives the street, its communities, their grids."""
    return divisions(actor, day).beneath(code)


def by_name(actor: Actor, name: str, *, level: str = "", day: date | None = None) -> list[Division]:
    """Exactly this name, full or short, now or formerly. Several where names repeat."""
    short = codes.short_name(name)
    found = divisions(actor, day).filter(
        Q(name__in=(name, short))
        | Q(full_name=name)
        | Q(aliases__value__in=(name, short), aliases__scheme="former_name")
    )
    return list((found.filter(level=level) if level else found).distinct().order_by("code"))


@dataclass(frozen=True)
class Hit:
    """A search result and why it was found (Chinese)."""

    division: Division
    why: str


def search(actor: Actor, text: str, *, limit: int = 30) -> list[Hit]:
    """By code, name, former name, civil-affairs code, pinyin or its initials. Ended units are found too, last."""
    text = text.strip()
    if not text:
        return []
    plain = text.lower().replace(" ", "").replace("'", "")
    rows = (
        visible(actor, Division.objects.all(), "divisions.view")
        .annotate(spelt=Replace("pinyin", Value(" "), Value("")))
        .filter(
            Q(name__icontains=text)
            | Q(full_name__icontains=text)
            | Q(aliases__value__icontains=text)
            | Q(code__startswith=text)
            | Q(initials__startswith=plain)
            | Q(spelt__startswith=plain)
        )
        .select_related("parent", "successor")
        .prefetch_related("aliases")
        .distinct()
    )
    hits = [Hit(row, _why(row, text, plain)) for row in rows.order_by("code")[:400]]
    order = {level: n for n, level in enumerate(("district", "town", "village", "grid"))}
    hits.sort(
        key=lambda h: (h.division.valid_until is not None, h.division.name != text, order[h.division.level])
    )
    return hits[:limit]


def _why(row: Division, text: str, plain: str) -> str:
    if text in row.name or text in row.full_name:
        return "名称"
    if row.code.startswith(text):
        return "统计代码"
    for alias in row.aliases.all():
        if text in alias.value:
            return f"{alias.get_scheme_display()} {alias.value}"
    return "拼音首字母" if row.initials.startswith(plain) else "拼音"


@dataclass(frozen=True)
class Found:
    """A division that holds a point, and how good the outline is that says so."""

    division: Division
    provenance: str

    @property
    def sure(self) -> bool:
        """False where only a synthetic cell says so: a hint, no boundary."""
        return self.provenance != Boundary.Provenance.SYNTHETIC


def at_point(actor: Actor, lon: float, lat: float, day: date | None = None) -> list[Found]:
    """Divisions whose best outline holds the WGS-84 point, smallest first. Empty outside the district."""
    stamp = Boundary.objects.aggregate(n=Count("id"), at=Max("updated_at"))
    held = _lookup((stamp["n"], str(stamp["at"]))).at(lon, lat)
    wanted = dict(key.split(":") for key in held)
    rows = {row.code: row for row in divisions(actor, day).filter(code__in=wanted).select_related("parent")}
    return [Found(rows[code], kind) for code, kind in wanted.items() if code in rows]


@lru_cache(maxsize=2)
def _lookup(stamp: tuple[int, str]) -> geometry.Lookup:
    """The tree over each division's best outline; built again when any outline has changed."""
    best: dict[str, Boundary] = {}
    for row in Boundary.objects.select_related("division"):
        held = best.get(row.division.code)
        if held is None or _RANK[row.provenance] < _RANK[held.provenance]:
            best[row.division.code] = row
    return geometry.Lookup([(f"{code}:{row.provenance}", shape(row.geometry)) for code, row in best.items()])


def best_outlines(rows: Iterable[Division]) -> dict[int, Boundary]:
    """Division id → its best outline (official, drawn, public, synthetic in that order)."""
    best: dict[int, Boundary] = {}
    for row in Boundary.objects.filter(division__in=list(rows)):
        held = best.get(row.division_id)
        if held is None or _RANK[row.provenance] < _RANK[held.provenance]:
            best[row.division_id] = row
    return best


def figures(rows: Iterable[Division]) -> list[population.Figure]:
    """The latest population figure of each of these divisions that has one."""
    latest: dict[int, Population] = {}
    for row in (
        Population.objects.filter(division__in=list(rows))
        .select_related("division")
        .prefetch_related("includes")
        .order_by("year")
    ):
        latest[row.division_id] = row
    return [
        population.Figure(
            row.division.code,
            row.people,
            row.year,
            row.source,
            tuple(sorted(d.code for d in row.includes.all())),
        )
        for row in latest.values()
    ]


def population_of(
    actor: Actor, territories: Iterable[str], day: date | None = None
) -> population.Known | population.Unknown:
    """People in exactly these territories (code prefixes), from the towns' figures; Unknown with the reason otherwise."""
    found = list(towns(actor, day))
    prefixes = tuple(territories)
    inside = [town.code for town in found if town.code.startswith(prefixes)]
    beneath_a_town = [p for p in prefixes if len(p.rstrip("0")) > codes.Level.TOWN.digits]
    if beneath_a_town:
        return population.Unknown("村（社区）一级没有人口数。", tuple(beneath_a_town))
    return population.of(inside, figures(found))


def lineage(division: Division) -> list[Division]:
    """All rows this unit has been, oldest first, itself included; predecessors of merged units stand side by side."""
    before: list[Division] = []
    todo = [division]
    while todo:
        for row in Division.objects.filter(successor=todo.pop()).order_by("valid_until", "code"):
            if row not in before:
                before.append(row)
                todo.append(row)
    after: list[Division] = []
    following = division.successor
    while following is not None and following not in after:
        after.append(following)
        following = following.successor
    return [*sorted(before, key=lambda r: (r.valid_until or date.max, r.code)), division, *after]


def standing_heir(division: Division) -> Division:
    """What stands today for this row: itself, or the last of its successors."""
    return lineage(division)[-1]
