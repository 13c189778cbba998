"""Polygons of divisions: taken in from GeoJSON with their faults named, measured on the ellipsoid, looked up by point.

Everything is WGS-84 longitude and latitude. Areas are geodesic (pyproj), never planar degrees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyproj import Geod
from shapely import STRtree, make_valid
from shapely import transform as _moved
from shapely.errors import ShapelyError
from shapely.geometry import GeometryCollection, MultiPolygon, Polygon, mapping, shape
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.ops import unary_union
from shapely.validation import explain_validity

from .coordinates import CHINA_EAST, CHINA_NORTH, CHINA_SOUTH, CHINA_WEST, Datum, to_wgs84

_ELLIPSOID = Geod(ellps="WGS84")
_POLYGONS = ("Polygon", "MultiPolygon")
MAX_VERTICES = 200_000
# Square degrees: about 0.01 m². What is smaller is rounding, not land.
SLIVER = 1e-12


class GeometryError(ValueError):
    """The polygon cannot be taken; the message (Chinese) says why and what to do."""


@dataclass(frozen=True)
class Taken:
    """A polygon as stored, and what was mended on the way in (Chinese sentences, may be empty)."""

    polygon: MultiPolygon
    repairs: tuple[str, ...]

    @property
    def area_km2(self) -> float:
        return area_km2(self.polygon)

    def geojson(self) -> dict[str, Any]:
        return geojson(self.polygon)


@dataclass(frozen=True)
class Feature:
    """One feature of a file: its properties, the polygon taken or the sentence why not. ``number`` counts from 1."""

    number: int
    properties: Mapping[str, Any]
    taken: Taken | None
    error: str = ""


def take(geometry: Mapping[str, Any], datum: Datum | str = Datum.WGS84) -> Taken:
    """A GeoJSON geometry as a valid MultiPolygon in WGS-84.

    Self-crossings are mended, rings closed, slivers of lines dropped, each with a sentence in ``repairs``.
    Raises GeometryError for what is no polygon, has no area, or lies outside China (mostly swapped axes).
    """
    if not isinstance(geometry, Mapping) or geometry.get("type") not in _POLYGONS:
        kind = geometry.get("type") if isinstance(geometry, Mapping) else type(geometry).__name__
        raise GeometryError(f"几何类型是 {kind},区划边界应为 Polygon 或 MultiPolygon。")
    repairs: list[str] = []
    raw = _shape(geometry, repairs)
    vertices = sum(len(ring) for part in _parts(raw) for ring in _rings(part))
    if vertices > MAX_VERTICES:
        raise GeometryError(f"边界有 {vertices} 个点，超过上限 {MAX_VERTICES}；请先在制图软件中简化。")
    _check_extent(raw)
    moved = _moved(raw, lambda pairs: [to_wgs84(lon, lat, datum) for lon, lat in pairs.tolist()])
    valid = _mended(moved, repairs)
    return Taken(valid, tuple(repairs))


def take_collection(document: Mapping[str, Any], datum: Datum | str = Datum.WGS84) -> list[Feature]:
    """Every feature of a FeatureCollection (or a lone Feature). One bad feature does not spoil the others.

    Raises GeometryError when the document is no GeoJSON or names a coordinate system that is not geographic.
    """
    if not isinstance(document, Mapping) or document.get("type") not in ("FeatureCollection", "Feature"):
        raise GeometryError("不是 GeoJSON:最外层应为 FeatureCollection 或 Feature。")
    _check_crs(document)
    raw = document.get("features") if document["type"] == "FeatureCollection" else [document]
    if not isinstance(raw, list) or not raw:
        raise GeometryError("GeoJSON 中没有任何要素（features 为空）。")
    return [_feature(number, item, datum) for number, item in enumerate(raw, start=1)]


def area_km2(polygon: BaseGeometry) -> float:
    """Geodesic area in km², holes taken off."""
    return abs(_ELLIPSOID.geometry_area_perimeter(polygon)[0]) / 1e6


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Geodesic distance in metres."""
    return float(_ELLIPSOID.inv(lon1, lat1, lon2, lat2)[2])


def geojson(polygon: BaseGeometry, digits: int = 6) -> dict[str, Any]:
    """GeoJSON geometry, rounded (6 digits are 0.1 m), outer rings counter-clockwise (RFC 7946 §3.1.6)."""
    oriented = MultiPolygon([orient(part) for part in _parts(polygon)])
    whole: BaseGeometry = oriented.geoms[0] if len(oriented.geoms) == 1 else oriented
    return _rounded(mapping(whole), digits)


def bounds(polygons: Iterable[BaseGeometry]) -> tuple[float, float, float, float]:
    """West, south, east, north of all together. Raises GeometryError when there is none."""
    every = [polygon.bounds for polygon in polygons if not polygon.is_empty]
    if not every:
        raise GeometryError("没有可显示的边界。")
    west, south, east, north = zip(*every, strict=True)
    return min(west), min(south), max(east), max(north)


class Lookup:
    """Which divisions hold a point: an STRtree over polygons with their codes.

    Immutable once built; where polygons touch or overlap all are given, smallest first (the most exact answer).
    """

    def __init__(self, polygons: Sequence[tuple[str, BaseGeometry]]) -> None:
        ordered = sorted(polygons, key=lambda pair: (pair[1].area, pair[0]))
        self._codes = [code for code, _ in ordered]
        self._tree = STRtree([polygon for _, polygon in ordered])

    def __len__(self) -> int:
        return len(self._codes)

    def at(self, lon: float, lat: float) -> list[str]:
        """Codes of the polygons that hold or touch the point, smallest polygon first."""
        hits = self._tree.query(ShapelyPoint(lon, lat), predicate="intersects")
        return [self._codes[index] for index in sorted(int(hit) for hit in hits)]


def _feature(number: int, item: Any, datum: Datum | str) -> Feature:
    properties = (item.get("properties") or {}) if isinstance(item, Mapping) else {}
    if not isinstance(item, Mapping) or not isinstance(item.get("geometry"), Mapping):
        return Feature(number, properties, None, "要素没有几何（geometry）。")
    try:
        return Feature(number, properties, take(item["geometry"], datum))
    except GeometryError as fault:
        return Feature(number, properties, None, str(fault))


def _check_crs(document: Mapping[str, Any]) -> None:
    crs = document.get("crs")
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, Mapping) else ""
    if name and not any(known in name.upper() for known in ("CRS84", "4326", "4490")):
        raise GeometryError(
            f"文件声明的坐标系是 {name}。请先在制图软件中转为 CGCS2000 经纬度（EPSG:4490）再导入。"
        )


def _shape(geometry: Mapping[str, Any], repairs: list[str]) -> BaseGeometry:
    rings = geometry.get("coordinates")
    polygons = [rings] if geometry["type"] == "Polygon" else rings
    try:
        closed = [[_closed(ring, repairs) for ring in polygon] for polygon in polygons]  # type: ignore[union-attr]
        return shape({"type": "MultiPolygon", "coordinates": closed})
    except (TypeError, ValueError, IndexError, KeyError, ShapelyError) as fault:
        raise GeometryError("坐标数组不完整：每个环至少四个点，每个点为 [经度, 纬度]。") from fault


def _closed(ring: Sequence[Sequence[float]], repairs: list[str]) -> list[tuple[float, float]]:
    points = [(float(point[0]), float(point[1])) for point in ring]
    if len(points) < 3:
        raise ValueError("ring too short")
    if points[0] != points[-1]:
        points.append(points[0])
        repairs.append("有一个环首尾不相接，已自动闭合。")
    return points


def _check_extent(raw: BaseGeometry) -> None:
    if raw.is_empty:
        raise GeometryError("边界为空。")
    west, south, east, north = raw.bounds
    if west >= CHINA_WEST and east <= CHINA_EAST and south >= CHINA_SOUTH and north <= CHINA_NORTH:
        return
    if south >= CHINA_WEST and north <= CHINA_EAST and west >= CHINA_SOUTH and east <= CHINA_NORTH:
        raise GeometryError("坐标顺序疑似为 [纬度, 经度]；GeoJSON 规定为 [经度, 纬度]，请对调后再导入。")
    if max(abs(west), abs(east), abs(south), abs(north)) > 360:
        raise GeometryError(
            "坐标不是经纬度（数值过大，疑似投影坐标或米制坐标）；请转为 CGCS2000 经纬度后再导入。"
        )
    raise GeometryError("边界不在中国范围内，请核对文件。")


def _mended(raw: BaseGeometry, repairs: list[str]) -> MultiPolygon:
    whole = raw
    if not raw.is_valid:
        repairs.append(f"边界自相交或重叠（{explain_validity(raw)}），已自动修复，请在地图上核对。")
        whole = unary_union([part for part in _flatten(make_valid(raw)) if part.geom_type in _POLYGONS])
    parts = [part for part in _parts(whole) if part.area > SLIVER]
    if not parts:
        raise GeometryError("边界没有面积（所有点在一条线上）。")
    return MultiPolygon(parts)


def _flatten(geometry: BaseGeometry) -> list[BaseGeometry]:
    return list(geometry.geoms) if isinstance(geometry, GeometryCollection) else [geometry]


def _parts(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, MultiPolygon):
        return list(geometry.geoms)
    return [geometry] if isinstance(geometry, Polygon) and not geometry.is_empty else []


def _rings(part: Polygon) -> list[Any]:
    return [part.exterior.coords, *(hole.coords for hole in part.interiors)]


def _rounded(document: dict[str, Any], digits: int) -> dict[str, Any]:
    def walk(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, digits)
        return [walk(item) for item in value] if isinstance(value, (list, tuple)) else value

    return {"type": document["type"], "coordinates": walk(document["coordinates"])}
