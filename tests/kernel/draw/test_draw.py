"""Draws: the published rules by example, then what must hold for every roster."""

from __future__ import annotations

import copy
import hashlib
import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanghuo.kernel.draw import FORMAT, NO_TEAM, BadDraw, make, read_roster, replay

ROSTER = {
    "title": "2026年第四季度抽查",
    "rules": {"team": 2},
    "strata": [
        {"id": "重点单位", "count": 2, "certificates": ["执法证"]},
        {"id": "一般单位", "share": "0.25"},
    ],
    "subjects": [
        {"id": f"K{i}", "stratum": "重点单位", "area": "A", "ties": ["集团"] if i == 1 else []}
        for i in range(5)
    ]
    + [{"id": f"G{i}", "stratum": "一般单位", "area": "B"} for i in range(5)],
    "inspectors": [
        {"id": "甲", "certificates": ["执法证"], "areas": [], "conflicts": ["集团"]},
        {"id": "乙", "certificates": ["执法证"], "areas": ["A"]},
        {"id": "丙", "certificates": ["执法证"], "areas": ["A", "B"], "conflicts": ["K2"]},
        {"id": "丁", "certificates": [], "areas": []},
    ],
}


def drawn(roster: dict, *seeds: str, **first) -> dict:
    committed = make({"format": FORMAT, "roster": copy.deepcopy(roster)})
    rounds = [{"round": n, "seed": s, "seed_source": "公告"} for n, s in enumerate(seeds, start=1)]
    if rounds:
        rounds[0] |= first
    return make(committed | {"rounds": rounds})


def test_canonical_form_and_hash_are_as_the_page_says():
    small = {
        "title": "试",
        "strata": [{"id": "乙层", "share": "0.05"}, {"id": '甲"层', "count": 1}],
        "subjects": [
            {"id": "s2", "stratum": "乙层"},
            {"id": "s1", "stratum": '甲"层', "area": "A", "weight": 3, "ties": ["b", "a"]},
        ],
    }
    written = (
        '{"format":"wanghuo-draw/1","inspectors":[],"rules":{"cap":null,"team":0},'
        '"strata":[["乙层",null,"1/20",[]],["甲\\"层",1,null,[]]],'
        '"subjects":[["s1","甲\\"层","A",3,["a","b"]],["s2","乙层","",1,[]]],"title":"试"}'
    ).encode()
    assert read_roster(small).canonical == written
    assert read_roster(small).hash == hashlib.sha256(written).hexdigest()


def test_the_ticket_is_what_a_stranger_computes():
    done = drawn(ROSTER, "种子一")
    key = hashlib.sha256(f"wanghuo-draw/1\n{done['roster_hash']}\n1\n种子一".encode()).hexdigest()
    for line in done["results"][0]["chosen"]:
        assert line["ticket"] == hashlib.sha256(f"{key}\nS\n{line['subject']}\n0".encode()).hexdigest()


def test_places_by_count_and_by_share_rounded_up():
    layers = Counter(c["stratum"] for c in drawn(ROSTER, "a")["results"][0]["chosen"])
    assert layers == {"重点单位": 2, "一般单位": 2}


def test_a_skip_is_kept_with_its_reason_and_replaced_by_the_next():
    first = drawn(ROSTER, "a")["results"][0]["chosen"]
    gone = next(c["subject"] for c in first if c["stratum"] == "一般单位")
    again = drawn(ROSTER, "a", skip_subjects=[{"id": gone, "reason": "已注销"}])["results"][0]
    assert [(s["subject"], s["reason"]) for s in again["skipped"] if s["subject"] == gone] == [
        (gone, "已注销")
    ]
    assert [c["replaces"] for c in again["chosen"]].count(gone) == 1


def test_when_nobody_free_of_conflict_is_left_it_says_so():
    lonely = copy.deepcopy(ROSTER)
    for inspector in lonely["inspectors"]:
        inspector["conflicts"] = ["集团"]
    lonely["strata"][0]["count"] = 5
    result = drawn(lonely, "a")["results"][0]
    assert [(s["subject"], s["reason"]) for s in result["skipped"]] == [("K1", NO_TEAM)]
    assert result["short"] == {"重点单位": 1}


def test_a_second_round_has_fresh_randomness_and_nobody_twice():
    both = drawn(ROSTER, "a", "b")["results"]
    first, second = ({c["subject"] for c in r["chosen"]} for r in both)
    assert not first & second


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["rounds"][0].update(seed=7), "加引号"),
        (lambda d: d["rounds"][0].update(seed=" a"), "空白"),
        (lambda d: d["rounds"][0].pop("seed_source"), "来源"),
        (lambda d: d.pop("roster_hash"), "先公布名册哈希"),
        (lambda d: d["roster"]["subjects"].pop(), "不得改动"),
        (lambda d: d["roster"]["subjects"].append(dict(d["roster"]["subjects"][0])), "重复"),
        (lambda d: d["rounds"].append(dict(d["rounds"][0], round=2)), "沿用"),
        (lambda d: d["rounds"][0].update(round=2), "依次编号"),
        (lambda d: d["rounds"][0].update(skip_subjects=[{"id": "无", "reason": "x"}]), "不在名册"),
        (lambda d: d["rounds"][0].update(skip_subjects=[{"id": "K1"}]), "理由"),
        (lambda d: d["roster"]["strata"][0].update(share="1/2"), "二者取一"),
        (lambda d: d["roster"]["rules"].update(team=9), "只有 4 名"),
        (lambda d: d.update(format="x"), "format"),
    ],
)
def test_what_cannot_be_trusted_is_refused(change, told):
    data = drawn(ROSTER, "a")
    data.pop("results")
    change(data)
    with pytest.raises(BadDraw, match=told):
        make(data)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["results"][0]["chosen"].reverse(), "抽中第 1 名不符"),
        (lambda d: d["results"][0]["chosen"].pop(), "抽中数不符"),
        (lambda d: d["results"][0]["chosen"][1]["team"].reverse(), "第 2 名不符"),
        (lambda d: d["rounds"][0].update(seed="b"), "不符"),
        (lambda d: d.update(roster_hash="0" * 64), "名册哈希不符"),
        (lambda d: d["roster"].update(title="另一次"), "名册哈希不符"),
        (lambda d: d.pop("results"), "没有 results"),
        (lambda d: d["results"][0].update(round=9), "不符"),
        (lambda d: d["results"][0].update(short={"重点单位": 1}), "缺额"),
        (lambda d: d["results"].append(d["results"][0]), "轮数"),
        (lambda d: d["results"].__setitem__(0, "x"), "字段"),
    ],
)
def test_replay_says_what_differs(change, told):
    data = json.loads(json.dumps(drawn(ROSTER, "a")))
    assert replay(data) == []
    change(data)
    assert told in "".join(replay(data))


def test_chance_is_even_and_follows_the_weights():
    """Chi-square over 3,000 seeds; the bound is the 99.99 % point for the degrees of freedom."""
    roster = {
        "title": "t",
        "strata": [{"id": "x", "count": 1}],
        "subjects": [{"id": f"u{i}", "stratum": "x", "weight": i} for i in (1, 2, 3, 4)],
    }
    seen = Counter(drawn(roster, f"seed {n}")["results"][0]["chosen"][0]["subject"] for n in range(3000))
    chi = sum((seen[f"u{w}"] - 300 * w) ** 2 / (300 * w) for w in (1, 2, 3, 4))
    assert chi < 21.1


ids = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=4)


@st.composite
def rosters(make_value):
    names = make_value(st.lists(ids, unique=True, min_size=1, max_size=12))
    people = make_value(st.lists(ids, unique=True, max_size=5))
    strata = make_value(st.lists(ids, unique=True, min_size=1, max_size=3))
    return {
        "title": "性质",
        "rules": {
            "team": make_value(st.integers(0, min(2, len(people)))),
            "cap": make_value(st.none() | st.integers(1, 3)),
        },
        "strata": [
            {
                "id": s,
                "share": make_value(st.sampled_from(["0", "1/3", "0.5", "1"])),
                "certificates": make_value(st.sampled_from([[], ["c"]])),
            }
            for s in strata
        ],
        "subjects": [
            {
                "id": n,
                "stratum": make_value(st.sampled_from(strata)),
                "area": make_value(st.sampled_from(["", "A", "B"])),
                "weight": make_value(st.integers(1, 4)),
                "ties": make_value(st.sampled_from([[], ["t"]])),
            }
            for n in names
        ],
        "inspectors": [
            {
                "id": p,
                "certificates": make_value(st.sampled_from([[], ["c"]])),
                "areas": make_value(st.sampled_from([[], ["A"], ["A", "B"]])),
                "conflicts": make_value(st.sampled_from([[], ["t"], [names[0]]])),
            }
            for p in people
        ],
    }


@settings(deadline=None, max_examples=80)
@given(rosters(), st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_what_holds_for_every_draw(roster, seed, order):
    done = drawn(roster, f"第{seed}期", f"第{seed}期乙")
    assert replay(json.loads(json.dumps(done))) == []
    shuffled = copy.deepcopy(roster)
    for key in ("subjects", "inspectors", "strata"):
        order.shuffle(shuffled[key])
    assert drawn(shuffled, f"第{seed}期", f"第{seed}期乙")["results"] == done["results"]
    people = {i["id"]: i for i in roster["inspectors"]}
    subjects = {s["id"]: s for s in roster["subjects"]}
    needs = {s["id"]: set(s["certificates"]) for s in roster["strata"]}
    everyone = [c["subject"] for r in done["results"] for c in r["chosen"]]
    assert len(everyone) == len(set(everyone))
    for result in done["results"]:
        sent = Counter(p for c in result["chosen"] for p in c["team"])
        assert roster["rules"]["cap"] is None or all(n <= roster["rules"]["cap"] for n in sent.values())
        for line in result["chosen"]:
            subject = subjects[line["subject"]]
            assert len(set(line["team"])) == roster["rules"]["team"]
            for name in line["team"]:
                inspector = people[name]
                assert needs[subject["stratum"]] <= set(inspector["certificates"])
                assert not inspector["areas"] or subject["area"] in inspector["areas"]
                assert not {subject["id"], *subject["ties"]} & set(inspector["conflicts"])
