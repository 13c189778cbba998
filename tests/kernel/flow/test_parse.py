"""A fault in a flow's declaration is named precisely, and all faults at once."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.kernel.flow.build import POLICY, shipped, small

from wanghuo.kernel.flow import FlowError, parse


def drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def edit(raw: Any) -> None:
        for key in path[:-1]:
            raw = raw[key]
        del raw[path[-1]]

    return edit


def put(value: object, *path: str | int) -> Callable[[dict[str, Any]], None]:
    def edit(raw: Any) -> None:
        for key in path[:-1]:
            raw = raw[key]
        raw[path[-1]] = value

    return edit


def add(value: object, *path: str | int) -> Callable[[dict[str, Any]], None]:
    def edit(raw: Any) -> None:
        for key in path:
            raw = raw[key]
        raw.append(value)

    return edit


FAULTS = [
    (add({"id": "q", "label": "孤岛", "final": True}, "states"), "状态“孤岛”（q）从起始状态无法到达"),
    (put(False, "states", 2, "final"), "没有终结状态，事项将永远不能办结"),
    (drop("transitions", 2), "状态“乙”（b）走不到任何终结状态"),
    (put([], "transitions", 1, "starts"), "时限“期限”（k）没有任何步骤启动它，是悬空的时限"),
    (add("nope", "transitions", 1, "starts"), "提到时限“nope”，但没有声明这个时限"),
    (drop("clocks", 0, "setting"), "时限“期限”（k）没有出处"),
    (
        add({"verb": "go", "label": "又推进", "from": ["a"], "to": "z", "who": ["owner"]}, "transitions"),
        "状态“a”下有 2 个同名步骤“go”",
    ),
    (put("nowhere", "transitions", 1, "to"), "步骤“go”的去向状态“nowhere”没有声明"),
    (put(["z"], "transitions", 1, "from"), "从终结状态“z”出发"),
    (put(["stranger"], "transitions", 1, "who"), "办理人“stranger”不是已声明的参与方"),
    (put([], "transitions", 1, "who"), "没有写明谁可以办"),
    (put(["gone"], "transitions", 2, "fill"), "要填“gone”，但没有声明这个字段"),
    (put("money", "fields", 0, "type"), "type 应为"),
    (put("tomorrow", "clocks", 0, "steps", 0, "at"), "at 应为整数"),
    (put(True, "clocks", 0, "steps", 0, "repeat"), "要重复，则须在到期之后"),
    (put(["k"], "transitions", 1, "suspends"), "须成对出现"),
    (put(0, "version"), "version 应为不小于 1 的整数，现为 0"),
    (put("x", "transitions", 1, "colour"), "有不认识的项“colour”"),
    (drop("label"), "流程缺少 label"),
    (drop("transitions", 0), "必须恰有一个“open”步骤"),
    (put([{"event": "never", "because": "x"}], "transitions", 1, "needs"), "既不是步骤也不是时限到期"),
    (put("ghost", "states", 0, "holder"), "由“ghost”办理，但没有这个参与方"),
    (put("red", "states", 0, "tone"), "tone 应为"),
    (add({"id": "a", "label": "又一个甲"}, "states"), "状态“a”声明了 2 次"),
]


@pytest.mark.parametrize(("edit", "sentence"), FAULTS, ids=[sentence for _, sentence in FAULTS])
def test_a_fault_is_named(edit: Callable[[dict[str, Any]], None], sentence: str) -> None:
    raw = small()
    edit(raw)
    with pytest.raises(FlowError) as caught:
        parse(raw)
    assert any(sentence in problem for problem in caught.value.problems), caught.value


def test_all_faults_are_told_at_once() -> None:
    raw = small()
    raw["transitions"][1]["who"] = ["stranger"]
    raw["transitions"][2]["fill"] = ["gone"]
    with pytest.raises(FlowError) as caught:
        parse(raw)
    assert len(caught.value.problems) == 2
    assert "共 2 处问题" in str(caught.value)


def test_a_sound_flow_is_read() -> None:
    flow = parse(small())
    end = flow.transition("b", "end")
    assert end is not None and end.who == (frozenset({"owner", "boss"}),)
    assert flow.state("z").final and flow.clock("k").steps[0].is_expiry


@pytest.mark.parametrize("path", sorted(POLICY.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_flow_is_sound(path: Any) -> None:
    assert shipped(path.stem).id == path.stem
