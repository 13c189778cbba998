"""Declaring indicators: what is refused, what a system check finds, planned ones giving way."""

from datetime import date
from decimal import Decimal

import pytest

from wanghuo.base.indicators import planned, registry
from wanghuo.base.indicators.registry import INDICATORS, Indicator, Period, Reading, Scope


@pytest.fixture
def empty(monkeypatch):
    table: dict = {}
    monkeypatch.setattr(registry, "INDICATORS", table)
    return table


def test_everything_the_house_declares_is_whole() -> None:
    assert registry.faults(INDICATORS.values()) == []
    assert {"divisions.towns", "divisions.population"} <= set(INDICATORS)
    assert any(one.planned for one in INDICATORS.values())


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"id": "Towns"}, "room.name"),
        ({"label": "towns"}, "Chinese"),
        ({"unit": ""}, "unit"),
        ({"owner": ""}, "owns"),
        ({"body": None}, "needs"),
    ],
)
def test_faults_are_named(broken: dict, says: str) -> None:
    whole = {
        "id": "a.b",
        "label": "镇",
        "unit": "个",
        "owner": "办",
        "room": "a",
        "body": lambda s, p: Reading.of(1),
    }
    assert registry.faults([Indicator(**whole)]) == []
    (fault,) = registry.faults([Indicator(**whole | broken)])
    assert says in fault


def test_two_with_one_label_or_one_id(empty) -> None:
    @registry.indicator("a.b", label="镇", unit="个", owner="办")
    def first(scope, period):
        return Reading.of(1)

    with pytest.raises(RuntimeError, match=r"two indicators named a\.b"):

        @registry.indicator("a.b", label="乡", unit="个", owner="办")
        def second(scope, period):
            return Reading.of(2)

    registry.plan("a.c", label="镇", unit="个", owner="办", needs="数据")
    assert "same label" in registry.faults(empty.values())[0]


def test_a_planned_one_gives_way_and_never_overwrites(empty) -> None:
    registry.plan("a.b", label="镇", unit="个", owner="办", needs="数据")
    scope, period = Scope(), Period(date(2026, 1, 1), date(2026, 1, 1))
    assert registry.get("a.b")(scope, period).reason == "待接入：数据"

    @registry.indicator("a.b", label="镇", unit="个", owner="办")
    def served(scope, period):
        return Reading.of(7)

    registry.plan("a.b", label="镇", unit="个", owner="办", needs="数据")
    assert registry.get("a.b")(scope, period).value == 7
    with pytest.raises(registry.IndicatorError, match="没有名为"):
        registry.get("a.z")


def test_planned_file_with_a_missing_word(tmp_path, empty) -> None:
    (tmp_path / "x.toml").write_text('[[planned]]\nid = "a.b"\nlabel = "镇"\n', "utf-8")
    with pytest.raises(KeyError):
        planned.load(tmp_path)


def test_unknown_is_not_zero() -> None:
    unknown = Reading.unknown("没有来源。")
    assert (unknown.known, unknown.value, unknown.shown) == (False, None, "数据不足")
    assert Reading.of(0).shown == "0" and Reading.of(0).known
    assert Reading.of(Decimal("1160336.50")).shown == "1,160,336.5"
    with pytest.raises(ValueError, match="reason"):
        Reading.unknown("")
    with pytest.raises(ValueError, match="before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
