"""The roster: whom a draw is made from. Read strictly, put in canonical form, hashed before any seed is known.

Form and hash are specified byte by byte in docs/draws.md §2.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import Any

FORMAT = "wanghuo-draw/1"
MAX_WEIGHT = 1000
_CONTROL = re.compile("[\x00-\x1f\x7f]")


class BadDraw(ValueError):
    """The file cannot be drawn from or replayed; the message names the place and the mend."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One layer of the roster and how many to draw from it: ``count``, or ``share`` of its subjects, rounded up."""

    id: str
    count: int | None
    share: Fraction | None
    certificates: tuple[str, ...]

    def size(self, population: int) -> int:
        """How many to draw from ``population`` subjects; never more than there are."""
        if self.count is not None:
            return min(self.count, population)
        assert self.share is not None
        return min(-(-population * self.share.numerator // self.share.denominator), population)


@dataclass(frozen=True, slots=True)
class Subject:
    """What may be drawn. ``id`` is a real-world number (统一社会信用代码, 单位编号), never a database key."""

    id: str
    stratum: str
    area: str
    weight: int
    ties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspector:
    """Who may be sent. Empty ``areas`` means every area. ``conflicts`` are subjects' ids or their ``ties``."""

    id: str
    certificates: frozenset[str]
    areas: frozenset[str]
    conflicts: frozenset[str]


@dataclass(frozen=True)
class Roster:
    """Subjects, inspectors and rules of one draw, sorted by id. ``team`` inspectors go to each subject."""

    title: str
    strata: tuple[Stratum, ...]
    subjects: tuple[Subject, ...]
    inspectors: tuple[Inspector, ...]
    team: int
    cap: int | None

    @cached_property
    def canonical(self) -> bytes:
        """The bytes that are hashed (docs/draws.md §2.2)."""
        value = {
            "format": FORMAT,
            "inspectors": [
                [i.id, sorted(i.certificates), sorted(i.areas), sorted(i.conflicts)] for i in self.inspectors
            ],
            "rules": {"cap": self.cap, "team": self.team},
            "strata": [[s.id, s.count, _share_text(s.share), sorted(s.certificates)] for s in self.strata],
            "subjects": [
                [s.id, s.stratum, s.area, s.weight, sorted(s.ties) if s.ties else []] for s in self.subjects
            ],
            "title": self.title,
        }
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise BadDraw(f"名册中有无法编码的字符：{error.object[error.start]!r}") from error

    @cached_property
    def hash(self) -> str:
        """SHA-256 of :attr:`canonical`, 64 lower-case hexadecimal digits: publish it before the seed is drawn."""
        return hashlib.sha256(self.canonical).hexdigest()


def _share_text(share: Fraction | None) -> str | None:
    return None if share is None else f"{share.numerator}/{share.denominator}"


def text_of(value: Any, where: str) -> str:
    """A non-empty text without control characters and without blanks at its ends; numbers are refused, not converted."""
    if not isinstance(value, str):
        raise BadDraw(
            f"{where} 应为文字（加引号），而不是 {type(value).__name__}：文字“7”与数字 7 会抽出不同结果。"
        )
    if not value or value != value.strip() or _CONTROL.search(value):
        raise BadDraw(f"{where} 不能为空、不能以空白开头或结尾、不能含控制字符：{value!r}")
    return value


def whole(value: Any, where: str, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadDraw(f"{where} 应为 {low} 到 {high} 的整数，而不是 {value!r}")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadDraw(f"{where} 应为列表")
    found = tuple(text_of(v, where) for v in value)
    if len(set(found)) != len(found):
        raise BadDraw(f"{where} 有重复项")
    return found


def _unique(rows: Iterable[Any], what: str) -> tuple[Any, ...]:
    """Sorted by id in code-point order; a doubled id is refused."""
    ordered = tuple(sorted(rows, key=attrgetter("id")))
    for before, after in itertools.pairwise(ordered):
        if before.id == after.id:
            raise BadDraw(f"{what}编号重复：{before.id}")
    return ordered


def _stratum(row: dict) -> Stratum:
    name = text_of(row.get("id"), "分层 id")
    if ("count" in row) == ("share" in row):
        raise BadDraw(f'分层“{name}”须写明 count（家数）或 share（比例，如 "1/20"），二者取一')
    share = None
    if "share" in row:
        try:
            share = Fraction(text_of(row["share"], f"分层“{name}”的 share"))
        except (ValueError, ZeroDivisionError) as error:
            raise BadDraw(f'分层“{name}”的 share 应写成分数文字，如 "1/20"') from error
        if not 0 <= share <= 1:
            raise BadDraw(f"分层“{name}”的 share 应在 0 到 1 之间")
    count = whole(row["count"], f"分层“{name}”的 count", 0, 10**9) if "count" in row else None
    return Stratum(name, count, share, _texts(row.get("certificates", []), f"分层“{name}”的 certificates"))


def _subject(row: dict, strata: frozenset[str]) -> Subject:
    name = text_of(row.get("id"), "对象 id")
    stratum = row.get("stratum")
    if stratum not in strata:
        raise BadDraw(f"对象“{name}”的分层 {stratum!r} 未在 strata 中列出")
    area = row.get("area", "")
    if area != "":
        text_of(area, f"对象“{name}”的 area")
    weight = row.get("weight", 1)
    if weight != 1 or weight is True:
        whole(weight, f"对象“{name}”的 weight", 1, MAX_WEIGHT)
    ties = _texts(row["ties"], f"对象“{name}”的 ties") if "ties" in row else ()
    return Subject(name, stratum, area, weight, ties)


def _inspector(row: dict) -> Inspector:
    name = text_of(row.get("id"), "检查人员 id")
    sets = (
        frozenset(_texts(row.get(k, []), f"检查人员“{name}”的 {k}"))
        for k in ("certificates", "areas", "conflicts")
    )
    return Inspector(name, *sets)


def read_roster(data: Any) -> Roster:
    """The ``roster`` object of a draw file (docs/draws.md §2.1). Raises BadDraw."""
    if not isinstance(data, dict):
        raise BadDraw("缺少 roster 对象")
    try:
        strata = _unique((_stratum(r) for r in data.get("strata", [])), "分层")
        names = frozenset(s.id for s in strata)
        subjects = _unique((_subject(r, names) for r in data.get("subjects", [])), "对象")
        inspectors = _unique((_inspector(r) for r in data.get("inspectors", [])), "检查人员")
    except AttributeError as error:
        raise BadDraw("strata、subjects、inspectors 应为对象的列表") from error
    rules = data.get("rules", {})
    if not isinstance(rules, dict):
        raise BadDraw("rules 应为对象")
    team = whole(rules.get("team", 0), "rules.team（每组人数）", 0, 20)
    cap = rules.get("cap")
    if cap is not None:
        whole(cap, "rules.cap（每人最多户数）", 1, 10**9)
    if not strata:
        raise BadDraw("strata 为空：至少要有一个分层")
    if team > len(inspectors):
        raise BadDraw(f"每组 {team} 人，而名册只有 {len(inspectors)} 名检查人员")
    return Roster(text_of(data.get("title"), "title"), strata, subjects, inspectors, team, cap)
