"""An organisation tree from rows: what each row means, and everything wrong with it before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wanghuo.base.divisions.models import Division

from .models import Organisation
from .sectors import labels as sector_labels

# Heading on the sheet → key in a row. The first is the only one that must be filled, with the kind.
HEADINGS: dict[str, str] = {
    "全称": "name",
    "简称": "short_name",
    "类别": "kind",
    "上级单位": "parent",
    "区划代码": "division",
    "行业": "sectors",
    "别称": "aliases",
    "统一社会信用代码": "credit_code",
    "成立日期": "valid_from",
}
EXAMPLE = ("示例区教育委员会", "区教委", "政府部门", "", "500154000000", "教育", "教委", "", "2019-01-01")
_SPLIT = str.maketrans("，,;；/", "、、、、、")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; ``line`` counts from 2, as on the sheet."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row understood. ``known``: id of the organisation of that name that exists already (then nothing is made)."""

    line: int
    name: str
    short_name: str
    kind: str
    parent: str
    division: str
    sectors: list[str]
    aliases: list[str]
    credit_code: str
    valid_from: date | None
    known: int | None = None
    parent_known: int | None = None


@dataclass(frozen=True)
class Report:
    """Rows in an order in which each parent comes before its children; faults in the sheet's order."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(r.known is None for r in self.rows)

    @property
    def known(self) -> int:
        return sum(r.known is not None for r in self.rows)


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    return "" if value is None else str(value).strip()


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.translate(_SPLIT).split("、") if part.strip()]


def _day(value: Any) -> date | None:
    """Raises ValueError."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip().replace("/", "-").replace(".", "-")
    return date.fromisoformat(text) if text else None


def _row(
    line: int, raw: Mapping[str, Any], divisions: Mapping[str, int], sectors: Mapping[str, str]
) -> tuple[Row, list[Fault]]:
    faults = []
    kinds = {label: value for value, label in Organisation.Kind.choices} | {
        v: v for v in Organisation.Kind.values
    }
    by_label = {label: key for key, label in sectors.items()} | {key: key for key in sectors}
    name, kind, code = _text(raw, "name"), _text(raw, "kind"), _text(raw, "division")
    if not name:
        faults.append(Fault(line, "没有填写全称。"))
    if len(name) > 200:
        faults.append(Fault(line, "全称超过 200 字。"))
    if kind not in kinds:
        faults.append(Fault(line, f"类别“{kind}”不在列表中（{'、'.join(Organisation.Kind.labels)}）。"))
    if code and code not in divisions:
        faults.append(Fault(line, f"区划代码“{code}”不存在。"))
    wanted = _list(_text(raw, "sectors"))
    if strange := [s for s in wanted if s not in by_label]:
        faults.append(Fault(line, f"没有这些行业：{'、'.join(strange)}。"))
    founded = None
    try:
        founded = _day(raw.get("valid_from"))
    except ValueError:
        faults.append(Fault(line, f"成立日期“{raw.get('valid_from')}”不是日期，应如 2019-01-01。"))
    row = Row(
        line, name, _text(raw, "short_name")[:80], kinds.get(kind, ""), _text(raw, "parent"), code,
        [by_label[s] for s in wanted if s in by_label], _list(_text(raw, "aliases")),
        _text(raw, "credit_code")[:18], founded,
    )  # fmt: skip
    return row, faults


def check_rows(
    raws: Sequence[Mapping[str, Any]],
    known: Mapping[str, int],
    divisions: Mapping[str, int],
    sectors: Mapping[str, str],
) -> Report:
    """Pure: rows → report. ``known``: names (full, and short where unique) of what exists → id."""
    faults: list[Fault] = []
    rows: dict[str, Row] = {}
    for line, raw in enumerate(raws, start=2):
        if not any(_text(raw, key) for key in HEADINGS.values()):
            continue
        row, wrong = _row(line, raw, divisions, sectors)
        faults += wrong
        if row.name in rows:
            faults.append(Fault(line, f"“{row.name}”与第 {rows[row.name].line} 行重复。"))
        elif row.name:
            rows[row.name] = row
    names = {row.short_name: row.name for row in rows.values() if row.short_name} | {n: n for n in rows}
    for row in rows.values():
        if row.parent and row.parent not in names and row.parent not in known:
            faults.append(Fault(row.line, f"上级单位“{row.parent}”既不在表中，也不在系统中。"))
    ordered, circle = _in_order(rows, names)
    faults += [Fault(rows[name].line, f"“{name}”的上级关系成环。") for name in circle]
    if not rows and not faults:
        faults.append(Fault(2, "表中没有数据行。"))
    placed = [_placed(row, names, known) for row in ordered]
    return Report(placed, sorted(faults, key=lambda f: f.line))


def _placed(row: Row, names: Mapping[str, str], known: Mapping[str, int]) -> Row:
    parent = names.get(row.parent, row.parent)
    above = known.get(row.parent) if parent not in names else None
    return Row(
        row.line, row.name, row.short_name, row.kind, parent, row.division, row.sectors, row.aliases,
        row.credit_code, row.valid_from, known.get(row.name), above,
    )  # fmt: skip


def _in_order(rows: Mapping[str, Row], names: Mapping[str, str]) -> tuple[list[Row], list[str]]:
    """Parents before children; the names that lie on or beneath a circle."""
    done: dict[str, Row] = {}
    left = dict(rows)
    while left:
        ready = [
            name
            for name, row in left.items()
            if (above := names.get(row.parent, "")) not in left or above in done
        ]
        if not ready:
            break
        for name in ready:
            done[name] = left.pop(name)
    return list(done.values()), list(left)


def check_organisations(raws: Sequence[Mapping[str, Any]]) -> Report:
    """The dry run: what an import of these rows would do, and everything wrong with them."""
    codes = dict(Division.objects.values_list("code", "id"))
    return check_rows(raws, known_organisations(), codes, sector_labels())


def known_organisations() -> dict[str, int]:
    """Full names of standing organisations → id, and short names where only one bears them."""
    found: dict[str, int] = {}
    shorts: dict[str, list[int]] = {}
    for pk, name, short in Organisation.objects.filter(valid_until=None).values_list(
        "id", "name", "short_name"
    ):
        found[name] = pk
        if short:
            shorts.setdefault(short, []).append(pk)
    return {s: ids[0] for s, ids in shorts.items() if len(ids) == 1} | found
