"""Polygons: what is mended, what is refused, area and look-up, on the shipped outlines."""

from itertools import pairwise

import pytest
from shapely.geometry import shape
from tests.base.divisions import reference

from wanghuo.base.divisions import geometry
from wanghuo.base.divisions.geometry import GeometryError, Lookup

SQUARE = [[108.0, 31.0], [108.1, 31.0], [108.1, 31.1], [108.0, 31.1], [108.0, 31.0]]


def polygon(*rings: list) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_area_of_the_district_is_the_known_one() -> None:
    feature = reference.collection("boundary.geojson")["features"][0]
    taken = geometry.take(feature["geometry"], "cgcs2000")
    assert taken.area_km2 == pytest.approx(feature["properties"]["area_km2_geodesic"], abs=0.1)
    assert taken.repairs == ()


def test_area_of_a_cell_near_the_seat() -> None:
    # One hundredth of a square degree at 31.05° N: 111.32 km · cos φ · 0.1 by 110.86 km · 0.1.
    assert geometry.take(polygon(SQUARE)).area_km2 == pytest.approx(105.8, rel=0.005)


def test_holes_are_taken_off() -> None:
    hole = [[108.04, 31.04], [108.04, 31.06], [108.06, 31.06], [108.06, 31.04], [108.04, 31.04]]
    full, holed = geometry.take(polygon(SQUARE)), geometry.take(polygon(SQUARE, hole))
    assert holed.area_km2 == pytest.approx(full.area_km2 * 0.96, rel=0.001)


def test_open_rings_are_closed_and_said_so() -> None:
    taken = geometry.take(polygon(SQUARE[:-1]))
    assert any("闭合" in line for line in taken.repairs)
    assert taken.polygon.is_valid


def test_a_bow_tie_is_mended_and_said_so() -> None:
    bow = [[108.0, 31.0], [108.1, 31.1], [108.1, 31.0], [108.0, 31.1], [108.0, 31.0]]
    taken = geometry.take(polygon(bow))
    assert taken.polygon.is_valid and len(taken.polygon.geoms) == 2
    assert any("自相交" in line for line in taken.repairs)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"type": "Point", "coordinates": [108, 31]}, "Polygon"),
        (polygon([[108.0, 31.0], [108.1, 31.1]]), "不完整"),
        (polygon([["a", "b"]] * 5), "不完整"),
        ({"type": "Polygon", "coordinates": None}, "不完整"),
        (polygon([[lat, lon] for lon, lat in SQUARE]), "对调"),
        (polygon([[lon * 1000, lat * 1000] for lon, lat in SQUARE]), "投影"),
        (polygon([[lon - 100, lat] for lon, lat in SQUARE]), "不在中国"),
        (polygon([[108.0, 31.0], [108.1, 31.1], [108.2, 31.2], [108.0, 31.0]]), "没有面积"),
        ({"type": "MultiPolygon", "coordinates": []}, "为空"),
    ],
)
def test_what_is_no_boundary_is_refused_with_a_reason(bad: dict, says: str) -> None:
    with pytest.raises(GeometryError, match=says):
        geometry.take(bad)


def test_one_bad_feature_does_not_spoil_the_file() -> None:
    document = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": "好"}, "geometry": polygon(SQUARE)},
            {
                "type": "Feature",
                "properties": {"name": "坏"},
                "geometry": {"type": "Point", "coordinates": [1, 2]},
            },
            {"type": "Feature", "properties": None, "geometry": None},
        ],
    }
    good, bad, empty = geometry.take_collection(document)
    assert good.taken and not good.error
    assert bad.taken is None and "Polygon" in bad.error and bad.properties["name"] == "坏"
    assert empty.taken is None and empty.number == 3


def test_projected_files_are_refused() -> None:
    document = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}},
        "features": [{"type": "Feature", "properties": {}, "geometry": polygon(SQUARE)}],
    }
    with pytest.raises(GeometryError, match="4547"):
        geometry.take_collection(document)


def test_gcj02_polygons_are_moved_back() -> None:
    moved = geometry.take(polygon(SQUARE), "gcj02").polygon.bounds
    assert 0.001 < 108.0 - moved[0] < 0.01


def test_every_seat_lies_in_its_own_cell_and_in_the_district() -> None:
    cells = [
        (f["properties"]["nbs_code_2020"], shape(f["geometry"]))
        for f in reference.collection("town-cells-synthetic.geojson")["features"]
    ]
    district = shape(reference.collection("boundary.geojson")["features"][0]["geometry"])
    lookup = Lookup([*cells, ("500154000000", district)])
    towns = [t for t in reference.rows("towns.csv") if t["lon_wgs84"]]
    assert len(towns) == 38 and len(lookup) == 39
    for town in towns:
        found = lookup.at(float(town["lon_wgs84"]), float(town["lat_wgs84"]))
        if town["name_2020"] == "五通乡":  # its published point lies 17 m outside the simplified outline
            assert found == []
            continue
        assert found == [town["nbs_code_2020"], "500154000000"], town["name_2020"]


def test_a_point_abroad_is_in_nothing() -> None:
    assert Lookup([("500154000000", shape(polygon(SQUARE)))]).at(2.35, 48.85) == []
    assert Lookup([]).at(108.0, 31.0) == []


def test_exported_rings_turn_counter_clockwise() -> None:
    clockwise = list(reversed(SQUARE))
    ring = geometry.take(polygon(clockwise)).geojson()["coordinates"][0]
    turn = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
    assert turn < 0
