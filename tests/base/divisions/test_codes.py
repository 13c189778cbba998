"""Codes and names, on every line of both shipped editions."""

import pytest
from tests.base.divisions import reference

from wanghuo.base.divisions import codes
from wanghuo.base.divisions.codes import CodeError, Kind, Level


@pytest.mark.parametrize("edition", ["divisions-2020.csv", "divisions-2023.csv"])
def test_every_shipped_line_fits_the_rule(edition: str) -> None:
    lines = reference.rows(edition)
    counts = dict.fromkeys(Level, 0)
    for line in lines:
        code = codes.check(line["code"])
        level = codes.level_of(code)
        counts[level] += 1
        assert level.value == {"county": "district"}.get(line["level"], line["level"])
        assert codes.parent_of(code) == line["parent_code"]
        if level is Level.VILLAGE:
            by_number = Kind.COMMUNITY if int(code[9:]) < 200 else Kind.VILLAGE
            assert codes.kind_of(code, line["name"]) is by_number
        if level is Level.TOWN:
            number = int(code[6:9])
            by_number = Kind.STREET if number < 100 else Kind.TOWN if number < 200 else Kind.TOWNSHIP
            assert codes.kind_of(code, line["name"]) is by_number
    assert (counts[Level.DISTRICT], counts[Level.TOWN], counts[Level.VILLAGE]) == (1, 40, 535)


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [
        ("500000000000", Level.PROVINCE, None),
        ("500100000000", Level.PREFECTURE, "500000000000"),
        ("500154000000", Level.DISTRICT, "500100000000"),
        ("500154001000", Level.TOWN, "500154000000"),
        ("500154001001", Level.VILLAGE, "500154001000"),
        ("500154001001007", Level.GRID, "500154001001"),
    ],
)
def test_levels_and_parents(code: str, level: Level, above: str | None) -> None:
    assert codes.level_of(codes.check(code)) is level
    assert codes.parent_of(code) == above


def test_prefix_containment_follows_levels_not_digits() -> None:
    assert codes.prefix("500154001000") == "500154001"
    assert codes.contains("500154001000", "500154001203")
    assert codes.contains("500154001203", "500154001203004")
    assert not codes.contains("500154001000", "500154010000")
    assert not codes.contains("500154001203", "500154001000")


@pytest.mark.parametrize(
    "bad",
    ["", "500154", "50015400100X", "500154001001000", "500154001000001", "500154000001", "005154000000"],
)
def test_bad_codes_are_refused_in_chinese(bad: str) -> None:
    with pytest.raises(CodeError, match=r"[一-鿿]"):
        codes.check(bad)


@pytest.mark.parametrize(
    ("full", "short", "stem"),
    [
        ("驷马社区居民委员会", "驷马社区", "驷马"),
        ("鹤林村村民委员会", "鹤林村", "鹤林"),
        ("正安街道", "正安街道", "正安"),
        ("开州区", "开州区", "开州"),
        ("三汇口乡", "三汇口乡", "三汇口"),
        ("街道", "街道", "街道"),
    ],
)
def test_names(full: str, short: str, stem: str) -> None:
    assert codes.short_name(full) == short
    assert codes.stem(full) == stem
