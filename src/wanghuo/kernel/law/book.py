"""The lawbook: what is the rule on that day, in that place; what changed between two days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from .clock import Term
from .parameters import Certainty, Entry, Origin, Parameter
from .units import Kind, Value, check_unit, show

NATION = "000000"


class LawError(ValueError):
    """A Chinese sentence: what is wrong, with which parameter, and what to do."""


def chain(jurisdiction: str) -> tuple[str, ...]:
    """Codes whose rules reach ``jurisdiction``, widest first: nation, municipality, prefecture, district, town.

    >>> chain("500154")
    ('000000', '500000', '500100', '500154')
    """
    if not (jurisdiction.isdigit() and len(jurisdiction) >= 6):
        raise LawError(f"行政区划代码“{jurisdiction}”不对：应为六位或更多位数字")
    six = jurisdiction[:6]
    codes = [NATION, six[:2] + "0000", six[:4] + "00", six]
    if len(jurisdiction) >= 9:
        codes.append(jurisdiction[:9])
    codes.append(jurisdiction)
    return tuple(dict.fromkeys(codes))


@dataclass(frozen=True, slots=True)
class Finding:
    """What the book says of one parameter on one day.

    ``state``: "set", "unset" (nobody has sourced a value), "expired" (the last one ended; it is in ``last``
    and must not be used), "not_yet" (the first one loaded begins later: what held before is not in the book). ``value`` is None unless "set".
    """

    parameter: Parameter
    day: date
    jurisdiction: str
    state: str
    entry: Entry | None
    last: Entry | None
    warnings: tuple[str, ...]

    @property
    def value(self) -> Value | None:
        return self.entry.value if self.entry else None

    @property
    def is_set(self) -> bool:
        return self.state == "set"

    @property
    def state_label(self) -> str:
        return {"set": "现行", "unset": "未设定", "expired": "已失效", "not_yet": "当日未载入"}[self.state]

    @property
    def certainty(self) -> Certainty:
        return self.entry.certainty if self.entry else Certainty.UNSET

    @property
    def shown(self) -> str:
        return show(self.value, self.entry.unit) if self.entry else self.state_label

    def require(self) -> Entry:
        """The entry in force. Raises LawError when there is none: a value is never invented."""
        if self.entry is None:
            raise LawError(
                f"“{self.parameter.label}”在 {self.day.isoformat()} {self.state_label}，不能据此办理；"
                "请由法律参数维护人员在“法律参数”中据原文设定，经另一人批准后再办"
            )
        return self.entry

    def term(self) -> Term:
        """The duration as a term for the clock, counted by the rule its entry cites."""
        entry = self.require()
        if self.parameter.kind is not Kind.DURATION or not isinstance(entry.value, Decimal):
            raise LawError(f"“{self.parameter.label}”不是期限，不能用来计时")
        rule = entry.clock
        return Term(
            int(entry.value),
            entry.unit,
            rule.first_day_counts if rule else None,
            rule.rolls_off_holiday if rule else None,
            f"{rule.source}{rule.article}" if rule else "",
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter whose finding differs between two days."""

    parameter: Parameter
    before: Finding
    after: Finding


class Lawbook:
    """All parameters, shipped and local. Immutable; ``with_entries`` gives a new one."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._parameters: dict[str, Parameter] = {}
        for parameter in parameters:
            if parameter.id in self._parameters:
                raise LawError(f"参数“{parameter.id}”声明了两次")
            check_parameter(parameter)
            self._parameters[parameter.id] = parameter

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return self._parameters

    @cached_property
    def subjects(self) -> dict[str, str]:
        return {p.subject: p.subject_label for p in self._parameters.values()}

    def parameter(self, parameter_id: str) -> Parameter:
        try:
            return self._parameters[parameter_id]
        except KeyError:
            raise LawError(
                f"没有名为“{parameter_id}”的法律参数；请核对编号，或先在 policy/law 中声明"
            ) from None

    def with_entries(self, local: Iterable[tuple[str, Entry]]) -> Lawbook:
        """A new book with the district's own entries laid over the shipped ones."""
        added: dict[str, list[Entry]] = {}
        for parameter_id, entry in local:
            self.parameter(parameter_id)
            added.setdefault(parameter_id, []).append(replace(entry, origin=Origin.LOCAL))
        return Lawbook(
            replace(p, entries=(*p.entries, *added[p.id])) if p.id in added else p
            for p in self._parameters.values()
        )

    def with_verified(self, verified: Mapping[str, tuple[str, date]]) -> Lawbook:
        """A new book where entries of those fingerprints are verified, by (person, day)."""

        def mark(parameter_id: str, entry: Entry) -> Entry:
            by = verified.get(entry.fingerprint(parameter_id))
            if by is None or entry.value is None:
                return entry
            return replace(entry, certainty=Certainty.VERIFIED, verified_by=by[0], verified_on=by[1])

        return Lawbook(
            replace(p, entries=tuple(mark(p.id, e) for e in p.entries)) for p in self._parameters.values()
        )

    def at(self, day: date, parameter_id: str, jurisdiction: str = NATION) -> Finding:
        """The finding for ``parameter_id`` on ``day``, the day of the act, in ``jurisdiction``.

        The narrowest place wins; within one place a local entry wins over a shipped one; an unset entry
        never hides a set one above it. Raises LawError on an unknown id or code.
        """
        parameter = self.parameter(parameter_id)
        reach = chain(jurisdiction)
        reaching = sorted(
            (e for e in parameter.entries if e.jurisdiction in reach),
            key=lambda e: (reach.index(e.jurisdiction), e.origin is Origin.LOCAL),
        )
        now = [e for e in reaching if e.in_force(day)]
        valued = [e for e in now if e.value is not None]
        if valued:
            entry = valued[-1]
            hidden = tuple(e for e in valued[:-1])
            warnings = (*_doubts(entry, parameter, day), *_overlays(entry, hidden, now))
            return Finding(parameter, day, jurisdiction, "set", entry, None, warnings)
        return _nothing(parameter, day, jurisdiction, reaching, now)

    def history(self, parameter_id: str, jurisdiction: str | None = None) -> tuple[Entry, ...]:
        """Every entry, oldest first (an unknown start first of all); only those reaching a place, if given."""
        entries = self.parameter(parameter_id).entries
        if jurisdiction is not None:
            reach = chain(jurisdiction)
            entries = tuple(e for e in entries if e.jurisdiction in reach)
        return tuple(sorted(entries, key=lambda e: (e.since or date.min, e.jurisdiction, e.origin.value)))

    def changes(self, before: date, after: date, jurisdiction: str = NATION) -> tuple[Change, ...]:
        """Parameters whose value, unit or state differs between the two days, by id."""
        found = []
        for parameter_id in sorted(self._parameters):
            one, two = self.at(before, parameter_id, jurisdiction), self.at(after, parameter_id, jurisdiction)
            if _essence(one) != _essence(two):
                found.append(Change(one.parameter, one, two))
        return tuple(found)


def _essence(finding: Finding) -> tuple[object, ...]:
    entry = finding.entry
    return finding.state, entry.value if entry else None, entry.unit if entry else None


def check_parameter(parameter: Parameter) -> None:
    """Raises LawError for a bad unit, an empty period, or two entries of one layer that meet on a day."""
    for entry in parameter.entries:
        if entry.value is not None and (problem := check_unit(parameter.kind, entry.unit)):
            raise LawError(f"参数“{parameter.id}”：{problem}")
        if entry.since and entry.until and entry.until < entry.since:
            raise LawError(f"参数“{parameter.id}”：失效日 {entry.until} 早于施行日 {entry.since}")
        if entry.since is None and not entry.note:
            raise LawError(f"参数“{parameter.id}”：施行日不明，应在 note 中写明缘由")
    ordered = sorted(parameter.entries, key=lambda e: (e.jurisdiction, e.origin.value, e.since or date.min))
    for i, one in enumerate(ordered):
        for two in ordered[i + 1 :]:
            if one.layer == two.layer and one.overlaps(two):
                raise LawError(
                    f"参数“{parameter.id}”在 {one.jurisdiction} 有两条同时有效：{one.period}（{one.source}）"
                    f"与 {two.period}（{two.source}）；请先给前一条写上失效日"
                )


def _doubts(entry: Entry, parameter: Parameter, day: date) -> tuple[str, ...]:
    said = []
    if entry.certainty is Certainty.UNVERIFIED:
        said.append("待核：来源未见原文，请核对条款后再作为依据")
    if entry.since is None:
        said.append(f"施行日未设定：{entry.note}")
    if parameter.kind is Kind.DURATION:
        if entry.clock is None or entry.clock.first_day_counts is None:
            said.append("首日是否计入未设定：按较早的读法暂算")
        if entry.clock is None or entry.clock.rolls_off_holiday is None:
            said.append("末日逢节假日是否顺延未设定：按较早的读法暂算")
    if entry.until is not None and (entry.until - day).days <= 90:
        said.append(f"将于 {entry.until.isoformat()} 后失效")
    return tuple(said)


def _overlays(entry: Entry, hidden: tuple[Entry, ...], now: list[Entry]) -> tuple[str, ...]:
    said = [
        f"取代 {e.jurisdiction} 的规定：{e.shown}（{e.citation}）" for e in hidden if e.value != entry.value
    ]
    narrower = now[now.index(entry) + 1 :]
    said += [f"{e.jurisdiction} 本级未设定，沿用上级规定" for e in narrower]
    return tuple(said)


def _nothing(
    parameter: Parameter, day: date, jurisdiction: str, reaching: list[Entry], now: list[Entry]
) -> Finding:
    past = [e for e in reaching if e.value is not None and e.until is not None and e.until < day]
    coming = [e for e in reaching if e.value is not None and e.since is not None and e.since > day]
    if past:
        last = max(past, key=lambda e: e.until or date.min)
        warning = f"已失效：{last.shown}（{last.citation}）止于 {last.until}，其后没有设定"
        notes = tuple(e.note for e in now if e.note)
        return Finding(parameter, day, jurisdiction, "expired", None, last, (warning, *notes))
    if now or not coming:
        reasons = tuple(e.note for e in now if e.note) or ("没有可据的来源",)
        return Finding(parameter, day, jurisdiction, "unset", None, None, reasons)
    first = min(coming, key=lambda e: e.since or date.max)
    warning = (
        f"载入的最早一条自 {first.since} 起：{first.shown}（{first.citation}）；"
        "更早的规定没有载入，请查当时的文本"
    )
    return Finding(parameter, day, jurisdiction, "not_yet", None, first, (warning,))
