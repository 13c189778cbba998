"""Where a case stands, as a picture: people would rather look than read.

:func:`draw` lays a flow out for SVG, with plain numbers and class words only, since the page's policy forbids inline style.
:func:`to_mermaid` is for documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .machine import Status
from .model import OPEN, Flow

_WIDTH, _HEIGHT = 132, 46
_GAP_X, _GAP_Y = 44, 58
_MARGIN = 12
_LOOP = 26
"""Room above the main line for arrows that lead back."""


class Look(StrEnum):
    PAST = "past"
    HERE = "here"
    AHEAD = "ahead"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Node:
    """A box; x and y are its upper left corner, in SVG user units."""

    id: str
    label: str
    x: int
    y: int
    width: int
    height: int
    look: Look
    tone: str
    final: bool
    times: int

    @property
    def centre_x(self) -> int:
        return self.x + self.width // 2

    @property
    def centre_y(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow; `path` is ready for SVG's d attribute. `walked` when the case has gone along it."""

    source: str
    target: str
    label: str
    path: str
    walked: bool
    main: bool


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    words: str
    """The same in one Chinese sentence, for those who cannot see it."""


def draw(flow: Flow, status: Status, *, down: bool = False, everything: bool = False) -> Picture:
    """Lay the flow out with the main line across (or `down`, for a phone) and branches beside it.

    Branches the case has not been in are left out unless `everything`: they would only distract.
    """
    visited = [*status.path]
    main = [state.id for state in flow.states if state.main] or [flow.initial]
    # A branch that can be stepped into next is worth a glance, others only if the case has been there.
    branches = [
        state.id for state in flow.states if state.id not in main and (everything or state.id in visited)
    ]
    places = {state_id: (index, 0) for index, state_id in enumerate(main)}
    places |= _beside(flow, main, branches)
    nodes = tuple(
        _node(flow, status, state_id, column, row, down) for state_id, (column, row) in places.items()
    )
    by_id = {node.id: node for node in nodes}
    edges = _edges(flow, status, by_id, main, down)
    return Picture(
        width=max(node.x + node.width for node in nodes) + _MARGIN,
        height=max(node.y + node.height for node in nodes) + _MARGIN,
        nodes=nodes,
        edges=edges,
        words=_words(flow, status),
    )


def to_mermaid(flow: Flow) -> str:
    """The whole flow as a Mermaid state diagram with Chinese labels."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state.id}' for state in flow.states]
    lines.append(f"    [*] --> {flow.initial}")
    for item in flow.transitions:
        lines += [f"    {source} --> {item.lands(source)}: {item.label}" for source in item.sources]
    lines += [f"    {state.id} --> [*]" for state in flow.states if state.final]
    return "\n".join(lines) + "\n"


def _beside(flow: Flow, main: list[str], branches: list[str]) -> dict[str, tuple[int, int]]:
    """Column and row for each branch: under the first main state that leads to it, never two in one place."""
    taken: set[tuple[int, int]] = set()
    placed: dict[str, tuple[int, int]] = {}
    for branch in branches:
        sources = {source for item in flow.transitions if item.target == branch for source in item.sources}
        column = min((main.index(source) for source in sources if source in main), default=0)
        row = 1
        while (column, row) in taken:
            row += 1
        taken.add((column, row))
        placed[branch] = (column, row)
    return placed


def _node(flow: Flow, status: Status, state_id: str, column: int, row: int, down: bool) -> Node:
    state = flow.state(state_id)
    if down:
        column, row = row, column
    width = _WIDTH
    return Node(
        id=state.id,
        label=state.label,
        x=_MARGIN + (_LOOP if down else 0) + column * (width + _GAP_X // 2 if down else width + _GAP_X),
        y=_MARGIN + (0 if down else _LOOP) + row * (_HEIGHT + (_GAP_Y - 26 if down else _GAP_Y)),
        width=width,
        height=_HEIGHT,
        look=_look(flow, status, state_id),
        tone=state.tone.value,
        final=state.final,
        times=status.path.count(state_id),
    )


def _look(flow: Flow, status: Status, state_id: str) -> Look:
    if state_id == status.state:
        return Look.HERE
    if state_id in status.path:
        return Look.PAST
    return Look.AHEAD if flow.state(state_id).main else Look.ASIDE


def _edges(
    flow: Flow, status: Status, by_id: dict[str, Node], main: list[str], down: bool
) -> tuple[Edge, ...]:
    walked = {(source, target) for source, _, target in status.steps}
    labels: dict[tuple[str, str], list[str]] = {}
    for item in flow.transitions:
        for source in item.sources:
            target = item.lands(source)
            if item.verb != OPEN and source != target and source in by_id and target in by_id:
                labels.setdefault((source, target), []).append(item.label)
    edges = []
    for (source, target), words in labels.items():
        on_main = source in main and target in main and main.index(target) == main.index(source) + 1
        passed = (source, target) in walked
        # Arrows that leave the main line are drawn only where the case went: the rest is a thicket.
        if on_main or passed:
            path = _path(by_id[source], by_id[target], on_main, down)
            edges.append(Edge(source, target, "、".join(words), path, passed, on_main))
    return tuple(edges)


def _path(start: Node, end: Node, on_main: bool, down: bool) -> str:
    if on_main:
        if down:
            return f"M {start.centre_x} {start.y + start.height} L {end.centre_x} {end.y - 3}"
        return f"M {start.x + start.width} {start.centre_y} L {end.x - 3} {end.centre_y}"
    same_line = (start.x == end.x) if down else (start.y == end.y)
    if same_line:
        return _loop(start, end, down)
    if down:
        sideways = 1 if end.x > start.x else -1
        sx = start.x + (start.width if sideways > 0 else 0)
        ex = end.x + (0 if sideways > 0 else end.width)
        middle = (sx + ex) // 2
        shift = 8 if sideways > 0 else -8
        return f"M {sx} {start.centre_y + shift} C {middle} {start.centre_y + shift} {middle} {end.centre_y + shift} {ex - 3 * sideways} {end.centre_y + shift}"
    downward = 1 if end.y > start.y else -1
    sy = start.y + (start.height if downward > 0 else 0)
    ey = end.y + (0 if downward > 0 else end.height)
    middle = (sy + ey) // 2
    # Going and coming back are set apart sideways, or they would lie on one another.
    shift = 14 * downward
    return f"M {start.centre_x + shift} {sy} C {start.centre_x + shift} {middle} {end.centre_x + shift} {middle} {end.centre_x + shift} {ey - 3 * downward}"


def _loop(start: Node, end: Node, down: bool) -> str:
    """An arrow between two boxes of one line that are not neighbours forward: bent around them."""
    if down:
        edge = start.x - _LOOP + 6
        return f"M {start.x} {start.centre_y} C {edge} {start.centre_y} {edge} {end.centre_y} {end.x - 3} {end.centre_y}"
    edge = start.y - _LOOP + 6
    return f"M {start.centre_x} {start.y} C {start.centre_x} {edge} {end.centre_x} {edge} {end.centre_x} {end.y - 3}"


def _words(flow: Flow, status: Status) -> str:
    if status.state is None:
        return f"{flow.label}：尚未立案"
    gone = " → ".join(flow.state(state_id).label for state_id in status.path[:-1] if flow.has_state(state_id))
    here = flow.state(status.state).label
    return f"{flow.label}：{f'已经过 {gone}；' if gone else ''}现为“{here}”"
