"""Turning accepted changes of an edition into rows. Called inside an action's transaction."""

from __future__ import annotations

from datetime import timedelta

from wanghuo.base.ledger.record import Act
from wanghuo.base.scope.errors import NotNow

from .. import codes, pinyin
from ..editions import Aspect, Change, Entry
from ..making import Taking, division_of
from ..models import Alias, Boundary, Division, Population


def take(act: Act, change: Change, taking: Taking, heir: str = "") -> Division:
    """One accepted change, written. Returns the row that stands afterwards (the ended one for a unit that is gone).

    ``heir`` is the code into which a unit that is gone was merged, chosen by a person.
    Raises NotNow for a code that another unit has had, or a parent that is not there.
    """
    if change.old is None:
        assert change.new is not None
        return _begin(change.new, taking)
    old = Division.objects.select_for_update().get(code=change.old.code)
    if change.new is None:
        return _end(old, taking, _heir(heir) if heir else None)
    if Aspect.RECODED in change.aspects:
        new = _begin(change.new, taking)
        _inherit(old, new)
        _end(old, taking, new)
        _recode_grids(old, new, taking)
        return new
    return _rename(old, change.new, taking)


def refuse_orphans(act: Act) -> None:
    """No current unit may hang beneath one that is over. Raises NotNow naming the first few."""
    orphans = (
        Division.objects.current().filter(parent__valid_until__isnull=False).select_related("parent")[:6]
    )
    if orphans:
        named = "、".join(
            f"{o.name}（{o.code}，上级 {o.parent.name if o.parent else ''} 已停用）" for o in orphans
        )
        raise NotNow(
            f"有下级单位仍挂在已停用的上级之下：{named}。",
            rule="区划代码换码须连同下级一并处理",
            next_step="请在预览中一并勾选这些下级单位的变更后再确认。",
        )


def _begin(entry: Entry, taking: Taking) -> Division:
    before = Division.objects.filter(code=entry.code).first()
    if before:
        raise NotNow(
            f"代码 {entry.code} 曾用于“{before.name}”，不能再用于“{codes.short_name(entry.name)}”。",
            rule="辖区权限按代码判定，同一代码先后用于两个单位会使原单位人员看到新单位的数据",
            next_step="请核对来源文件；确系同一单位的，请在名称相同的一行上处理。",
        )
    parent = Division.objects.filter(code=entry.parent).first() if entry.parent else None
    if parent is None and entry.level not in (
        codes.Level.DISTRICT,
        codes.Level.PREFECTURE,
        codes.Level.PROVINCE,
    ):
        raise NotNow(
            f"“{codes.short_name(entry.name)}”的上级 {entry.parent} 还没有建立。",
            next_step="请一并勾选其上级的变更。",
        )
    row = division_of(entry, parent, taking)
    row.save(force_insert=True)
    return row


def _heir(code: str) -> Division:
    found = Division.objects.current().filter(code=code).first()
    if found is None:
        raise NotNow(f"并入的单位 {code} 不存在或已停用。", next_step="请改填现行单位的 12 位代码。")
    return found


def _end(row: Division, taking: Taking, successor: Division | None) -> Division:
    assert taking.effective is not None
    last = taking.effective - timedelta(days=1)
    if row.valid_from and last < row.valid_from:
        raise NotNow(
            f"“{row.name}”自 {row.valid_from} 起启用，不能早于此日停用。", next_step="请核对生效日期。"
        )
    row.valid_until, row.successor = last, successor
    row.save(update_fields=["valid_until", "successor"])
    return row


def _rename(row: Division, new: Entry, taking: Taking) -> Division:
    assert taking.effective is not None
    Alias.objects.update_or_create(
        division=row,
        scheme=Alias.Scheme.FORMER_NAME,
        value=row.name,
        defaults={
            "pinyin": row.pinyin,
            "valid_until": taking.effective - timedelta(days=1),
            "source": taking.source,
        },
    )
    name = codes.short_name(new.name)
    row.name, row.full_name, row.kind = name, new.name, new.kind.value
    row.pinyin, row.initials = pinyin.place_key(name), pinyin.place_initials(name)
    row.save(update_fields=["name", "full_name", "kind", "pinyin", "initials"])
    return row


def _inherit(old: Division, new: Division) -> None:
    """A recoded unit keeps its place, figures, outline and other codes: they say of the land, not of the code."""
    new.lon, new.lat, new.point_source = old.lon, old.lat, old.point_source
    new.save(update_fields=["lon", "lat", "point_source"])
    note = f"沿用原代码 {old.code} {old.name}的数据"
    for figure in Population.objects.filter(division=old):
        copy = Population.objects.create(
            division=new, year=figure.year, people=figure.people, source=figure.source, note=note
        )
        copy.includes.set(figure.includes.all())
    for outline in Boundary.objects.filter(division=old):
        Boundary.objects.create(
            division=new,
            provenance=outline.provenance,
            geometry=outline.geometry,
            area_km2=outline.area_km2,
            source=outline.source,
            label=outline.label,
        )
    for alias in Alias.objects.filter(division=old, scheme=Alias.Scheme.MCA):
        Alias.objects.create(division=new, scheme=alias.scheme, value=alias.value, source=alias.source)


def _recode_grids(old: Division, new: Division, taking: Taking) -> None:
    """Own grids follow their village to its new code."""
    for grid in Division.objects.current().filter(parent=old, level=Division.Level.GRID):
        entry = Entry(new.code + grid.code[codes.LENGTH :], grid.name)
        heir = _begin(entry, taking)
        _inherit(grid, heir)
        _end(grid, taking, heir)
