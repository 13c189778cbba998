"""Coordinates: published pairs, and round trips everywhere in China."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanghuo.base.divisions import coordinates as c
from wanghuo.base.divisions.coordinates import CoordinateError, Datum, Point

# Test vectors in public use: eviltransform (Shanghai, Shenzhen, Beijing) and coordtransform (Tian'anmen).
WGS_TO_GCJ = [
    (Point(121.5272106, 31.1774276), Point(121.531541859215, 31.17530398364597)),
    (Point(113.912316, 22.543847), Point(113.9171764808363, 22.540796131694766)),
    (Point(116.377817, 39.911954), Point(116.38404722455657, 39.91334545536069)),
    (Point(116.404, 39.915), Point(116.41024449916938, 39.91640428150164)),
]
GCJ_TO_BD = [(Point(116.404, 39.915), Point(116.41036949371029, 39.92133699351021))]
INSIDE = st.builds(Point, st.floats(73.5, 135.0), st.floats(3.5, 53.5))


def near(left: Point, right: Point, tolerance: float) -> bool:
    return abs(left.lon - right.lon) < tolerance and abs(left.lat - right.lat) < tolerance


@pytest.mark.parametrize(("wgs", "gcj"), WGS_TO_GCJ)
def test_published_gcj02_pairs(wgs: Point, gcj: Point) -> None:
    assert near(c.wgs84_to_gcj02(wgs), gcj, 1e-9)
    assert near(c.gcj02_to_wgs84(gcj), wgs, 1e-7)


@pytest.mark.parametrize(("gcj", "bd"), GCJ_TO_BD)
def test_published_bd09_pairs(gcj: Point, bd: Point) -> None:
    assert near(c.gcj02_to_bd09(gcj), bd, 1e-9)
    assert near(c.bd09_to_gcj02(bd), gcj, 1e-7)


@settings(max_examples=200, deadline=None)
@given(point=INSIDE, datum=st.sampled_from(list(Datum)))
def test_every_datum_comes_back(point: Point, datum: Datum) -> None:
    outside = c.from_wgs84(point.lon, point.lat, datum)
    assert near(c.to_wgs84(outside.lon, outside.lat, datum), point, 1e-7)


@settings(max_examples=100, deadline=None)
@given(point=INSIDE)
def test_gcj02_shifts_by_hundreds_of_metres_and_never_by_kilometres(point: Point) -> None:
    moved = c.wgs84_to_gcj02(point)
    metres = math.hypot(
        (moved.lon - point.lon) * 111_320 * math.cos(math.radians(point.lat)),
        (moved.lat - point.lat) * 110_540,
    )
    assert 20 < metres < 1500


@pytest.mark.parametrize("place", [Point(-104.9903, 39.7392), Point(2.35, 48.85), Point(108.4, -31.2)])
def test_outside_the_box_of_china_nothing_moves(place: Point) -> None:
    for datum in Datum:
        assert c.from_wgs84(*place, datum) == place
        assert c.to_wgs84(*place, datum) == place


def test_cgcs2000_is_taken_as_wgs84() -> None:
    assert c.to_wgs84(108.4031, 31.16946, "cgcs2000") == Point(108.4031, 31.16946)


@pytest.mark.parametrize("pair", [(31.2, 108.4), (181.0, 0.0), (float("nan"), 3.0), (0.0, float("inf"))])
def test_no_place_is_refused_in_chinese(pair: tuple[float, float]) -> None:
    with pytest.raises(CoordinateError, match=r"[一-鿿]"):
        c.check(*pair)


def test_swapped_axes_are_named() -> None:
    with pytest.raises(CoordinateError, match="填反"):
        c.check(31.2, 108.4)


def test_unknown_datum() -> None:
    with pytest.raises(ValueError, match="mars"):
        c.to_wgs84(108.4, 31.2, "mars")
