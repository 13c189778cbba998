"""Editions compared: the shipped pair, and invented changes that must be found again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.base.divisions import reference

from wanghuo.base.divisions import editions
from wanghuo.base.divisions.editions import Aspect, Certainty, EditionError, Entry

OLD = editions.read_csv(reference.text("divisions-2020.csv"))
NEW = editions.read_csv(reference.text("divisions-2023.csv"))


def test_equal_editions_have_no_difference() -> None:
    assert editions.compare(OLD, OLD) == []


def test_the_known_changes_between_the_shipped_editions_and_no_others() -> None:
    changes = {c.key: c for c in editions.compare(OLD, NEW)}
    town = changes.pop("500154101000>500154008000")
    assert set(town.aspects) == {Aspect.RENAMED, Aspect.RECODED, Aspect.RECLASSIFIED}
    assert town.certainty is Certainty.CERTAIN
    for key in ("500154117206>500154117006", "500154117216>500154117007"):
        assert changes.pop(key).aspects == (Aspect.RECODED, Aspect.RECLASSIFIED)
    assert len(changes) == 10
    for change in changes.values():
        assert change.old and change.new and change.aspects == (Aspect.RECODED,)
        assert change.old.code[:9] == "500154101" and change.new.code[:9] == "500154008"
        assert change.old.name == change.new.name and change.certainty is Certainty.CERTAIN


def with_changes(*replaced: tuple[str, Entry | None], added: tuple[Entry, ...] = ()) -> list[Entry]:
    table = {e.code: e for e in OLD}
    for code, entry in replaced:
        del table[code]
        if entry:
            table[entry.code] = entry
    return [*table.values(), *added]


def only(new: list[Entry]) -> editions.Change:
    (change,) = editions.compare(OLD, new)
    return change


def test_a_new_name_under_the_same_code() -> None:
    change = only(with_changes(("500154104000", Entry("500154104000", "温汤镇"))))
    assert change.aspects == (Aspect.RENAMED,) and change.certainty is Certainty.CERTAIN
    change = only(with_changes(("500154001001", Entry("500154001001", "骏马社区居民委员会"))))
    assert change.aspects == (Aspect.RENAMED,) and change.certainty is Certainty.LIKELY
    change = only(with_changes(("500154001001", Entry("500154001001", "新城社区居民委员会"))))
    assert change.aspects == (Aspect.RENAMED,) and change.certainty is Certainty.DOUBTFUL


def test_new_and_gone_are_left_to_a_person() -> None:
    change = only(with_changes(added=(Entry("500154001099", "新城社区居民委员会"),)))
    assert change.aspects == (Aspect.NEW,) and change.old is None and change.certainty is Certainty.DOUBTFUL
    change = only(with_changes(("500154001001", None)))
    assert change.aspects == (Aspect.GONE,) and change.new is None


def test_a_village_that_changes_its_town_is_moved() -> None:
    gone = next(e for e in OLD if e.level.value == "village" and sum(o.stem == e.stem for o in OLD) == 1)
    target = "500154206" if not gone.code.startswith("500154206") else "500154205"
    change = only(with_changes((gone.code, Entry(f"{target}290", gone.name))))
    assert Aspect.MOVED in change.aspects and change.certainty is Certainty.LIKELY


def test_two_towns_that_swap_their_codes_are_told_apart_by_name() -> None:
    first, second = "500154104000", "500154105000"
    names = {e.code: e.name for e in OLD}
    swapped = with_changes((first, Entry(first, names[second])), (second, Entry(second, names[first])))
    towns = [c for c in editions.compare(OLD, swapped) if c.level.value == "town"]
    assert {c.key for c in towns} == {f"{first}>{second}", f"{second}>{first}"}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_unit_is_accounted_for_exactly_once(data: st.DataObject) -> None:
    """Whatever was dropped, renamed or recoded: nothing is lost and nothing is used twice."""
    villages = [e for e in OLD if e.level.value == "village"]
    touched = data.draw(st.lists(st.sampled_from(villages), max_size=6, unique=True))
    new = {e.code: e for e in OLD}
    free = 900
    for entry in touched:
        del new[entry.code]
        act = data.draw(st.sampled_from(["drop", "rename", "recode"]))
        if act == "rename":
            new[entry.code] = Entry(entry.code, f"甲乙{entry.name}")
        elif act == "recode":
            new[f"{entry.code[:9]}{free}"] = Entry(f"{entry.code[:9]}{free}", entry.name)
            free += 1
    changes = editions.compare(OLD, new.values())
    left = [c.old.code for c in changes if c.old]
    right = [c.new.code for c in changes if c.new]
    assert len(left) == len(set(left)) and len(right) == len(set(right))
    assert len(OLD) - len(left) == len(new) - len(right)
    assert {e.code for e in OLD} - set(left) == set(new) - set(right)


def test_files_with_faults_are_named_line_by_line() -> None:
    with pytest.raises(EditionError) as caught:
        editions.read_csv(
            "code,name\n500154000000,开州区\n50015400,坏\n500154999001,孤村\n500154000000,又一个\n"
        )
    text = " ".join(caught.value.problems)
    assert "第 3 行" in text and "上级" in text and "重复" in text
    with pytest.raises(EditionError, match="代码"):
        editions.read_csv("a,b\n1,2\n")
    with pytest.raises(EditionError, match="空"):
        editions.read_csv("代码,名称\n")


def test_excel_style_csv_is_read() -> None:
    assert editions.read_csv("﻿统计用区划代码,名称\n500154000000, 开州区 \n") == [
        Entry("500154000000", "开州区")
    ]
