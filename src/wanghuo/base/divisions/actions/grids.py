"""Own grids (网格) beneath villages: create, rename, retire. A code is the village's twelve digits and three more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope.errors import BadInput, NotNow

from .. import codes, pinyin
from ..models import Alias, Division


def _village(code: str) -> Division:
    village = Division.objects.select_for_update(of=("self",)).filter(code=code.strip()).first()
    if village is None or village.level != Division.Level.VILLAGE:
        raise BadInput(
            "没有这个村（社区）。", fields={"village": f"“{code}”不是现行村（社区）的 12 位代码。"}
        )
    if village.valid_until is not None:
        instead = f"，现为 {village.successor.name}（{village.successor.code}）" if village.successor else ""
        raise BadInput("村（社区）已停用。", fields={"village": f"{village.name}已停用{instead}。"})
    return village


def _free_number(village: Division, number: int | None) -> int:
    used = {int(c[-3:]) for c in Division.objects.filter(parent=village).values_list("code", flat=True)}
    if number is None:
        number = next((n for n in range(1, 1000) if n not in used), 0)
    if not 1 <= number <= 999:
        raise BadInput("网格号不可用。", fields={"number": "网格号应在 1 至 999 之间。"})
    if number in used:
        raise BadInput(
            "网格号已用过。",
            fields={"number": f"{village.name}的 {number:03d} 号网格已存在或曾经使用，停用的号码不再使用。"},
        )
    return number


def _name(name: str, village: Division) -> str:
    name = name.strip()
    if not name or len(name) > 40:
        raise BadInput("网格名称不可用。", fields={"name": "请填写 1 至 40 个字的名称。"})
    if Division.objects.current().filter(parent=village, name=name).exists():
        raise BadInput("网格重名。", fields={"name": f"{village.name}已有名为“{name}”的网格。"})
    return name


@action("divisions.create_grid", "新建网格")
def create_grid(
    act: Act, *, village: str, name: str, number: int | None = None, since: date | None = None
) -> Division:
    """A grid beneath a village (12-digit code). Without ``number`` the next free one. Raises BadInput."""
    grid = _make(act, village, name, number, since)
    act.note(code=grid.code, name=grid.name, village=village)
    return grid


@action("divisions.import_grids", "批量导入网格")
def import_grids(act: Act, rows: list[dict[str, Any]]) -> int:
    """All lines or none: ``village`` (code), ``name``, ``number`` (may be None). Raises BadInput by line, from 0."""
    faults: dict[str, str] = {}
    for index, row in enumerate(rows):
        try:
            _make(act, row["village"], row["name"], row.get("number"), None)
        except BadInput as refusal:
            faults[str(index)] = " ".join(refusal.fields.values()) or str(refusal)
    if faults:
        raise BadInput(f"有 {len(faults)} 行不能导入。", fields=faults, next_step="请改正后重新上传。")
    act.note(grids=len(rows))
    return len(rows)


def _make(act: Act, village: str, name: str, number: int | None, since: date | None) -> Division:
    above = _village(village)
    label = _name(name, above)
    grid = Division(
        code=f"{above.code}{_free_number(above, number):03d}",
        name=label,
        full_name=label,
        level=Division.Level.GRID,
        kind=codes.Kind.GRID.value,
        parent=above,
        pinyin=pinyin.place_key(label),
        initials=pinyin.place_initials(label),
        valid_from=since or timezone.localdate(act.at),
        source="本区自划网格",
    )
    act.on(grid)
    grid.save(force_insert=True)
    return grid


@action("divisions.rename_grid", "网格更名")
def rename_grid(act: Act, grid: Division, *, name: str) -> Division:
    act.on(grid)
    _is_own(grid)
    assert grid.parent is not None
    label = _name(name, grid.parent)
    today = timezone.localdate(act.at)
    Alias.objects.update_or_create(
        division=grid,
        scheme=Alias.Scheme.FORMER_NAME,
        value=grid.name,
        defaults={"pinyin": grid.pinyin, "valid_until": today - timedelta(days=1)},
    )
    act.changed(grid, name=label, full_name=label)
    grid.pinyin, grid.initials = pinyin.place_key(label), pinyin.place_initials(label)
    grid.save(update_fields=["name", "full_name", "pinyin", "initials"])
    return grid


@action("divisions.retire_grid", "停用网格")
def retire_grid(act: Act, grid: Division, *, last_day: date | None = None, successor: str = "") -> Division:
    """End a grid after ``last_day`` (today by default), optionally naming the grid that takes over its ground."""
    act.on(grid)
    _is_own(grid)
    day = last_day or timezone.localdate(act.at)
    if grid.valid_from and day < grid.valid_from:
        raise BadInput(
            "停用日期有误。", fields={"last_day": f"该网格自 {grid.valid_from} 启用，停用日不能更早。"}
        )
    heir = None
    if successor.strip():
        heir = Division.objects.current().filter(code=successor.strip(), level=Division.Level.GRID).first()
        if heir is None or heir.pk == grid.pk:
            raise BadInput("接替网格有误。", fields={"successor": "请填写另一个现行网格的 15 位代码。"})
    act.changed(grid, valid_until=day, successor=heir)
    grid.save(update_fields=["valid_until", "successor"])
    return grid


def _is_own(grid: Division) -> None:
    if grid.level != Division.Level.GRID:
        raise NotNow(
            f"{grid.name}不是网格。",
            rule="街道乡镇和村（社区）以国家统计局区划代码为准",
            next_step="请用“新版区划代码”导入。",
        )
    if grid.valid_until is not None:
        raise NotNow(f"{grid.name}已于 {grid.valid_until} 停用。")
