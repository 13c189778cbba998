"""Population: unknown stays unknown, nothing is counted twice."""

from hypothesis import given
from hypothesis import strategies as st

from wanghuo.base.divisions import population
from wanghuo.base.divisions.population import Figure, Known, Unknown

HANFENG = Figure("500154001000", 196528, 2010, "普查", ("500154002000", "500154003000"))
WENQUAN = Figure("500154104000", 39402, 2010, "普查")


def test_a_figure_that_covers_more_is_not_the_figure_of_one() -> None:
    for alone in (["500154001000"], ["500154002000"], ["500154001000", "500154003000"]):
        answer = population.of(alone, [HANFENG, WENQUAN])
        assert isinstance(answer, Unknown) and "合并" in answer.reason


def test_the_three_together_are_known() -> None:
    answer = population.of([*HANFENG.covers, "500154104000"], [HANFENG, WENQUAN])
    assert answer == Known(235930, (2010,), ("普查",))


def test_a_gap_makes_the_sum_unknown_and_names_it() -> None:
    answer = population.of(["500154104000", "500154105000"], [WENQUAN])
    assert isinstance(answer, Unknown) and answer.codes == ("500154105000",)


def test_nothing_asked_is_unknown_not_zero() -> None:
    assert isinstance(population.of([], [WENQUAN]), Unknown)


def test_double_counting_is_refused() -> None:
    again = Figure("500154002000", 5, 2010, "普查")
    assert isinstance(population.of(HANFENG.covers, [HANFENG, again]), Unknown)


@given(st.lists(st.floats(0, 1e6), max_size=60))
def test_every_value_falls_in_a_class(values: list[float]) -> None:
    bounds = population.breaks(values)
    assert bounds == sorted(set(bounds)) and len(bounds) <= 5
    for value in values:
        index = population.class_of(value, bounds)
        assert value <= bounds[index] and (index == 0 or bounds[index - 1] < value)
