"""A flow's TOML, already read into a dict, becomes a :class:`Flow`, or says precisely what is wrong with it.

All problems are collected before anything is raised, so that the author mends them in one go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import check
from .model import (
    Attach,
    Clock,
    Field,
    FieldType,
    Flow,
    Need,
    Party,
    State,
    Step,
    Tone,
    Transition,
)
from .problems import FlowError, Problems

_FLOW_KEYS = {
    "id",
    "version",
    "label",
    "summary",
    "number_prefix",
    "initial",
    "states",
    "transitions",
    "clocks",
    "fields",
    "parties",
}
_STATE_KEYS = {"id", "label", "tone", "final", "main", "holder", "hint"}
_FIELD_KEYS = {"id", "label", "type", "shortest", "longest", "choices", "hint"}
_CLOCK_KEYS = {"id", "label", "law", "setting", "by_field", "only_if", "steps"}
_STEP_KEYS = {"id", "label", "at", "to", "level", "repeat", "most"}
_CLOCK_VERBS = ("starts", "stops", "suspends", "resumes", "extends")
_TRANSITION_KEYS = {
    "verb",
    "label",
    "from",
    "to",
    "who",
    "fill",
    "may_fill",
    "attach",
    "issue",
    "needs",
    "tone",
    "hint",
    *_CLOCK_VERBS,
}


def parse(raw: Mapping[str, Any]) -> Flow:
    """Read a flow. Raises :class:`FlowError`, whose `problems` are Chinese sentences, one for each fault."""
    problems = Problems()
    known_keys(problems, "流程", raw, _FLOW_KEYS)
    flow = Flow(
        id=text(problems, "流程", raw, "id"),
        version=number(problems, "流程", raw, "version", least=1),
        label=text(problems, "流程", raw, "label"),
        summary=text(problems, "流程", raw, "summary", needed=False),
        number_prefix=text(problems, "流程", raw, "number_prefix"),
        initial=text(problems, "流程", raw, "initial"),
        states=tuple(_state(problems, item) for item in tables(problems, "流程", raw, "states")),
        transitions=tuple(
            _transition(problems, item) for item in tables(problems, "流程", raw, "transitions")
        ),
        clocks=tuple(_clock(problems, item) for item in tables(problems, "流程", raw, "clocks")),
        fields=tuple(_field(problems, item) for item in tables(problems, "流程", raw, "fields")),
        parties=tuple(_party(problems, item) for item in tables(problems, "流程", raw, "parties")),
    )
    # The graph is looked at only when every part could be read: otherwise each slip would be told twice.
    if not problems:
        check.graph(flow, problems)
    if problems:
        raise FlowError(str(raw.get("id", "?")), problems.sentences)
    return flow


def _state(problems: Problems, raw: Mapping[str, Any]) -> State:
    where = f"状态“{raw.get('id', '?')}”"
    known_keys(problems, where, raw, _STATE_KEYS)
    return State(
        id=text(problems, where, raw, "id"),
        label=text(problems, where, raw, "label"),
        tone=_tone(problems, where, raw),
        final=flag(problems, where, raw, "final"),
        main=flag(problems, where, raw, "main"),
        holder=text(problems, where, raw, "holder", needed=False) or None,
        hint=text(problems, where, raw, "hint", needed=False),
    )


def _transition(problems: Problems, raw: Mapping[str, Any]) -> Transition:
    where = f"步骤“{raw.get('verb', '?')}”"
    known_keys(problems, where, raw, _TRANSITION_KEYS)
    return Transition(
        verb=text(problems, where, raw, "verb"),
        label=text(problems, where, raw, "label"),
        sources=names(problems, where, raw, "from"),
        target=text(problems, where, raw, "to"),
        who=tuple(
            frozenset(part.strip() for part in alternative.split("&"))
            for alternative in names(problems, where, raw, "who")
        ),
        fill=names(problems, where, raw, "fill"),
        may_fill=names(problems, where, raw, "may_fill"),
        attach=tuple(
            Attach(
                kind=text(problems, where, item, "kind"),
                label=text(problems, where, item, "label"),
                least=number(problems, where, item, "least", least=1, default=1),
            )
            for item in tables(problems, where, raw, "attach")
        ),
        issue=text(problems, where, raw, "issue", needed=False) or None,
        needs=tuple(_need(problems, where, item) for item in tables(problems, where, raw, "needs")),
        tone=_tone(problems, where, raw),
        hint=text(problems, where, raw, "hint", needed=False),
        **{key: names(problems, where, raw, key) for key in _CLOCK_VERBS},
    )


def _need(problems: Problems, where: str, raw: Mapping[str, Any]) -> Need:
    known_keys(problems, f"{where}的前提", raw, {"event", "because", "times", "distinct", "negate"})
    return Need(
        event=text(problems, f"{where}的前提", raw, "event"),
        because=text(problems, f"{where}的前提", raw, "because"),
        times=number(problems, f"{where}的前提", raw, "times", least=1, default=1),
        distinct=flag(problems, where, raw, "distinct"),
        negate=flag(problems, where, raw, "negate"),
    )


def _clock(problems: Problems, raw: Mapping[str, Any]) -> Clock:
    where = f"时限“{raw.get('id', '?')}”"
    known_keys(problems, where, raw, _CLOCK_KEYS)
    return Clock(
        id=text(problems, where, raw, "id"),
        label=text(problems, where, raw, "label"),
        law=text(problems, where, raw, "law", needed=False) or None,
        setting=text(problems, where, raw, "setting", needed=False) or None,
        by_field=text(problems, where, raw, "by_field", needed=False) or None,
        only_if=text(problems, where, raw, "only_if", needed=False) or None,
        steps=tuple(_step(problems, where, item) for item in tables(problems, where, raw, "steps")),
    )


def _step(problems: Problems, where: str, raw: Mapping[str, Any]) -> Step:
    where = f"{where}的升级步骤“{raw.get('id', '?')}”"
    known_keys(problems, where, raw, _STEP_KEYS)
    at = raw.get("at")
    if at != "limit" and not _is_integer(at):
        problems.add(
            f'{where}的 at 应为整数（负数为到期前，0 为到期时）或 "limit"（到期后再过一个时限），现为 {at!r}'
        )
        at = 0
    most = raw.get("most")
    return Step(
        id=text(problems, where, raw, "id"),
        label=text(problems, where, raw, "label"),
        at=None if at == "limit" else at,
        to=names(problems, where, raw, "to"),
        level=number(problems, where, raw, "level", least=0),
        repeat=flag(problems, where, raw, "repeat"),
        most=None if most is None else number(problems, where, raw, "most", least=1),
    )


def _field(problems: Problems, raw: Mapping[str, Any]) -> Field:
    where = f"字段“{raw.get('id', '?')}”"
    known_keys(problems, where, raw, _FIELD_KEYS)
    kind = raw.get("type")
    if kind not in {item.value for item in FieldType}:
        problems.add(f"{where}的 type 应为 {'、'.join(FieldType)} 之一，现为 {kind!r}")
        kind = FieldType.TEXT
    choices = tables(problems, where, raw, "choices")
    if (kind == FieldType.CHOICE) != bool(choices):
        problems.add(f'{where}:choices 只用于 type = "choice" 的字段，且不能为空')
    return Field(
        id=text(problems, where, raw, "id"),
        label=text(problems, where, raw, "label"),
        type=FieldType(kind),
        shortest=None if "shortest" not in raw else number(problems, where, raw, "shortest", least=0),
        longest=None if "longest" not in raw else number(problems, where, raw, "longest", least=1),
        choices=tuple(
            (text(problems, where, item, "id"), text(problems, where, item, "label")) for item in choices
        ),
        hint=text(problems, where, raw, "hint", needed=False),
    )


def _party(problems: Problems, raw: Mapping[str, Any]) -> Party:
    where = f"参与方“{raw.get('id', '?')}”"
    known_keys(problems, where, raw, {"id", "label"})
    return Party(id=text(problems, where, raw, "id"), label=text(problems, where, raw, "label"))


def _tone(problems: Problems, where: str, raw: Mapping[str, Any]) -> Tone:
    value = raw.get("tone", Tone.NEUTRAL)
    if value not in {item.value for item in Tone}:
        problems.add(f"{where}的 tone 应为 {'、'.join(Tone)} 之一，现为 {value!r}")
        return Tone.NEUTRAL
    return Tone(value)


def known_keys(problems: Problems, where: str, raw: Mapping[str, Any], known: set[str]) -> None:
    for key in sorted(set(raw) - known):
        problems.add(f"{where}有不认识的项“{key}”，可用的项：{'、'.join(sorted(known))}")


def text(problems: Problems, where: str, raw: Mapping[str, Any], key: str, *, needed: bool = True) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        problems.add(f"{where}的 {key} 应为文字，现为 {value!r}")
        return ""
    if needed and not value.strip():
        problems.add(f"{where}缺少 {key}")
    return value


def number(
    problems: Problems,
    where: str,
    raw: Mapping[str, Any],
    key: str,
    *,
    least: int,
    default: int | None = None,
) -> int:
    value = raw.get(key, default)
    if not _is_integer(value) or value < least:
        problems.add(f"{where}的 {key} 应为不小于 {least} 的整数，现为 {value!r}")
        return least
    return value


def flag(problems: Problems, where: str, raw: Mapping[str, Any], key: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        problems.add(f"{where}的 {key} 应为 true 或 false,现为 {value!r}")
        return False
    return value


def names(problems: Problems, where: str, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    if (
        not isinstance(value, Sequence)
        or isinstance(value, str)
        or not all(isinstance(item, str) for item in value)
    ):
        problems.add(f"{where}的 {key} 应为文字的列表，现为 {value!r}")
        return ()
    return tuple(value)


def tables(problems: Problems, where: str, raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = raw.get(key, [])
    if (
        not isinstance(value, Sequence)
        or isinstance(value, str)
        or not all(isinstance(item, Mapping) for item in value)
    ):
        problems.add(f"{where}的 {key} 应为表的列表（[[{key}]]）")
        return []
    return list(value)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
