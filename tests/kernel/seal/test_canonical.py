"""The canonical form: exact bytes, and one value never shares them with another."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.kernel.seal import NotCanonical, canonical, instant, parse_json

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"名": "消防\n“通报”"}, '{"名":"消防\\n“通报”"}'),
        ('\x00\x1f\x7f\\/"', '"\\u0000\\u001f\x7f\\\\/\\""'),
        ([Decimal("1.10"), Decimal("-0.0000001"), 10**30], "[1.10,-0.0000001," + "1" + "0" * 30 + "]"),
        ("e\u0301", '"e\u0301"'),
    ],
)
def test_exact_bytes(value, expected):
    assert canonical(value) == expected.encode()


@given(values)
def test_it_is_json_and_comes_back(value):
    assert json.loads(canonical(value)) == value
    assert canonical(parse_json(canonical(value).decode())) == canonical(value)


@given(values)
def test_the_standard_library_writes_the_same_bytes(value):
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(value) == plain.encode()


@given(values, values)
def test_different_values_have_different_bytes(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical(one) == canonical(other)) == same


def test_digits_of_a_stored_number_are_kept():
    assert (
        canonical(parse_json("[1.1, 1.10, 1.1000000000000000000001]"))
        == b"[1.1,1.10,1.1000000000000000000001]"
    )


@pytest.mark.parametrize("value", [1.5, "\ud800", {1: 2}, object(), Decimal("NaN"), b"bytes", {"a": {2}}])
def test_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_times_are_utc_with_six_digits():
    beijing = timezone(timedelta(hours=8))
    assert instant(datetime(2020, 3, 24, 9, 0, tzinfo=beijing)) == "2020-03-24T01:00:00.000000Z"
    assert instant(datetime(2020, 3, 24, 9, 0, 0, 5, tzinfo=UTC)) == "2020-03-24T09:00:00.000005Z"
    with pytest.raises(NotCanonical):
        instant(datetime(2020, 3, 24))
