"""What a map shows: towns with outline, point and population class, the district and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry import mapping, shape
from shapely.ops import unary_union

from wanghuo.base.scope.rows import visible
from wanghuo.kernel.scope import Actor

from . import coordinates, population, queries
from .coordinates import Datum
from .models import Backdrop, Boundary, Division

CLASSES = 5
NOT_A_BOUNDARY = "示意，非行政界线"


@dataclass(frozen=True)
class Town:
    """One town on the map. ``klass`` is the population class, None where there is no figure of its own."""

    division: Division
    outline: Boundary | None
    figure: population.Figure | None
    klass: int | None
    counted_with: str

    @property
    def population_label(self) -> str:
        if self.figure is None:
            return f"数据不足（计入{self.counted_with}）" if self.counted_with else "数据不足"
        also = f"，含{self.counted_with}" if self.figure.includes else ""
        return f"{self.figure.people:,} 人（{self.figure.year}年{also}）"


@dataclass(frozen=True)
class Picture:
    """Everything one map needs. ``bounds`` of the classes are upper limits, rising."""

    district: Division | None
    district_outline: Boundary | None
    towns: tuple[Town, ...]
    neighbours: tuple[Backdrop, ...]
    bounds: tuple[float, ...]
    synthetic: bool

    @property
    def legend(self) -> list[tuple[int, str]]:
        """(class, label) in people, lowest first."""
        lower = 0
        lines = []
        for index, upper in enumerate(self.bounds):
            lines.append((index, f"{lower:,.0f}–{upper:,.0f}" if index else f"≤ {upper:,.0f}"))
            lower = int(upper) + 1
        return lines


def picture(actor: Actor, day: date | None = None) -> Picture:
    """The district as of a day: four queries and the neighbours."""
    towns = list(queries.towns(actor, day))
    outlines = queries.best_outlines(towns)
    figures = {figure.code: figure for figure in queries.figures(towns)}
    names = {town.code: town.name for town in towns}
    bounds = population.breaks([figure.people for figure in figures.values()], CLASSES)
    whole = queries.district(actor, day)
    return Picture(
        whole,
        queries.best_outlines([whole]).get(whole.pk) if whole else None,
        tuple(_town(town, outlines.get(town.pk), figures, names, bounds) for town in towns),
        tuple(visible(actor, Backdrop.objects.all(), "divisions.view")),
        tuple(bounds),
        any(row.provenance == Boundary.Provenance.SYNTHETIC for row in outlines.values()),
    )


def _town(
    town: Division,
    outline: Boundary | None,
    figures: dict[str, population.Figure],
    names: dict[str, str],
    bounds: list[float],
) -> Town:
    figure = figures.get(town.code)
    if figure:
        also = "、".join(names.get(code, code) for code in figure.includes)
        return Town(town, outline, figure, population.class_of(figure.people, bounds), also)
    host = next((names.get(f.code, f.code) for f in figures.values() if town.code in f.includes), "")
    return Town(town, outline, None, None, host)


def geojson(shown: Picture, datum: Datum | str = Datum.WGS84) -> dict[str, Any]:
    """The picture as a FeatureCollection in the datum of the tiles beneath it."""
    features = [_feature("neighbour", n.name, n.geometry, datum) for n in shown.neighbours]
    if shown.district_outline and shown.district:
        features.append(_feature("district", shown.district.name, shown.district_outline.geometry, datum))
    for town in shown.towns:
        about = {
            "code": town.division.code,
            "kind": town.division.kind_label,
            "klass": town.klass,
            "people": town.figure.people if town.figure else None,
            "population": town.population_label,
        }
        if town.outline:
            synthetic = town.outline.provenance == Boundary.Provenance.SYNTHETIC
            features.append(
                _feature(
                    "cell", town.division.name, town.outline.geometry, datum, synthetic=synthetic, **about
                )
            )
        if town.division.lon is not None and town.division.lat is not None:
            place = coordinates.from_wgs84(town.division.lon, town.division.lat, datum)
            at = {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]}
            features.append(_feature("seat", town.division.name, at, Datum.WGS84, **about))
    return {"type": "FeatureCollection", "features": features}


def _feature(
    role: str, name: str, shape_: dict[str, Any], datum: Datum | str, **about: Any
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"role": role, "name": name, **about},
        "geometry": moved(shape_, datum),
    }


def moved(shape_: dict[str, Any], datum: Datum | str) -> dict[str, Any]:
    """A stored geometry in another datum, for drawing."""
    if Datum(datum) in (Datum.WGS84, Datum.CGCS2000):
        return shape_

    def walk(part: Any) -> Any:
        if part and isinstance(part[0], int | float):
            place = coordinates.from_wgs84(part[0], part[1], datum)
            return [round(place.lon, 6), round(place.lat, 6)]
        return [walk(inner) for inner in part]

    return {"type": shape_["type"], "coordinates": walk(shape_["coordinates"])}


def merged(rows: list[Boundary]) -> dict[str, Any]:
    """One geometry of several outlines, for a jurisdiction of several towns."""
    return mapping(unary_union([shape(row.geometry) for row in rows]))
