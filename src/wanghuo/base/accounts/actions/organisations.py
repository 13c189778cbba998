"""Organisations: made, changed, imported as a tree, and reorganised (机构改革)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from wanghuo.base.divisions.models import Division
from wanghuo.base.divisions.pinyin import place_initials, place_key
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput

from .. import reassign
from ..importing import Row, check_organisations
from ..models import FormerName, Organisation, Reorganisation, Succession
from ..queries import standing
from ..rules import tail_of_term
from ..sectors import labels as sector_labels

RULE = "单位管理"


def _faults(row: Organisation) -> dict[str, str]:
    fields = {}
    if not row.name:
        fields["name"] = "请填写全称。"
    if row.kind not in Organisation.Kind.values:
        fields["kind"] = "请从列表中选择类别。"
    if strange := [s for s in row.sectors if s not in sector_labels()]:
        fields["sectors"] = f"没有这些行业：{'、'.join(strange)}。"
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        fields["valid_until"] = "撤销日期不能早于成立日期。"
    above = row.parent
    while above is not None:
        if row.pk is not None and above.pk == row.pk:
            fields["parent"] = "上级不能是本单位或其下级。"
            break
        above = above.parent
    twins = Organisation.objects.filter(name=row.name, parent=row.parent, valid_until=None)
    if row.name and twins.exclude(pk=row.pk).exists():
        fields["name"] = "同一上级下已有同名单位。"
    return fields


def _name(row: Organisation) -> None:
    """Pinyin of what people call it, and of the full name after it, for search and sorting."""
    row.pinyin = place_key(row.short_name or row.name)[:300]
    row.initials = place_initials(row.short_name or row.name)[:80]


@action("accounts.create_organisation", "新建单位")
def create_organisation(act: Act, **values: Any) -> Organisation:
    """``values``: fields of :class:`Organisation`."""
    row = Organisation(**values)
    act.on(row)
    if fields := _faults(row):
        raise BadInput("单位未建立。", fields=fields, rule=RULE)
    _name(row)
    row.save()
    return row


@action("accounts.change_organisation", "修改单位")
def change_organisation(act: Act, row: Organisation, **values: Any) -> Organisation:
    """Corrects a record. A new name by decision is a reorganisation, so that the old one is kept."""
    act.on(row)
    act.changed(row, **values)
    if fields := _faults(row):
        raise BadInput("未保存。", fields=fields, rule=RULE)
    _name(row)
    row.save()
    return row


@action("accounts.import_organisations", "导入单位")
def import_organisations(act: Act, rows: Iterable[Mapping[str, Any]]) -> int:
    """A tree from rows (see ``importing.py``), all or nothing; what exists by name is left as it is.

    Returns how many are new. Raises BadInput keyed by the index of the row, from 0.
    """
    act.on(Organisation(name="单位导入", kind=Organisation.Kind.OTHER))
    report = check_organisations(list(rows))
    act.note(new=report.new, known=report.known, faults=len(report.faults))
    if report.faults:
        fields: dict[str, str] = {}
        for fault in report.faults:
            index = str(fault.line - 2)
            fields[index] = fields.get(index, "") + fault.text
        raise BadInput(
            f"有 {len(report.faults)} 处错误，未导入任何一行。",
            fields=fields,
            rule="导入要么全部成功，要么全部不入",
            next_step="请按提示改正后重新上传。",
        )
    _write(report.rows)
    return report.new


def _write(rows: list[Row]) -> None:
    divisions = dict(Division.objects.values_list("code", "id"))
    made: dict[str, Organisation] = {}
    for row in rows:
        if row.known is not None:
            made[row.name] = Organisation(pk=row.known)
            continue
        parent = made.get(row.parent) or (
            Organisation(pk=row.parent_known) if row.parent_known is not None else None
        )
        new = Organisation(
            name=row.name,
            short_name=row.short_name,
            kind=row.kind,
            parent_id=parent.pk if parent else None,
            division_id=divisions.get(row.division),
            sectors=row.sectors,
            aliases=row.aliases,
            credit_code=row.credit_code,
            valid_from=row.valid_from,
            source="导入",
        )
        _name(new)
        new.save()
        made[row.name] = new


def _succeed(
    act: Act, change: Reorganisation, before: Organisation, after: Organisation | None
) -> Succession:
    """End ``before`` the day before; its posts and open work go to ``after``."""
    last = change.effective - timedelta(days=1)
    moved: dict[str, int] = {}
    posts = 0
    for post in list(before.posts.all()):
        term = tail_of_term(post.since, post.until, last)
        if term is None:
            continue
        areas = list(post.divisions.all())
        if post.since > last:
            post.organisation = after or before
            post.save(update_fields=["organisation"])
        else:
            post.until = last
            post.save(update_fields=["until"])
            if after is not None:
                _again(post, after, term, areas)
        posts += 1
    if after is not None:
        moved = reassign.move_all(act, before, after)
        before.children.filter(valid_until=None).update(parent=after)
    before.valid_until, before.successor = last, after
    before.save(update_fields=["valid_until", "successor"])
    line = Succession(
        change=change,
        before=before,
        after=after,
        name_before=before.name,
        name_after=after.name if after else "",
        moved={"岗位": posts, **moved} if posts else moved,
    )
    line.save()
    return line


def _again(post: Any, after: Organisation, term: tuple[date, date | None], areas: list[Division]) -> None:
    """The same post at the successor, for the rest of its term."""
    post.pk = None
    post._state.adding = True
    post.organisation = after
    post.since, post.until = term
    post.save(force_insert=True)
    post.divisions.set(areas)


@action("accounts.reorganise", "机构变更")
def reorganise(
    act: Act,
    *,
    kind: str,
    befores: list[Organisation],
    afters: list[Organisation],
    effective: date,
    basis: str,
    note: str = "",
    new_name: str = "",
    new_short_name: str = "",
) -> Reorganisation:
    """Rename (one, ``new_name``), merge (several into one), split (one into several, the first takes posts and work)
    or abolish (one, ``afters`` empty unless something takes over). Look at ``reorganising.preview`` first.
    """
    for row in befores:
        act.on(row)
    fields = _change_faults(act, kind, befores, afters, effective, basis, new_name)
    if fields:
        raise BadInput("机构变更未办理。", fields=fields, rule="机构变更须有依据和生效日期")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('accounts.reorganise', 0))")
    change = Reorganisation(
        kind=kind, effective=effective, basis=basis.strip(), note=note, done_at=act.at, done_by=act.actor.name
    )
    change.save()
    if kind == Reorganisation.Kind.RENAME:
        _rename(act, change, befores[0], new_name.strip(), new_short_name.strip())
        return change
    for before in befores:
        first = _succeed(act, change, before, afters[0] if afters else None)
        for after in afters[1:]:
            Succession(
                change=change,
                before=before,
                after=after,
                name_before=first.name_before,
                name_after=after.name,
            ).save()
    act.note(kind=change.get_kind_display(), effective=effective, basis=basis, to=[a.name for a in afters])
    return change


def _rename(act: Act, change: Reorganisation, row: Organisation, name: str, short: str) -> None:
    FormerName(
        organisation=row,
        name=row.name,
        short_name=row.short_name,
        until=change.effective - timedelta(days=1),
    ).save()
    Succession(change=change, before=row, after=row, name_before=row.name, name_after=name).save()
    act.changed(row, name=name, short_name=short or row.short_name)
    _name(row)
    row.save()
    act.note(kind="更名", effective=change.effective, basis=change.basis)


def _change_faults(
    act: Act,
    kind: str,
    befores: list[Organisation],
    afters: list[Organisation],
    effective: date,
    basis: str,
    new_name: str,
) -> dict[str, str]:
    fields = {}
    today = localdate(act.at)
    if effective > today:
        fields["effective"] = "生效日期未到：请在生效当日或之后办理，未结事项在办理时转移。"
    if not basis.strip():
        fields["basis"] = "请写明依据，例如机构改革方案的文号。"
    if gone := [str(b) for b in befores if not b.holds(effective - timedelta(days=1))]:
        fields["befores"] = f"{'、'.join(gone)}在生效前一日已不存在。"
    if early := [str(a) for a in afters if not a.holds(effective)]:
        fields["afters"] = f"{'、'.join(early)}在生效日不存在：请先新建承继单位。"
    if {b.pk for b in befores} & {a.pk for a in afters}:
        fields["afters"] = "承继单位不能是被变更的单位本身。"
    counts = {
        "rename": (1, 1, 0, 0),
        "merge": (1, 99, 1, 1),
        "split": (1, 1, 2, 99),
        "convert": (1, 1, 1, 1),
        "abolish": (1, 1, 0, 1),
    }
    low, high, least, most = counts.get(kind, (1, 1, 0, 0))
    if kind not in counts:
        fields["kind"] = "请选择变更方式。"
    if not low <= len(befores) <= high:
        fields["befores"] = "请选择被变更的单位；更名、分设、撤销一次只办一个。"
    if not least <= len(afters) <= most:
        fields["afters"] = "合并须有一个承继单位，分设须有两个以上，更名不填。"
    if kind == "rename" and not new_name.strip():
        fields["new_name"] = "请填写新名称。"
    if kind == "abolish" and not afters and befores:
        fields |= _left_behind(befores[0], effective)
    return fields


def _left_behind(row: Organisation, effective: date) -> dict[str, str]:
    """An abolition without successor leaves nothing behind: no work, no sub-bodies."""
    held = reassign.count_at(row)
    below = standing(row.children.all(), effective).count()
    if held or below:
        what = "、".join(
            [*(f"{k} {n} 件" for k, n in held.items()), *([f"下级单位 {below} 个"] if below else [])]
        )
        return {"afters": f"该单位尚有{what}，请指定承继单位。"}
    return {}
