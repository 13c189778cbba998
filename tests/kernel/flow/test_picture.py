from tests.kernel.flow.build import shipped

from wanghuo.kernel.flow import Event, draw, replay, to_mermaid

HANDOVER = shipped("handover")


def test_the_picture_tells_in_words_too() -> None:
    status = replay(HANDOVER, [Event("open"), Event("hand_over"), Event("return_back")])
    picture = draw(HANDOVER, status)
    assert picture.words == "协同移交：已经过 起草 → 已移交待接收；现为“被退回”"
    looks = {node.id: str(node.look) for node in picture.nodes}
    assert looks == {
        "draft": "past",
        "sent": "past",
        "handling": "ahead",
        "answered": "ahead",
        "archived": "ahead",
        "returned": "here",
    }
    walked = {(edge.source, edge.target) for edge in picture.edges if edge.walked}
    assert walked == {("draft", "sent"), ("sent", "returned")}


def test_down_is_narrow_enough_for_a_phone() -> None:
    status = replay(HANDOVER, [Event("open"), Event("hand_over"), Event("return_back")])
    assert draw(HANDOVER, status, down=True).width <= 350


def test_mermaid_names_every_state_and_step() -> None:
    chart = to_mermaid(HANDOVER)
    assert chart.startswith("stateDiagram-v2\n")
    assert all(f'"{state.label}" as {state.id}' in chart for state in HANDOVER.states)
    assert "sent --> handling: 接收" in chart
    assert "handling --> handling: 同意延期" in chart
    assert "archived --> [*]" in chart
