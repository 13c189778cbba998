"""Population figures that may cover more than the unit they are written under. Unknown is never zero.

The census figure of 汉丰街道 includes 文峰街道 and 云枫街道, which were split off: their own figures are unknown, and
so is that of 汉丰街道 alone; the three together are known.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """``people`` counted in ``year`` for ``code`` and, if any, the ``includes`` codes as well."""

    code: str
    people: int
    year: int
    source: str
    includes: tuple[str, ...] = ()

    @property
    def covers(self) -> frozenset[str]:
        return frozenset((self.code, *self.includes))


@dataclass(frozen=True)
class Known:
    """A sum without gaps and without double counting. ``years`` are those of the figures in it."""

    people: int
    years: tuple[int, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Unknown:
    """No honest figure for exactly this territory. ``codes`` are those at fault, ``reason`` is shown (Chinese)."""

    reason: str
    codes: tuple[str, ...]


def of(codes: Collection[str], figures: Iterable[Figure]) -> Known | Unknown:
    """Population of exactly these units, or why it is unknown.

    A figure that also covers units outside is refused, as is a unit that no figure covers.
    """
    wanted = set(codes)
    if not wanted:
        return Unknown("没有选定区划。", ())
    used = [figure for figure in figures if figure.covers & wanted]
    outside = sorted(code for figure in used for code in figure.covers - wanted)
    if outside:
        return Unknown("现有人口数与范围外的区划合并统计，无法拆分。", tuple(outside))
    missing = sorted(wanted.difference(*(figure.covers for figure in used)))
    if missing:
        return Unknown("部分区划没有人口数。", tuple(missing))
    doubled = _doubled(used)
    if doubled:
        return Unknown("部分区划被重复统计。", doubled)
    return Known(
        sum(figure.people for figure in used),
        tuple(sorted({figure.year for figure in used})),
        tuple(sorted({figure.source for figure in used})),
    )


def _doubled(figures: list[Figure]) -> tuple[str, ...]:
    seen: set[str] = set()
    twice: set[str] = set()
    for figure in figures:
        twice |= seen & figure.covers
        seen |= figure.covers
    return tuple(sorted(twice))


def breaks(values: Iterable[float], classes: int = 5) -> list[float]:
    """Upper bounds of quantile classes for a choropleth, rising, without doubles; shorter when there are few values.

    Quantiles because one seat of nearly 200,000 among towns of 20,000 would leave equal steps with two colours.
    """
    ordered = sorted(values)
    if not ordered:
        return []
    count = len(ordered)
    bounds = [
        ordered[min(count - 1, max(0, -(-count * step // classes) - 1))] for step in range(1, classes + 1)
    ]
    return sorted(set(bounds))


def class_of(value: float, bounds: list[float]) -> int:
    """Index of the first class whose upper bound is not below the value."""
    return next((index for index, bound in enumerate(bounds) if value <= bound), max(len(bounds) - 1, 0))
