"""Small flows for the tests, and the shipped ones read from policy."""

import copy
import tomllib
from pathlib import Path
from typing import Any

from wanghuo.kernel.flow import Flow, parse

POLICY = Path(__file__).parents[3] / "policy" / "flows"

SMALL: dict[str, Any] = {
    "id": "small",
    "version": 1,
    "label": "小流程",
    "number_prefix": "X",
    "initial": "a",
    "parties": [{"id": "owner", "label": "主办单位"}, {"id": "boss", "label": "负责人"}],
    "fields": [{"id": "why", "label": "理由", "type": "text", "shortest": 2}],
    "states": [
        {"id": "a", "label": "甲", "main": True},
        {"id": "b", "label": "乙", "main": True},
        {"id": "z", "label": "终", "final": True, "main": True},
    ],
    "clocks": [
        {
            "id": "k",
            "label": "期限",
            "setting": "x.limit",
            "steps": [{"id": "expired", "label": "到期", "at": 0, "to": ["boss"], "level": 1}],
        }
    ],
    "transitions": [
        {"verb": "open", "label": "立案", "from": [], "to": "a", "who": ["anyone"]},
        {"verb": "go", "label": "推进", "from": ["a"], "to": "b", "who": ["owner"], "starts": ["k"]},
        {
            "verb": "end",
            "label": "办结",
            "from": ["b"],
            "to": "z",
            "who": ["owner&boss"],
            "fill": ["why"],
            "stops": ["k"],
        },
    ],
}


def small() -> dict[str, Any]:
    return copy.deepcopy(SMALL)


def shipped(name: str) -> Flow:
    return parse(tomllib.loads((POLICY / f"{name}.toml").read_text(encoding="utf-8")))
