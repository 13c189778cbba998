"""One coordinate rule: what is stored is WGS-84; GCJ-02 and BD-09 are converted at the edge.

Points are (longitude, latitude) in decimal degrees throughout, as in GeoJSON (RFC 7946 §3.1.1).

CGCS2000 (天地图, official surveys) is taken as WGS-84 without a change: both are geocentric on ITRF97-class
frames, the ellipsoids differ by 0.1 mm at the pole, and the drift of the Chinese plate since epoch 2000.0 is
below one metre, while the points of our towns are kilometres off their seats.

GCJ-02 is not published by its keeper. The polynomial here is the one in public use since 2010, with the
Krasovsky ellipsoid it was fitted to; the published test pairs (see the tests) agree to the last digit.
It is many-to-one nowhere inside China, so the inverse is found by iteration, to better than 1e-9°.
"""

import math
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

KRASOVSKY_A = 6378245.0
KRASOVSKY_EE = 0.00669342162296594323
BD_ANGLE = math.pi * 3000.0 / 180.0
# The box outside of which GCJ-02 is the identity. It is a box, not the border: the public algorithm has no better.
CHINA_WEST, CHINA_EAST = 72.004, 137.8347
CHINA_SOUTH, CHINA_NORTH = 0.8293, 55.8271
INVERSE_TOLERANCE = 1e-10
INVERSE_ROUNDS = 30


class Datum(StrEnum):
    """The coordinate systems that arrive at the edge."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Datum.WGS84: "WGS-84(卫星定位)",
    Datum.CGCS2000: "CGCS2000(天地图、测绘成果)",
    Datum.GCJ02: "GCJ-02(高德、腾讯)",
    Datum.BD09: "BD-09(百度)",
}


class Point(NamedTuple):
    """A place. ``lon`` −180…180, ``lat`` −90…90, degrees."""

    lon: float
    lat: float


class CoordinateError(ValueError):
    """The pair is no place on Earth; the message (Chinese) says what was wrong."""


def check(lon: float, lat: float) -> Point:
    """The pair as a Point. Raises CoordinateError for what is no number, out of range or evidently swapped."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise CoordinateError("经纬度必须是数字。")
    if abs(lat) > 90 and abs(lon) <= 90:
        raise CoordinateError(f"纬度 {lat:g} 超出 −90…90：经度和纬度可能填反了，请对调后再试。")
    if abs(lon) > 180 or abs(lat) > 90:
        raise CoordinateError(f"经度 {lon:g}、纬度 {lat:g} 超出范围（经度 −180…180，纬度 −90…90）。")
    return Point(float(lon), float(lat))


def in_china_box(point: Point) -> bool:
    """Whether GCJ-02 shifts this point at all."""
    return CHINA_WEST <= point.lon <= CHINA_EAST and CHINA_SOUTH <= point.lat <= CHINA_NORTH


def wgs84_to_gcj02(point: Point) -> Point:
    """WGS-84 → GCJ-02. Outside the box of China the point is returned as it is."""
    if not in_china_box(point):
        return point
    return _shift(point)


def gcj02_to_wgs84(point: Point) -> Point:
    """GCJ-02 → WGS-84, by iteration. Near the edge of the box the identity wins where it fits."""
    if not in_china_box(point):
        return point
    return _invert(_shift, point)


def gcj02_to_bd09(point: Point) -> Point:
    """GCJ-02 → BD-09. Only defined where GCJ-02 is; outside the box the point is returned as it is."""
    if not in_china_box(point):
        return point
    return _to_baidu(point)


def bd09_to_gcj02(point: Point) -> Point:
    """BD-09 → GCJ-02, by iteration (the closed form in circulation loses the sixth decimal)."""
    if not in_china_box(point):
        return point
    return _invert(_to_baidu, point)


def wgs84_to_bd09(point: Point) -> Point:
    return gcj02_to_bd09(wgs84_to_gcj02(point))


def bd09_to_wgs84(point: Point) -> Point:
    return gcj02_to_wgs84(bd09_to_gcj02(point))


def _same(point: Point) -> Point:
    return point


_TO_WGS: dict[Datum, Callable[[Point], Point]] = {
    Datum.WGS84: _same,
    Datum.CGCS2000: _same,
    Datum.GCJ02: gcj02_to_wgs84,
    Datum.BD09: bd09_to_wgs84,
}
_FROM_WGS: dict[Datum, Callable[[Point], Point]] = {
    Datum.WGS84: _same,
    Datum.CGCS2000: _same,
    Datum.GCJ02: wgs84_to_gcj02,
    Datum.BD09: wgs84_to_bd09,
}


def to_wgs84(lon: float, lat: float, datum: Datum | str) -> Point:
    """What came in, as it is stored. Raises CoordinateError for no place, ValueError for an unknown datum."""
    return _TO_WGS[Datum(datum)](check(lon, lat))


def from_wgs84(lon: float, lat: float, datum: Datum | str) -> Point:
    """What is stored, as the outside wants it (a 高德 or 百度 link, a tile server in GCJ-02)."""
    return _FROM_WGS[Datum(datum)](check(lon, lat))


def _shift(point: Point) -> Point:
    x, y = point.lon - 105.0, point.lat - 35.0
    radians = point.lat * math.pi / 180.0
    magic = 1 - KRASOVSKY_EE * math.sin(radians) ** 2
    root = math.sqrt(magic)
    north = KRASOVSKY_A * (1 - KRASOVSKY_EE) / (magic * root) * math.pi / 180.0
    east = KRASOVSKY_A / root * math.cos(radians) * math.pi / 180.0
    return Point(point.lon + _metres_east(x, y) / east, point.lat + _metres_north(x, y) / north)


def _waves(value: float, terms: tuple[tuple[float, float], ...]) -> float:
    return sum(size * math.sin(value * turn * math.pi) for size, turn in terms) * 2.0 / 3.0


def _metres_north(x: float, y: float) -> float:
    plane = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return (
        plane
        + _waves(x, ((20.0, 6.0), (20.0, 2.0)))
        + _waves(y, ((20.0, 1.0), (40.0, 1 / 3)))
        + _waves(y, ((160.0, 1 / 12), (320.0, 1 / 30)))
    )


def _metres_east(x: float, y: float) -> float:
    plane = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return (
        plane
        + _waves(x, ((20.0, 6.0), (20.0, 2.0)))
        + _waves(x, ((20.0, 1.0), (40.0, 1 / 3)))
        + _waves(x, ((150.0, 1 / 12), (300.0, 1 / 30)))
    )


def _to_baidu(point: Point) -> Point:
    radius = math.hypot(point.lon, point.lat) + 0.00002 * math.sin(point.lat * BD_ANGLE)
    angle = math.atan2(point.lat, point.lon) + 0.000003 * math.cos(point.lon * BD_ANGLE)
    return Point(radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006)


def _invert(forward: Callable[[Point], Point], target: Point) -> Point:
    """Fixed-point iteration: the shift changes by about 1 % over its own length, so each round gains two digits."""
    guess = target
    for _ in range(INVERSE_ROUNDS):
        reached = forward(guess)
        off_lon, off_lat = target.lon - reached.lon, target.lat - reached.lat
        guess = Point(guess.lon + off_lon, guess.lat + off_lat)
        if abs(off_lon) < INVERSE_TOLERANCE and abs(off_lat) < INVERSE_TOLERANCE:
            break
    return guess
