"""As of, overlays, unset and expired; what may not stand in a book."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanghuo.kernel.law import Certainty, Kind, Lawbook, LawError, Parameter, chain, parse_entry, parse_files


def entry(value, since=date(2020, 1, 1), until=None, place="000000", **more):
    unset = value is None
    given_ = {
        "unit": "" if unset else "person",
        "source": "" if unset else "某法",
        "article": "",
        "certainty": Certainty.UNSET if unset else Certainty.SECONDARY,
        "note": "没有来源" if unset or since is None else "",
        **more,
    }
    return parse_entry(Kind.NUMBER, {}, value=value, since=since, until=until, jurisdiction=place, **given_)


def book(*entries):
    return Lawbook([Parameter("x.y", "某数", Kind.NUMBER, entries=entries)])


def test_the_chain_goes_from_the_nation_to_the_place():
    assert chain("500154") == ("000000", "500000", "500100", "500154")
    assert chain("500154104000")[-2:] == ("500154104", "500154104000")
    with pytest.raises(LawError, match="行政区划代码"):
        chain("开州")


def test_the_rule_is_the_one_of_the_day():
    b = book(entry(5, until=date(2023, 12, 31)), entry(7, since=date(2024, 1, 1)))
    assert [b.at(d, "x.y").value for d in (date(2023, 12, 31), date(2024, 1, 1))] == [5, 7]
    assert b.at(date(2019, 1, 1), "x.y").state == "not_yet"


def test_the_narrowest_place_wins_and_local_wins_over_shipped():
    b = book(entry(5), entry(6, place="500000"), entry(7, place="500154"))
    assert b.at(date(2021, 1, 1), "x.y", "500154").value == 7
    assert b.at(date(2021, 1, 1), "x.y", "500103").value == 6
    assert b.at(date(2021, 1, 1), "x.y").value == 5
    local = b.with_entries([("x.y", entry(9, place="500154", since=date(2022, 1, 1)))])
    assert local.at(date(2021, 6, 1), "x.y", "500154").value == 7
    found = local.at(date(2022, 6, 1), "x.y", "500154")
    assert found.value == 9 and any("取代" in w for w in found.warnings)
    assert b.at(date(2022, 6, 1), "x.y", "500154").value == 7  # the old book is untouched


def test_an_unset_entry_never_hides_a_set_one_but_is_told():
    found = book(entry(5), entry(None, place="500000")).at(date(2021, 1, 1), "x.y", "500154")
    assert found.value == 5 and "500000 本级未设定，沿用上级规定" in found.warnings


def test_unset_says_so_and_is_never_invented():
    found = book(entry(None)).at(date(2021, 1, 1), "x.y")
    assert (found.state, found.value, found.shown) == ("unset", None, "未设定")
    with pytest.raises(LawError, match="未设定，不能据此办理"):
        found.require()


def test_expired_is_not_a_value():
    found = book(entry(5, until=date(2020, 12, 31))).at(date(2021, 1, 1), "x.y")
    assert found.state == "expired" and found.value is None and found.last.value == 5
    assert "已失效" in found.warnings[0]


def test_an_unknown_start_is_in_force_with_a_warning():
    found = book(entry(5, since=None)).at(date(1990, 1, 1), "x.y")
    assert found.value == 5 and any("施行日未设定" in w for w in found.warnings)


def test_an_end_near_is_told():
    b = book(entry(5, until=date(2021, 1, 31)))
    assert any("将于 2021-01-31" in w for w in b.at(date(2021, 1, 1), "x.y").warnings)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: book(entry(5), entry(6, since=date(2022, 1, 1))), "两条同时有效"),
        (lambda: book(entry(5, since=None), entry(6, since=None)), "两条同时有效"),
        (lambda: book(entry(5, until=date(2019, 1, 1))), "早于施行日"),
        (lambda: book().at(date(2020, 1, 1), "x.z"), "没有名为"),
        (lambda: entry(5, unit="furlong"), "不认识"),
        (lambda: entry(5, unit="working_day"), "不能用于"),
        (lambda: entry(5, source=""), "没有写明依据"),
        (lambda: entry("五"), "应为数字"),
        (lambda: entry(-1), "不小于零"),
        (lambda: entry(5, place="abc"), "行政区划代码"),
        (lambda: entry(5, since="去年"), "应为日期"),
        (lambda: entry(None, note=""), "写明缘由"),
        (lambda: Lawbook([Parameter("a", "甲", Kind.TEXT)] * 2), "声明了两次"),
    ],
)
def test_errors_are_chinese_sentences(make, said):
    with pytest.raises(LawError, match=said):
        make()


def test_a_file_may_not_call_itself_verified():
    raw = {
        "id": "a",
        "label": "甲",
        "kind": "text",
        "entries": [{"value": "x", "source": "y", "since": date(2020, 1, 1), "certainty": "verified"}],
    }
    with pytest.raises(LawError, match=r"f\.toml.*只有持有原文的人"):
        parse_files([("f.toml", {"parameter": [raw]})])


def test_a_verification_lapses_when_what_was_read_changes():
    b = book(entry(5))
    mark = {b.parameter("x.y").entries[0].fingerprint("x.y"): ("张三", date(2026, 1, 1))}
    found = b.with_verified(mark).at(date(2021, 1, 1), "x.y")
    assert found.certainty is Certainty.VERIFIED and found.entry.verified_by == "张三"
    assert book(entry(6)).with_verified(mark).at(date(2021, 1, 1), "x.y").certainty is Certainty.SECONDARY


def test_tables_take_declared_columns_only():
    def table(rows):
        return parse_entry(
            Kind.TABLE, {"a": "甲"}, value=rows, unit="", since=date(2020, 1, 1), until=None,
            jurisdiction="000000", source="某法", article="", certainty=Certainty.SECONDARY,
        )  # fmt: skip

    assert table([{"a": 0.5}]).value == ({"a": Decimal("0.5")},)
    for rows, said in (
        ([{"b": 1}], "未声明的列"),
        ([], "至少要有一行"),
        ([{"a": " "}], "是空的"),
        (["x"], "不是一行"),
    ):
        with pytest.raises(LawError, match=said):
            table(rows)


DAY0 = date(2020, 1, 1)
spans = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), min_size=1, max_size=6)


@settings(max_examples=150)
@given(spans)
def test_either_the_book_refuses_or_each_day_has_at_most_one_rule(raw):
    entries = [
        entry(i, since=DAY0 + timedelta(days=a), until=DAY0 + timedelta(days=a + b))
        for i, (a, b) in enumerate(raw)
    ]
    crowded = any(sum(e.in_force(DAY0 + timedelta(days=d)) for e in entries) > 1 for d in range(470))
    try:
        b = book(*entries)
    except LawError:
        assert crowded
        return
    assert not crowded
    for d in range(0, 470, 7):
        day = DAY0 + timedelta(days=d)
        found = b.at(day, "x.y")
        assert (found.value is not None) == any(e.in_force(day) for e in entries)
