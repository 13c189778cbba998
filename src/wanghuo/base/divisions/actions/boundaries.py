"""Outlines: official GeoJSON by upload and preview, or one polygon drawn or pasted for one division."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope.errors import BadInput, NotNow

from .. import codes, geometry
from ..coordinates import Datum
from ..geometry import Feature, GeometryError
from ..models import Boundary, Division, Upload

# Property names under which offices and 天地图 write the code or the name.
_CODE_KEYS = ("code", "CODE", "XZQDM", "xzqdm", "adcode", "gb", "区划代码", "代码")
_NAME_KEYS = ("name", "NAME", "XZQMC", "xzqmc", "区划名称", "名称")


@action("divisions.preview_boundaries", "上传官方边界")
def preview_boundaries(
    act: Act, *, content: bytes, file_name: str, source: str, effective: date, datum: str
) -> Upload:
    """Read a GeoJSON file and match each feature to a division. Nothing is changed yet. Raises BadInput."""
    try:
        features = geometry.take_collection(json.loads(content), Datum(datum))
    except GeometryError as fault:
        raise BadInput(
            "边界文件不能导入。", fields={"file": str(fault)}, next_step="请改正后重新上传。"
        ) from fault
    except (ValueError, RecursionError) as fault:
        raise BadInput(
            "文件不是 JSON。", fields={"file": "请上传 GeoJSON 文件（.geojson 或 .json）。"}
        ) from fault
    upload = Upload(
        what=Upload.What.BOUNDARIES,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        source=source.strip() or file_name,
        effective=effective,
        rows=_matched(features),
        uploaded_by=act.actor.name,
    )
    act.on(upload)
    upload.save()
    act.note(file=file_name, sha256=upload.sha256, features=len(features), datum=datum)
    return upload


@action("divisions.apply_boundaries", "官方边界生效")
def apply_boundaries(act: Act, upload: Upload) -> Upload:
    """All accepted outlines, in one transaction. An earlier official outline of the same division is replaced."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    act.on(upload)
    if upload.state != Upload.State.PREVIEW:
        raise NotNow(f"该更新{upload.get_state_display()}，不能再改。")
    chosen = [row for row in upload.rows if row["accepted"] and row["geometry"]]
    if not chosen:
        raise NotNow("没有勾选任何边界。", next_step="请至少勾选一行并保存，或放弃本次上传。")
    for row in chosen:
        division = Division.objects.current().filter(code=row["code"]).first()
        if division is None:
            raise NotNow(f"区划 {row['code']} 已停用。", next_step="请放弃本次上传后重新上传。")
        put(act, division, row["geometry"], row["area_km2"], Boundary.Provenance.OFFICIAL, upload.source)
    act.changed(upload, state=Upload.State.APPLIED, applied_at=act.at)
    upload.save(update_fields=["state", "applied_at"])
    act.note(applied=[row["code"] for row in chosen])
    return upload


@action("divisions.set_boundary", "设置区划范围")
def set_boundary(
    act: Act, division: Division, *, text: str, datum: str = Datum.WGS84, source: str = "手工绘制"
) -> Boundary:
    """One polygon for one division: a GeoJSON geometry, feature or collection of one. Raises BadInput."""
    act.on(division)
    if division.valid_until is not None:
        raise NotNow(f"{division} 已停用，不能再改范围。")
    try:
        taken = geometry.take(_one_geometry(text), datum)
    except GeometryError as fault:
        raise BadInput(
            "范围不能保存。", fields={"geometry": str(fault)}, next_step="请改正后重新提交。"
        ) from fault
    boundary = put(act, division, taken.geojson(), taken.area_km2, Boundary.Provenance.DRAWN, source)
    act.note(area_km2=round(taken.area_km2, 4), repairs=list(taken.repairs), source=source)
    return boundary


def put(
    act: Act,
    division: Division,
    shape: dict[str, Any],
    area_km2: float,
    provenance: str,
    source: str,
    label: str = "",
) -> Boundary:
    """Store one outline of a kind for a division, replacing the one before."""
    return Boundary.objects.update_or_create(
        division=division,
        provenance=provenance,
        defaults={"geometry": shape, "area_km2": area_km2, "source": source, "label": label},
    )[0]


def _one_geometry(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise GeometryError("不是 JSON：请粘贴 GeoJSON，或在地图上绘制。") from fault
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        features = document.get("features") or []
        if len(features) != 1:
            raise GeometryError(f"应只含一个要素，实际有 {len(features)} 个。")
        document = features[0]
    if isinstance(document, dict) and document.get("type") == "Feature":
        document = document.get("geometry")
    if not isinstance(document, dict) or "type" not in document:
        raise GeometryError("没有找到几何（geometry）。")
    return document


def _matched(features: list[Feature]) -> list[dict[str, Any]]:
    by_code = {d.code: d for d in Division.objects.current()}
    by_name: dict[str, list[Division]] = {}
    for division in by_code.values():
        by_name.setdefault(division.name, []).append(division)
    return [_row(feature, by_code, by_name) for feature in features]


def _row(
    feature: Feature, by_code: dict[str, Division], by_name: dict[str, list[Division]]
) -> dict[str, Any]:
    division, how = _division_of(feature, by_code, by_name)
    taken = feature.taken
    return {
        "key": str(feature.number),
        "code": division.code if division else "",
        "name": division.name if division else _property(feature, _NAME_KEYS),
        "reason": feature.error or how,
        "repairs": list(taken.repairs) if taken else [],
        "area_km2": round(taken.area_km2, 4) if taken else None,
        "geometry": taken.geojson() if taken and division else None,
        "accepted": bool(taken and division and not taken.repairs),
        "certainty": "certain" if taken and division and not taken.repairs else "doubtful",
    }


def _division_of(
    feature: Feature, by_code: dict[str, Division], by_name: dict[str, list[Division]]
) -> tuple[Division | None, str]:
    name = codes.short_name(_property(feature, _NAME_KEYS))
    named = by_name.get(name) or [
        d for d in by_code.values() if name and name.endswith(d.name) and d.parent_id is None
    ]
    raw = "".join(c for c in _property(feature, _CODE_KEYS) if c.isdigit())
    raw = raw.removeprefix("156") if len(raw) in (9, 12, 15) and raw.startswith("156") else raw
    coded = by_code.get(raw.ljust(codes.LENGTH, "0")) if len(raw) >= 6 else None
    if coded and (not name or coded in named):
        return coded, "代码和名称相符。" if name else "代码相符。"
    if len(named) == 1:
        return named[
            0
        ], "按名称匹配；文件中的代码与统计代码不符（可能是民政代码），未采用。" if raw else "按名称匹配。"
    if coded:
        return None, f"代码对应“{coded.name}”，名称却是“{name}”：可能是民政代码，请人工核对。"
    return None, "没有找到对应的区划。" if len(named) == 0 else f"同名区划有 {len(named)} 个，无法确定。"


def _property(feature: Feature, keys: tuple[str, ...]) -> str:
    return next((str(feature.properties[key]).strip() for key in keys if feature.properties.get(key)), "")
