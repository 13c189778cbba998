"""Readings against gold made by hand: floors, so that no change makes reading worse unseen."""

import json
from pathlib import Path

import pytest

from wanghuo.kernel.notice import read_notice

from .gold import KINDS, facts_of, load, tally

TEXTS = Path(__file__).parent / "texts"
PLAN = Path(__file__).parents[3] / "policy" / "plans" / "kaizhou-2020"
FLOORS = {
    "head": 1.0,
    "clauses": 0.98,
    "instruments": 0.98,
    "measures": 0.95,
    "deadlines": 0.95,
    "cadences": 0.90,
    "parties": 0.90,
}


@pytest.mark.parametrize("folder", ["tuning", "heldout", "second", "third", "fourth"])
def test_reading_reaches_the_goal(folder: str) -> None:
    pairs = []
    for text in sorted((TEXTS / folder).glob("*.txt")):
        pairs.append((load(text.with_suffix(".gold")), facts_of(read_notice(text.read_text("utf-8")))))
    assert len(pairs) >= 2
    result = tally(pairs)
    for kind in KINDS:
        assert result[kind]["f1"] >= FLOORS[kind], (kind, result[kind]["missed"], result[kind]["invented"])


def test_the_founding_notice_is_read_as_by_hand() -> None:
    gold = json.loads((PLAN / "reading.json").read_text("utf-8"))
    reading = read_notice((PLAN / "notice.txt").read_text("utf-8"))
    result = tally([(facts_of(gold), facts_of(reading))])
    assert {kind: result[kind]["missed"] + result[kind]["invented"] for kind in KINDS} == {
        kind: [] for kind in KINDS
    }


def test_damage_in_the_founding_notice_is_repaired_with_reasons() -> None:
    raw = (PLAN / "notice.txt").read_text("utf-8")
    reading = read_notice(raw)
    repairs = {repair["field"]: repair for repair in reading["repairs"]}
    assert repairs["doc_number"]["from"] == "开州府办发〔202048"
    assert repairs["doc_number"]["to"] == "开州府办发〔2020〕48号"
    assert repairs["date"]["from"] == "2020522"
    assert repairs["date"]["to"] == "2020-05-22"
    for repair in repairs.values():
        assert raw[slice(*repair["span"])].strip() == repair["from"]
        assert repair["reason"]


def test_a_holiday_notice_yields_no_duties() -> None:
    for name in ("tuning/holiday", "heldout/qingming"):
        reading = read_notice((TEXTS / f"{name}.txt").read_text("utf-8"))
        assert not any(reading[kind] for kind in ("parties", "measures", "deadlines", "cadences"))
        assert reading["title"]
