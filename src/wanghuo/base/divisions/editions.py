"""Two editions of the statistics codes compared: what is new, gone, renamed, recoded, reclassified or moved.

The comparison proposes; a person accepts row by row, because a code list does not say *why* a unit vanished.
Towns are matched first (by name, by their villages, by code), then villages within matched towns, so that a recoded
town takes its villages along: 镇安镇 500154101 → 正安街道 500154008 and its ten units.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from . import codes
from .codes import Level

_MOSTLY = 0.6
_NEARLY_ALL = 0.8


@dataclass(frozen=True, order=True)
class Entry:
    """One line of an edition: a twelve-digit code and the full name."""

    code: str
    name: str

    @property
    def level(self) -> Level:
        return codes.level_of(self.code)

    @property
    def parent(self) -> str | None:
        return codes.parent_of(self.code)

    @property
    def kind(self) -> codes.Kind:
        return codes.kind_of(self.code, self.name)

    @property
    def stem(self) -> str:
        return codes.stem(self.name)


class Aspect(StrEnum):
    """What differs between the two sides of a pair."""

    NEW = "new"
    GONE = "gone"
    RENAMED = "renamed"
    RECODED = "recoded"
    RECLASSIFIED = "reclassified"
    MOVED = "moved"

    @property
    def label(self) -> str:
        return _ASPECTS[self]


class Certainty(StrEnum):
    """How sure the proposal is. Only CERTAIN is ticked beforehand."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"

    @property
    def label(self) -> str:
        return _CERTAINTIES[self]


_ASPECTS = {
    Aspect.NEW: "新增",
    Aspect.GONE: "撤销",
    Aspect.RENAMED: "更名",
    Aspect.RECODED: "换码",
    Aspect.RECLASSIFIED: "转制",
    Aspect.MOVED: "划转",
}
_CERTAINTIES = {Certainty.CERTAIN: "确定", Certainty.LIKELY: "很可能", Certainty.DOUBTFUL: "待核"}


@dataclass(frozen=True)
class Change:
    """One proposal. ``old`` is None for what is new, ``new`` is None for what is gone."""

    old: Entry | None
    new: Entry | None
    aspects: tuple[Aspect, ...]
    certainty: Certainty
    reason: str

    @property
    def key(self) -> str:
        """Stable name of the row, so that a choice made on a preview can be applied later."""
        return f"{self.old.code if self.old else '-'}>{self.new.code if self.new else '-'}"

    @property
    def level(self) -> Level:
        entry = self.new or self.old
        assert entry is not None
        return entry.level


class EditionError(ValueError):
    """The list cannot be read as an edition. ``problems`` are Chinese sentences, one a line of the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(";".join(problems[:5]))
        self.problems = problems


def read_csv(text: str) -> list[Entry]:
    """An edition from CSV with the columns code (or 代码, 统计用区划代码) and name (or 名称). Raises EditionError."""
    reader = csv.DictReader(io.StringIO(text.lstrip("﻿")))
    header = {(name or "").strip(): name for name in reader.fieldnames or []}
    code_column = next(
        (header[n] for n in ("code", "代码", "统计用区划代码", "区划代码") if n in header), None
    )
    name_column = next((header[n] for n in ("name", "名称", "区划名称") if n in header), None)
    if code_column is None or name_column is None:
        raise EditionError(["第 1 行：缺少“代码”或“名称”列（英文表头 code、name 亦可）。"])
    return checked(((row.get(code_column) or "", row.get(name_column) or "") for row in reader), first_line=2)


def checked(rows: Iterable[tuple[str, str]], first_line: int = 1) -> list[Entry]:
    """Pairs of code and name as an edition: every code well-formed, once, with its parent. Raises EditionError."""
    problems: list[str] = []
    seen: dict[str, Entry] = {}
    for line, (code, name) in enumerate(rows, start=first_line):
        try:
            entry = Entry(codes.check(code), name.strip())
        except codes.CodeError as fault:
            problems.append(f"第 {line} 行：{fault}")
            continue
        if not entry.name:
            problems.append(f"第 {line} 行：代码 {code} 没有名称。")
        if entry.code in seen:
            problems.append(f"第 {line} 行：代码 {code} 重复（此前为“{seen[entry.code].name}”）。")
        seen[entry.code] = entry
    top = min((e.level.digits for e in seen.values()), default=0)
    problems += [
        f"“{e.name}”（{e.code}）的上级 {e.parent} 不在名单中。"
        for e in seen.values()
        if e.level.digits > top and e.parent not in seen
    ]
    if not seen and not problems:
        problems.append("名单是空的。")
    if problems:
        raise EditionError(problems)
    return sorted(seen.values())


def compare(old: Iterable[Entry], new: Iterable[Entry]) -> list[Change]:
    """All differences, towns before their villages, by code. Equal editions give an empty list."""
    before, after = list(old), list(new)
    heirs: dict[str, str] = {}
    changes: list[Change] = []
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.DISTRICT, Level.TOWN, Level.VILLAGE):
        pairing = _Pairing(
            [e for e in before if e.level is level],
            [e for e in after if e.level is level],
            heirs,
            before,
            after,
        )
        changes += pairing.changes()
        heirs |= pairing.heirs
    return changes


class _Pairing:
    """One level of the comparison. ``heirs`` maps old codes to new ones, for this level and those above."""

    def __init__(
        self,
        old: list[Entry],
        new: list[Entry],
        above: Mapping[str, str],
        before: list[Entry],
        after: list[Entry],
    ) -> None:
        self.above = above
        self.heirs: dict[str, str] = {}
        self.pairs: list[tuple[Entry, Entry, Certainty, str]] = []
        self.old = {e.code: e for e in old}
        self.new = {e.code: e for e in new}
        self.first = not before
        self._newness = Certainty.CERTAIN if self.first else Certainty.DOUBTFUL
        self._children = (_children(before), _children(after))
        self._pair_all()

    def changes(self) -> list[Change]:
        found = [_change(o, n, c, r, self.above) for o, n, c, r in self.pairs if o != n]
        found += [
            Change(e, None, (Aspect.GONE,), Certainty.DOUBTFUL, "新版名单中没有对应单位，请指明并入何处。")
            for e in self.old.values()
        ]
        found += [
            Change(
                None,
                e,
                (Aspect.NEW,),
                self._newness,
                "首次导入。" if self.first else "旧版名单中没有对应单位。",
            )
            for e in self.new.values()
        ]
        return sorted(found, key=lambda change: (change.new or change.old or Entry("", "")).code)

    def _pair_all(self) -> None:
        self._by_code(lambda o, n: o.name == n.name, Certainty.CERTAIN, "代码和名称均未变。")
        self._by_name(self._home, Certainty.CERTAIN, "上级不变（或随上级变更），名称相同。")
        self._by_villages()
        self._by_code(lambda o, n: bool(set(o.stem) & set(n.stem)), Certainty.LIKELY, "代码未变，名称相近。")
        self._by_name(lambda e, _: e.level.value, Certainty.LIKELY, "全区仅此一处同名。")
        self._by_code(
            lambda o, n: True, Certainty.DOUBTFUL, "代码未变而名称全变，也可能是代码改给了另一单位。"
        )

    def _home(self, entry: Entry, is_old: bool) -> str:
        return (self.above.get(entry.parent or "", entry.parent) if is_old else entry.parent) or ""

    def _same_home(self, old: Entry, new: Entry) -> bool:
        return self._home(old, True) == self._home(new, False)

    def _settle(self, old: Entry, new: Entry, certainty: Certainty, reason: str) -> None:
        self.pairs.append((old, new, certainty, reason))
        self.heirs[old.code] = new.code
        del self.old[old.code], self.new[new.code]

    def _by_code(self, fits: Callable[[Entry, Entry], bool], certainty: Certainty, reason: str) -> None:
        for code in sorted(self.old.keys() & self.new.keys()):
            old, new = self.old[code], self.new[code]
            if fits(old, new) and self._same_home(old, new):
                self._settle(old, new, certainty, reason)

    def _by_name(self, home: Callable[[Entry, bool], str], certainty: Certainty, reason: str) -> None:
        """Pairs with the same stem in the same home, where the stem is unique on both sides."""
        left, right = _unique(self.old.values(), home, True), _unique(self.new.values(), home, False)
        for key in sorted(left.keys() & right.keys()):
            self._settle(left[key], right[key], certainty, reason)

    def _by_villages(self) -> None:
        """A town is known by its villages, whatever it is called now."""
        before, after = self._children
        scores = sorted(
            (
                (-_overlap(before.get(o.code, Counter()), after.get(n.code, Counter())), o.code, n.code)
                for o in self.old.values()
                for n in self.new.values()
                if o.level is Level.TOWN
            ),
        )
        for minus, old_code, new_code in scores:
            if -minus >= _MOSTLY and old_code in self.old and new_code in self.new:
                certainty = Certainty.CERTAIN if -minus >= _NEARLY_ALL else Certainty.LIKELY
                reason = f"下辖村（社区）有 {-minus:.0%} 同名。"
                self._settle(self.old[old_code], self.new[new_code], certainty, reason)


def _change(old: Entry, new: Entry, certainty: Certainty, reason: str, above: Mapping[str, str]) -> Change:
    aspects = []
    if old.stem != new.stem or (old.kind == new.kind and old.name != new.name):
        aspects.append(Aspect.RENAMED)
    if old.code != new.code:
        aspects.append(Aspect.RECODED)
    if old.kind != new.kind:
        aspects.append(Aspect.RECLASSIFIED)
    if above.get(old.parent or "", old.parent) != new.parent:
        aspects.append(Aspect.MOVED)
    return Change(old, new, tuple(aspects), certainty, reason)


def _unique(
    entries: Iterable[Entry], home: Callable[[Entry, bool], str], is_old: bool
) -> dict[tuple[str, str], Entry]:
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[home(entry, is_old), entry.stem].append(entry)
    return {key: found[0] for key, found in groups.items() if len(found) == 1}


def _children(entries: Iterable[Entry]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        if entry.parent:
            found[entry.parent][entry.stem] += 1
    return found


def _overlap(left: Counter[str], right: Counter[str]) -> float:
    union = sum((left | right).values())
    return sum((left & right).values()) / union if union else 0.0
