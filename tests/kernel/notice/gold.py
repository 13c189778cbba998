"""Gold readings in short lines, and the score of a reading against one.

``C path heading`` · ``P path R|L|S names`` · ``M path value unit`` · ``D path date`` · ``K path every times`` · ``I path title``;
a path of ``-`` is the text before the first heading. The comparison is that of docs/notice-reading.md: facts are sets,
typography does not count.
"""

import re
import unicodedata
from pathlib import Path
from typing import Any

KINDS = ("head", "clauses", "parties", "measures", "deadlines", "cadences", "instruments")
_ROLES = {"R": "responsible", "L": "lead", "S": "support"}
_HEAD = {"title": "title", "number": "doc_number", "issuer": "issuer", "date": "date"}


def squash(text: Any) -> str:
    return re.sub(r"[^\w%‰〔〕]+|_", "", unicodedata.normalize("NFKC", str(text or "")))


def _number(text: Any) -> float | None:
    return None if text in (None, "-") else round(float(text), 6)


def _path(text: str) -> tuple[int, ...]:
    return () if text == "-" else tuple(int(p) for p in text.split("."))


def load(path: Path) -> dict[str, set[tuple[Any, ...]]]:
    """The facts of a ``.gold`` file."""
    facts: dict[str, set[tuple[Any, ...]]] = {kind: set() for kind in KINDS}
    for line in path.read_text("utf-8").splitlines():
        if found := re.match(r"(\w+): (.+)", line):
            facts["head"].add((_HEAD[found[1]], squash(found[2])))
            continue
        kind, where, rest = line.split(" ", 2)
        at = _path(where)
        if kind == "P":
            role, names = rest.split(" ", 1)
            facts["parties"] |= {
                (at, squash(n), _ROLES[role]) for n in re.findall(r"(?:（[^）]*）|[^、])+", names)
            }
        elif kind == "M":
            value, unit = rest.split(" ", 1)
            facts["measures"].add((at, _number(value), squash(unit)))
        elif kind == "K":
            every, times = rest.split(" ")
            facts["cadences"].add((at, every, _number(times)))
        else:
            name = {"C": "clauses", "D": "deadlines", "I": "instruments"}[kind]
            facts[name].add((at, rest if kind == "D" else squash(rest)))
    return facts


def facts_of(reading: dict[str, Any]) -> dict[str, set[tuple[Any, ...]]]:
    """The facts of a reading, in the same form."""

    def rows(kind: str, *keys: Any) -> set[tuple[Any, ...]]:
        return {(tuple(r["path"]), *(key(r) for key in keys)) for r in reading[kind]}

    return {
        "head": {(k, squash(reading[k])) for k in _HEAD.values() if reading[k]},
        "clauses": rows("clauses", lambda r: squash(r["heading"])),
        "parties": rows("parties", lambda r: squash(r["name"]), lambda r: r["role"]),
        "measures": rows("measures", lambda r: _number(r["value"]), lambda r: squash(r["unit"])),
        "deadlines": rows("deadlines", lambda r: r["date"]),
        "cadences": rows("cadences", lambda r: r["every"], lambda r: _number(r["times"])),
        "instruments": rows("instruments", lambda r: squash(r["title"])),
    }


def tally(pairs: list[tuple[dict[str, set[Any]], dict[str, set[Any]]]]) -> dict[str, dict[str, Any]]:
    """Per kind: F1, precision, recall, and what was missed and invented."""
    result = {}
    for kind in KINDS:
        missed = [fact for want, got in pairs for fact in sorted(want[kind] - got[kind], key=str)]
        invented = [fact for want, got in pairs for fact in sorted(got[kind] - want[kind], key=str)]
        hit = sum(len(want[kind] & got[kind]) for want, got in pairs)
        precision = hit / (hit + len(invented)) if hit + len(invented) else 1.0
        recall = hit / (hit + len(missed)) if hit + len(missed) else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        result[kind] = {
            "f1": f1,
            "precision": precision,
            "recall": recall,
            "gold": hit + len(missed),
            "missed": missed,
            "invented": invented,
        }
    return result
