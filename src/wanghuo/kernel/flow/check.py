"""Faults of a flow as a whole: what cannot be reached, cannot end, or names what is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .model import OPEN, STAY, Flow, Transition
from .problems import Problems

EVERYONE_FACTS = ("assignee", "anyone", "system")
"""Facts about an actor that need no party of their own."""

EXPIRED = "expired:"


def graph(flow: Flow, problems: Problems) -> None:
    """Add a sentence to `problems` for each fault found."""
    _doubles(flow, problems)
    _targets(flow, problems)
    if problems:
        return
    _opening(flow, problems)
    _reach(flow, problems)
    _people(flow, problems)
    _clocks(flow, problems)
    _fields(flow, problems)
    _needs(flow, problems)


def _doubles(flow: Flow, problems: Problems) -> None:
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("状态", (item.id for item in flow.states)),
        ("时限", (item.id for item in flow.clocks)),
        ("字段", (item.id for item in flow.fields)),
        ("参与方", (item.id for item in flow.parties)),
    )
    for word, ids in named:
        for item_id, times in Counter(ids).items():
            if times > 1:
                problems.add(f"{word}“{item_id}”声明了 {times} 次，编号不能重复")
    taken = Counter((source, item.verb) for item in flow.transitions for source in item.sources)
    for (source, verb), times in taken.items():
        if times > 1:
            problems.add(f"状态“{source}”下有 {times} 个同名步骤“{verb}”，无法判断走哪一个")


def _targets(flow: Flow, problems: Problems) -> None:
    if not flow.has_state(flow.initial):
        problems.add(f"起始状态“{flow.initial}”没有声明")
    for item in flow.transitions:
        for source in item.sources:
            if not flow.has_state(source):
                problems.add(f"步骤“{item.verb}”的来源状态“{source}”没有声明")
            elif flow.state(source).final:
                problems.add(f"步骤“{item.verb}”从终结状态“{source}”出发，终结状态不能再变动")
        if item.target != STAY and not flow.has_state(item.target):
            problems.add(f"步骤“{item.verb}”的去向状态“{item.target}”没有声明")


def _opening(flow: Flow, problems: Problems) -> None:
    openings = [item for item in flow.transitions if item.verb == OPEN]
    if len(openings) != 1 or openings[0].sources or openings[0].target != flow.initial:
        problems.add(f"必须恰有一个“{OPEN}”步骤，它没有 from,去向为起始状态“{flow.initial}”")
    for item in flow.transitions:
        if item.verb != OPEN and not item.sources:
            problems.add(f"步骤“{item.verb}”没有 from,只有“{OPEN}”可以没有来源状态")


def _reach(flow: Flow, problems: Problems) -> None:
    if not any(state.final for state in flow.states):
        problems.add("没有终结状态，事项将永远不能办结")
    ahead = {state.id: {item.lands(state.id) for item in flow.leaving(state.id)} for state in flow.states}
    reached = _spread({flow.initial}, ahead)
    for state in flow.states:
        if state.id not in reached:
            problems.add(f"状态“{state.label}”（{state.id}）从起始状态无法到达")
    behind: dict[str, set[str]] = {state.id: set() for state in flow.states}
    for source, targets in ahead.items():
        for target in targets:
            behind[target].add(source)
    ending = _spread({state.id for state in flow.states if state.final}, behind)
    for state in flow.states:
        if state.id in reached and state.id not in ending:
            problems.add(f"状态“{state.label}”（{state.id}）走不到任何终结状态，事项到此就办不结")


def _spread(seeds: set[str], edges: dict[str, set[str]]) -> set[str]:
    reached, waiting = set(seeds), list(seeds)
    while waiting:
        for target in edges.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _people(flow: Flow, problems: Problems) -> None:
    known = {party.id for party in flow.parties} | set(EVERYONE_FACTS)
    for item in flow.transitions:
        if not item.who:
            problems.add(f"步骤“{item.verb}”没有写明谁可以办（who）")
        for fact in sorted({fact for alternative in item.who for fact in alternative} - known):
            problems.add(f"步骤“{item.verb}”的办理人“{fact}”不是已声明的参与方")
    for state in flow.states:
        if state.holder is not None and state.holder not in known:
            problems.add(f"状态“{state.label}”由“{state.holder}”办理，但没有这个参与方")
    for clock in flow.clocks:
        for step in clock.steps:
            for fact in step.to:
                if fact not in known:
                    problems.add(f"时限“{clock.id}”的升级步骤“{step.id}”要告知“{fact}”，但没有这个参与方")


def _clocks(flow: Flow, problems: Problems) -> None:
    def verbs(kind: str, clock_id: str) -> list[Transition]:
        return [item for item in flow.transitions if clock_id in getattr(item, kind)]

    for item in flow.transitions:
        for kind in ("starts", "stops", "suspends", "resumes", "extends"):
            for clock_id in getattr(item, kind):
                if not flow.has_clock(clock_id):
                    problems.add(f"步骤“{item.verb}”的 {kind} 提到时限“{clock_id}”，但没有声明这个时限")
    for clock in flow.clocks:
        if not (clock.law or clock.setting or clock.by_field):
            problems.add(f"时限“{clock.label}”（{clock.id}）没有出处：应写明 law、setting 或 by_field 之一")
        if clock.by_field and clock.by_field not in {item.id for item in flow.fields}:
            problems.add(f"时限“{clock.id}”取自字段“{clock.by_field}”，但没有声明这个字段")
        if not verbs("starts", clock.id):
            problems.add(f"时限“{clock.label}”（{clock.id}）没有任何步骤启动它，是悬空的时限")
        if not any(_ends_clock(flow, item, clock.id) for item in flow.transitions):
            problems.add(f"时限“{clock.label}”（{clock.id}）启动后没有任何步骤停止它")
        if bool(verbs("suspends", clock.id)) != bool(verbs("resumes", clock.id)):
            problems.add(f"时限“{clock.label}”（{clock.id}）的中止（suspends）与恢复（resumes）须成对出现")
        for step_id, times in Counter(step.id for step in clock.steps).items():
            if times > 1:
                problems.add(f"时限“{clock.id}”的升级步骤“{step_id}”声明了 {times} 次")
        for step in clock.steps:
            if step.repeat and (step.at is not None and step.at <= 0):
                problems.add(f"时限“{clock.id}”的升级步骤“{step.id}”要重复，则须在到期之后")
            if not step.to:
                problems.add(f"时限“{clock.id}”的升级步骤“{step.id}”没有写明告知谁（to）")


def _ends_clock(flow: Flow, item: Transition, clock_id: str) -> bool:
    reaches_end = item.target != STAY and flow.state(item.target).final
    return clock_id in item.stops or reaches_end


def _fields(flow: Flow, problems: Problems) -> None:
    known = {item.id for item in flow.fields}
    for item in flow.transitions:
        for field_id in (*item.fill, *item.may_fill):
            if field_id not in known:
                problems.add(f"步骤“{item.verb}”要填“{field_id}”，但没有声明这个字段")
        for field_id in sorted(set(item.fill) & set(item.may_fill)):
            problems.add(f"步骤“{item.verb}”的字段“{field_id}”既是必填又是选填")


def _needs(flow: Flow, problems: Problems) -> None:
    verbs = {item.verb for item in flow.transitions}
    for item in flow.transitions:
        for need in item.needs:
            clock_id = need.event.removeprefix(EXPIRED)
            known = flow.has_clock(clock_id) if need.event.startswith(EXPIRED) else need.event in verbs
            if not known:
                problems.add(f"步骤“{item.verb}”的前提“{need.event}”既不是步骤也不是时限到期（expired:时限）")
