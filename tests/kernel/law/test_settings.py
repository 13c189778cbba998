"""A district's value of a setting: read, bounded, refused with what is allowed."""

import pytest

from wanghuo.kernel.law import LawError, parse_settings

from .shipped import settings

LIMIT = "cases.receipt_limit"


def test_the_demo_may_count_minutes():
    assert settings()[LIMIT].read("5", "minute") == (5, "minute")


@pytest.mark.parametrize(
    ("raw", "unit", "said"),
    [
        ("0", "hour", "不能小于 1"),
        ("99999", "hour", "不能大于 1440"),
        ("1.5", "hour", "应为整数"),
        ("两天", "hour", "应为数字"),
        ("1", "month", "单位只能是"),
    ],
)
def test_a_value_out_of_range_is_refused(raw, unit, said):
    with pytest.raises(LawError, match=said):
        settings()[LIMIT].read(raw, unit)


def test_a_choice_is_one_of_those_offered():
    with pytest.raises(LawError, match="只能是"):
        settings()["notify.quiet_from"].read("24:30")


GOOD = {"id": "a.b", "label": "甲", "kind": "number", "unit": "one", "default": 3, "low": 1, "high": 5, "roles": ["system_admin"], "help": "乙"}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"default": 9}, {"unit": "mile"}, {"roles": []}, {"help": ""}, {"kind": "table"}, {"kind": "x"}],
)
def test_a_bad_declaration_stops_the_load(change):
    assert parse_settings([("f.toml", {"setting": [GOOD]})])
    with pytest.raises(LawError, match=r"f\.toml.*a\.b"):
        parse_settings([("f.toml", {"setting": [{**GOOD, **change}]})])


def test_no_setting_is_declared_twice():
    with pytest.raises(LawError, match="声明了两次"):
        parse_settings([("f.toml", {"setting": [GOOD, GOOD]})])
