"""The district as SVG, drawn on the server: the map without scripts, and the map in documents.

Equirectangular about the middle latitude: over a district of 100 km the error is below a line's width. Colours
come from classes (the page's style sheet), or, with ``standalone``, from presentation attributes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any

from .maps import NOT_A_BOUNDARY, Picture, Town

WIDTH = 900
MARGIN = 14
RAMP = ("#fdf1e8", "#f9d9c2", "#f1b893", "#e3936a", "#cb6a43")
LETTER = 11
_STANDALONE = {
    "dv-neighbour": 'fill="#f4f2ee" stroke="#c9c3b8" stroke-dasharray="4 3"',
    "dv-district": 'fill="none" stroke="#7d2a14" stroke-width="2"',
    "dv-unknown": 'fill="#ffffff" stroke="#8a8378" stroke-dasharray="3 2"',
    "dv-seat": 'fill="#26241f" stroke="#ffffff"',
    "dv-label": 'font-size="11" fill="#26241f" text-anchor="middle"',
    **{f"dv-pop-{n}": f'fill="{colour}" stroke="#ffffff"' for n, colour in enumerate(RAMP)},
}


_Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    scale_x: float
    scale_y: float
    height: int

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            round(MARGIN + (lon - self.west) * self.scale_x, 1),
            round(MARGIN + (self.north - lat) * self.scale_y, 1),
        )


def draw(shown: Picture, *, links: bool = True, standalone: bool = False) -> str:
    """SVG text. Without any outline an empty string (the page then says what to do)."""
    frame = _frame(shown)
    if frame is None:
        return ""
    parts = [_area(frame, n.geometry, "dv-neighbour", standalone) for n in shown.neighbours]
    parts += [_town(frame, town, links, standalone) for town in shown.towns if town.outline]
    if shown.district_outline:
        parts.append(_area(frame, shown.district_outline.geometry, "dv-district", standalone))
    taken: list[_Box] = []
    parts += [_seat(frame, town, links, standalone, taken) for town in _by_weight(shown.towns)]
    if shown.synthetic:
        x, y = MARGIN, frame.height - MARGIN
        parts.append(f'<text x="{x}" y="{y}" class="dv-note">{NOT_A_BOUNDARY}</text>')
    title = f"{shown.district.name if shown.district else ''}街道乡镇示意图"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dv-svg" viewBox="0 0 {WIDTH} {frame.height}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _frame(shown: Picture) -> _Frame | None:
    outlines = (
        [shown.district_outline] if shown.district_outline else [t.outline for t in shown.towns if t.outline]
    )
    pairs = [pair for row in outlines if row for ring in _rings(row.geometry) for pair in ring]
    if not pairs:
        return None
    west, east = min(p[0] for p in pairs), max(p[0] for p in pairs)
    south, north = min(p[1] for p in pairs), max(p[1] for p in pairs)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale_x = (WIDTH - 2 * MARGIN) / (east - west)
    scale_y = scale_x / squeeze
    return _Frame(west, north, scale_x, scale_y, math.ceil((north - south) * scale_y + 2 * MARGIN))


def _rings(shape: dict[str, Any]) -> list[list[list[float]]]:
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def _path(frame: _Frame, shape: dict[str, Any]) -> str:
    return "".join(
        "M" + "L".join(f"{x} {y}" for x, y in (frame.at(*pair[:2]) for pair in ring)) + "Z"
        for ring in _rings(shape)
    )


def _looks(css: str, standalone: bool) -> str:
    return f'class="{css}" {_STANDALONE.get(css.split()[-1], "")}' if standalone else f'class="{css}"'


def _area(frame: _Frame, shape: dict[str, Any], css: str, standalone: bool) -> str:
    return f'<path fill-rule="evenodd" {_looks(css, standalone)} d="{_path(frame, shape)}"/>'


def _town(frame: _Frame, town: Town, links: bool, standalone: bool) -> str:
    assert town.outline is not None
    css = "dv-cell dv-unknown" if town.klass is None else f"dv-cell dv-pop-{town.klass}"
    title = f"<title>{escape(town.division.name)}：{escape(town.population_label)}</title>"
    body = f'<path fill-rule="evenodd" {_looks(css, standalone)} d="{_path(frame, town.outline.geometry)}">{title}</path>'
    return f'<a href="/divisions/{town.division.code}/">{body}</a>' if links else body


def _by_weight(towns: tuple[Town, ...]) -> list[Town]:
    return sorted(towns, key=lambda town: -(town.figure.people if town.figure else 0))


def _free_place(x: float, y: float, name: str, taken: list[_Box]) -> tuple[float, float]:
    """Where the name covers no other: above, below, right, left of the seat; above when nothing is free."""
    half = len(name) * LETTER / 2
    places = [(x, y - 6), (x, y + 15), (x + half + 6, y + 4), (x - half - 6, y + 4)]
    for at in places:
        box = (at[0] - half, at[1] - LETTER, at[0] + half, at[1] + 2)
        if not any(box[0] < t[2] and box[2] > t[0] and box[1] < t[3] and box[3] > t[1] for t in taken):
            taken.append(box)
            return at
    return places[0]


def _seat(frame: _Frame, town: Town, links: bool, standalone: bool, taken: list[_Box]) -> str:
    if town.division.lon is None or town.division.lat is None:
        return ""
    x, y = frame.at(town.division.lon, town.division.lat)
    name = town.division.name.removesuffix("街道") if town.division.kind == "street" else town.division.name
    left, top = _free_place(x, y, name, taken)
    css = "dv-seat dv-unknown" if town.klass is None else "dv-seat"
    body = (
        f'<circle {_looks(css, standalone)} cx="{x}" cy="{y}" r="3"/>'
        f'<text {_looks("dv-label", standalone)} x="{left:.1f}" y="{top:.1f}">{escape(name)}</text>'
    )
    return f'<a href="/divisions/{town.division.code}/">{body}</a>' if links else body
