"""What holds for every text: no failure, places that exist, nothing lost, the same answer twice."""

import re
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from wanghuo.kernel.notice import read_notice

TEXTS = sorted((Path(__file__).parent / "texts").glob("*/*.txt"))
LISTS = ("clauses", "parties", "measures", "deadlines", "cadences", "instruments", "criteria")
_WORDS = (
    "一、|（一）|1.|第一章|第三条|《|》|（|）|“|”|责任单位：|牵头|负责|区教育局|、|，|。|；|：|每年|1次|定期|2025年|底前|6月|不少于|20%|5000|万|元|的|\n|\t| |　|附件：|〔2020|号|"
    "关于|通知|各镇人民政府：|要|由|会同|委托|与|协作|印发|2025年3月1日|\u200b|𠀀|①|½|\x00|等部门|和|三年内|至|—|【|】|全部|索引号"
)
PIECES = st.sampled_from(re.split(r"\|", _WORDS))


def holds(raw: str) -> None:
    reading = read_notice(raw)
    assert reading == read_notice(raw)
    for kind in LISTS:
        for fact in reading[kind]:
            start, end = fact["span"]
            assert 0 <= start < end <= len(raw), (kind, fact)
            assert fact["rule"]
            assert 0 < fact["certainty"] <= 1
    place = 0
    for segment in reading["segments"]:
        assert segment["span"][0] == place < segment["span"][1]
        place = segment["span"][1]
    assert place == len(raw)


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_pieces_of_notices_in_any_order(raw: str) -> None:
    holds(raw)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text(raw: str) -> None:
    holds(raw)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_notices_with_parts_cut_out(path: Path, data: st.DataObject) -> None:
    raw = path.read_text("utf-8")
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 400)))
    holds(raw[:start] + raw[end:])


def test_what_is_read_of_the_body_stands_in_the_body() -> None:
    for path in TEXTS:
        raw = path.read_text("utf-8")
        holds(raw)
        reading = read_notice(raw)
        body = [s["span"] for s in reading["segments"] if s["kind"] == "body"]
        for fact in reading["parties"] + reading["measures"] + reading["cadences"]:
            assert any(a <= fact["span"][0] and fact["span"][1] <= b for a, b in body), (path.name, fact)
        for party in reading["parties"]:
            assert raw[slice(*party["span"])].strip()


def test_ten_thousand_characters_in_half_a_second() -> None:
    raw = "\n".join(
        path.read_text("utf-8")
        for path in TEXTS
        if "holiday" not in path.name and "qingming" not in path.name
    )
    raw = (raw * 3)[:10_000]
    best = min(_seconds(raw) for _ in range(3))
    assert best < 0.5


def _seconds(raw: str) -> float:
    begin = time.perf_counter()
    read_notice(raw)
    return time.perf_counter() - begin


def test_long_runs_do_not_explode() -> None:
    for unit in (
        "（",
        "《",
        "区教育局、",
        "每年1次",
        "牵头，",
        "1",
        "一",
        "的",
        "要",
        "2025年、",
        "区教育局和",
        "附件：\n",
        "一、甲\n",
        "\t|",
    ):
        raw = unit * (10_000 // len(unit))
        assert _seconds(raw) < 5, unit
