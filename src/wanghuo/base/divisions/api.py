"""HTTP API: divisions by code, prefix, name, point and day; the map as GeoJSON. WGS-84 unless asked otherwise."""

from datetime import date

from django.http import HttpRequest, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from wanghuo.base.scope.errors import BadInput, Refused
from wanghuo.base.scope.guards import api

from . import coordinates, maps, queries
from .coordinates import Datum
from .models import Division

router = Router()
VIEW = "divisions.view"


class DivisionOut(Schema):
    """A division. ``valid_from`` null: since before the record; ``valid_until`` null: stands."""

    code: str
    name: str
    full_name: str
    level: str
    kind: str
    kind_label: str
    parent: str | None
    lon: float | None
    lat: float | None
    valid_from: date | None
    valid_from_precision: str
    valid_until: date | None
    successor: str | None

    @classmethod
    def of(cls, row: Division) -> "DivisionOut":
        plain = {name: getattr(row, name) for name in cls.model_fields if name not in ("parent", "successor")}
        return cls(
            **plain,
            parent=row.parent.code if row.parent else None,
            successor=row.successor.code if row.successor else None,
        )


class FoundOut(Schema):
    division: DivisionOut
    provenance: str
    sure: bool


class Filters(Schema):
    prefix: str = Field("", pattern=r"^\d{0,15}$", description="前缀：6 位区县、9 位镇街、12 位村（社区）")
    level: str = Field("", pattern="^(district|town|village|grid)?$")
    asof: date | None = None
    limit: int = Field(1000, ge=1, le=2000)
    offset: int = Field(0, ge=0, le=1_000_000)


@router.get("/", response=list[DivisionOut], summary="区划列表")
@api(VIEW)
def listed(request: HttpRequest, filters: Query[Filters]):
    rows = queries.divisions(request.actor, filters.asof).select_related("parent", "successor")  # type: ignore[attr-defined]
    if filters.prefix:
        rows = rows.filter(code__startswith=filters.prefix)
    if filters.level:
        rows = rows.filter(level=filters.level)
    page = rows.order_by("code")[filters.offset : filters.offset + filters.limit]
    return [DivisionOut.of(row) for row in page]


@router.get("/search", response=list[DivisionOut], summary="按名称、代码或拼音查找")
@api(VIEW)
def search(request: HttpRequest, q: str = Query(..., min_length=1, max_length=80)):
    return [DivisionOut.of(hit.division) for hit in queries.search(request.actor, q.replace("\0", ""))]  # type: ignore[attr-defined]


@router.get("/at", response=list[FoundOut], summary="按经纬度查找所在区划")
@api(VIEW)
def at(
    request: HttpRequest,
    lon: float = Query(..., ge=-180, le=180, allow_inf_nan=False),
    lat: float = Query(..., ge=-90, le=90, allow_inf_nan=False),
    datum: Datum = Datum.WGS84,
    asof: date | None = None,
):
    try:
        place = coordinates.to_wgs84(lon, lat, datum)
    except coordinates.CoordinateError as fault:
        raise BadInput(str(fault), fields={"lon": str(fault)}) from fault
    found = queries.at_point(request.actor, *place, asof)  # type: ignore[attr-defined]
    return [
        {"division": DivisionOut.of(f.division), "provenance": f.provenance, "sure": f.sure} for f in found
    ]


@router.get("/map.geojson", summary="区划地图（GeoJSON）")
@api(VIEW)
def as_geojson(request: HttpRequest, datum: Datum = Datum.WGS84, asof: date | None = None):
    shown = maps.picture(request.actor, asof)  # type: ignore[attr-defined]
    return JsonResponse(maps.geojson(shown, datum), content_type="application/geo+json")


@router.get("/{code}", response=DivisionOut, summary="一个区划")
@api(VIEW)
def one(request: HttpRequest, code: str):
    return DivisionOut.of(_found(request, code))


@router.get("/{code}/lineage", response=list[DivisionOut], summary="代码沿革")
@api(VIEW)
def lineage(request: HttpRequest, code: str):
    return [DivisionOut.of(row) for row in queries.lineage(_found(request, code))]


def _found(request: HttpRequest, code: str) -> Division:
    row = queries.by_code(request.actor, code) if code.isdigit() and code.isascii() else None  # type: ignore[attr-defined]
    if row is None:
        raise Refused("没有这个代码的区划。", next_step="请核对 12 位统计代码（网格为 15 位）。", status=404)
    return row
