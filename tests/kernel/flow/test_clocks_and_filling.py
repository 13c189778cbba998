"""When escalations come due, and what a form may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.flow.build import shipped

from wanghuo.kernel.flow import check_filled, clean, following, schedule

HANDOVER = shipped("handover")
RECEIPT = HANDOVER.clock("receipt")


def test_receipt_reminds_then_reports_then_supervises_again_and_again() -> None:
    due = schedule(RECEIPT, 3, upto=5)
    assert [(item.step.id, item.amount) for item in due] == [
        ("remind", 2),
        ("expired", 3),
        ("supervise", 6),
        ("supervise", 9),
        ("supervise", 12),
    ]


def test_it_ends_when_the_most_were_sent() -> None:
    assert len(schedule(RECEIPT, 1, upto=50)) == 2 + 5
    assert following(RECEIPT, 1, 0, 7) is None


def test_an_extension_moves_every_step() -> None:
    assert [item.amount for item in schedule(RECEIPT, 3, 4, upto=3)] == [6, 7, 10]


@pytest.mark.parametrize(("limit", "extra"), [(0, 0), (-1, 0), (1, -1)])
def test_a_limit_that_is_none_is_refused(limit: int, extra: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        schedule(RECEIPT, limit, extra, upto=1)


@given(limit=st.integers(1, 200), extra=st.integers(0, 200), upto=st.integers(1, 20))
def test_positions_are_gapless_and_amounts_never_go_back(limit: int, extra: int, upto: int) -> None:
    due = schedule(RECEIPT, limit, extra, upto=upto)
    assert [item.position for item in due] == list(range(len(due)))
    assert [item.amount for item in due] == sorted(item.amount for item in due)
    assert all(following(RECEIPT, limit, extra, item.position) == item for item in due)
    expiries = [item for item in due if item.step.is_expiry]
    assert all(item.amount == limit + extra for item in expiries)


def fault(verb: str, state: str, **values: object) -> dict[str, str]:
    transition = HANDOVER.transition(state, verb)
    assert transition is not None
    return check_filled(HANDOVER, transition, values)


def test_what_must_be_filled_is_named() -> None:
    assert fault("hand_over", "draft") == {
        "receiver": "“移交”必须填写接收单位",
        "facts": "“移交”必须填写移交事实与依据",
    }
    assert fault("hand_over", "draft", receiver="7", facts="市场占用消防车通道，屡改屡犯") == {}


@pytest.mark.parametrize(
    ("verb", "state", "values", "field", "sentence"),
    [
        ("return_back", "sent", {"reason": "不管"}, "reason", "理由至少 5 个字，现有 2 个字"),
        ("extend", "handling", {"reason": "等待鉴定结论", "amount": "61"}, "amount", "不能大于 60"),
        ("extend", "handling", {"reason": "等待鉴定结论", "amount": "两天"}, "amount", "应为整数"),
        (
            "hand_over",
            "draft",
            {"receiver": "7", "facts": "x" * 10, "handle_by": "明天"},
            "handle_by",
            "日期（如 2026-03-01）",
        ),
        ("give_result", "handling", {"outcome": "fine", "result": "已经整改完毕"}, "outcome", "已整改"),
        ("return_back", "sent", {"reason": "不归我局管", "colour": "red"}, "colour", "没有“colour”这一项"),
    ],
)
def test_a_wrong_value_is_explained(
    verb: str, state: str, values: dict[str, object], field: str, sentence: str
) -> None:
    assert sentence in fault(verb, state, **values)[field]


def test_values_are_cleaned_to_their_type() -> None:
    assert clean(HANDOVER.field("amount"), " 5 ") == 5
    assert clean(HANDOVER.field("handle_by"), "2026-03-01") == "2026-03-01"
    assert clean(HANDOVER.field("reason"), "  不归我局管 ") == "不归我局管"
