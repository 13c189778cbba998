"""From parsed TOML (dicts) to parameters, with errors that name file, parameter and entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .book import Lawbook, LawError
from .parameters import Certainty, ClockRule, Entry, Origin, Parameter, Source
from .units import Kind, check_unit, read_value

_ENTRY_KEYS = {
    "value", "rows", "unit", "since", "until", "jurisdiction", "from", "source", "article", "certainty",
    "note", "seen", "clock",
}  # fmt: skip
_PARAMETER_KEYS = {"id", "label", "kind", "help", "columns", "entries"}


def parse_files(files: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[Lawbook, dict[str, Source]]:
    """Build the shipped book from (file name, parsed TOML) pairs.

    Any file may hold ``[sources.KEY]`` and ``[clocks.KEY]``, common to all. An entry's ``from`` names a source
    and takes its title and period where the entry gives none of its own. Raises LawError.
    """
    pairs = list(files)
    sources: dict[str, Source] = {}
    clocks: dict[str, ClockRule] = {}
    for name, data in pairs:
        for key, raw in data.get("sources", {}).items():
            if key in sources:
                raise LawError(f"{name}：来源“{key}”声明了两次")
            sources[key] = _source(key, raw)
        for key, raw in data.get("clocks", {}).items():
            if key in clocks:
                raise LawError(f"{name}：计时规则“{key}”声明了两次")
            clocks[key] = _clock(key, raw)
    parameters = []
    for name, data in pairs:
        for raw in data.get("parameter", []):
            try:
                parameters.append(_parameter(raw, data, sources, clocks))
            except (LawError, ValueError, KeyError, TypeError) as error:
                raise LawError(f"{name}：参数“{raw.get('id', '?')}”：{error}") from error
    return Lawbook(parameters), sources


def _source(key: str, raw: Mapping[str, Any]) -> Source:
    return Source(
        key,
        str(raw["title"]),
        raw.get("since"),
        str(raw.get("since_note", "")),
        raw.get("until"),
        str(raw.get("replaced_by", "")),
        str(raw.get("seen", "")),
    )


def _clock(key: str, raw: Mapping[str, Any]) -> ClockRule:
    return ClockRule(
        key,
        raw.get("first_day_counts"),
        raw.get("rolls_off_holiday"),
        str(raw["source"]),
        str(raw.get("article", "")),
        Certainty(raw.get("certainty", "unverified")),
    )


def _parameter(
    raw: Mapping[str, Any],
    data: Mapping[str, Any],
    sources: Mapping[str, Source],
    clocks: Mapping[str, ClockRule],
) -> Parameter:
    strange = set(raw) - _PARAMETER_KEYS
    if strange:
        raise LawError(f"不认识的键：{'、'.join(sorted(strange))}")
    kind = Kind(raw["kind"])
    columns = dict(raw.get("columns", {}))
    if (kind is Kind.TABLE) != bool(columns):
        raise LawError("表要声明 columns，别的种类不要")
    entries = tuple(_entry(one, kind, columns, sources, clocks) for one in raw.get("entries", []))
    return Parameter(
        str(raw["id"]),
        str(raw["label"]),
        kind,
        str(data.get("subject", "")),
        str(data.get("label", "")),
        str(raw.get("help", "")),
        columns,
        entries,
    )


def _entry(
    raw: Mapping[str, Any],
    kind: Kind,
    columns: Mapping[str, str],
    sources: Mapping[str, Source],
    clocks: Mapping[str, ClockRule],
) -> Entry:
    strange = set(raw) - _ENTRY_KEYS
    if strange:
        raise LawError(f"条目有不认识的键：{'、'.join(sorted(strange))}")
    source = sources[raw["from"]] if "from" in raw else None
    clock = clocks[raw["clock"]] if "clock" in raw else None
    note = str(raw.get("note", ""))
    since = raw.get("since", source.since if source else None)
    if since is None and not note:
        note = source.since_note if source else ""
    entry = parse_entry(
        kind,
        columns,
        value=raw.get("rows", raw.get("value")),
        unit=str(raw.get("unit", "")),
        since=since,
        until=raw.get("until", source.until if source else None),
        jurisdiction=str(raw.get("jurisdiction", "000000")),
        source=str(raw.get("source", source.title if source else "")),
        article=str(raw.get("article", "")),
        certainty=Certainty(raw["certainty"]),
        note=note,
        seen=str(raw.get("seen", source.seen if source else "")),
        clock=clock,
    )
    if entry.certainty is Certainty.VERIFIED:
        raise LawError("随产品提供的条目不得标为已核实：只有持有原文的人可以核实")
    return entry


def parse_entry(
    kind: Kind,
    columns: Mapping[str, str],
    *,
    value: object,
    unit: str,
    since: date | None,
    until: date | None,
    jurisdiction: str,
    source: str,
    article: str,
    certainty: Certainty,
    note: str = "",
    seen: str = "",
    clock: ClockRule | None = None,
    origin: Origin = Origin.SHIPPED,
    key: str = "",
    verified_by: str = "",
    verified_on: date | None = None,
) -> Entry:
    """One entry from raw values, the same way for a file and for a form. Raises LawError in Chinese.

    An ``unset`` entry has no value and says why in ``note``; every other one has a value and a source.
    """
    if not (jurisdiction.isdigit() and len(jurisdiction) >= 6):
        raise LawError(f"行政区划代码“{jurisdiction}”不对：应为六位或更多位数字")
    for name, day in (("施行日", since), ("失效日", until)):
        if day is not None and type(day) is not date:
            raise LawError(f"{name}应为日期，却是“{day}”")
    read = None
    if certainty is Certainty.UNSET:
        if value is not None:
            raise LawError("标为未设定的条目不能有值")
        if not note:
            raise LawError("未设定的条目要在 note 中写明缘由")
    else:
        if not source:
            raise LawError("没有写明依据（来源）")
        if problem := check_unit(kind, unit):
            raise LawError(problem)
        try:
            read = read_value(kind, value, columns)
        except ValueError as error:
            raise LawError(str(error)) from None
    return Entry(
        read, unit, since, until, jurisdiction, source, article, certainty, note, seen, clock,
        verified_by, verified_on, origin, key,
    )  # fmt: skip
