"""The flows in force, read from ``policy/flows/*.toml`` once a process."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from wanghuo.kernel.flow import Flow, FlowError, parse


@cache
def flows() -> dict[tuple[str, int], Flow]:
    """All flows by (id, version). Raises FlowError when a file is unsound or two declare the same version."""
    found: dict[tuple[str, int], Flow] = {}
    for file in sorted((Path(settings.POLICY_DIR) / "flows").glob("*.toml")):
        one = parse(tomllib.loads(file.read_text("utf-8")))
        if (one.id, one.version) in found:
            raise FlowError(one.id, (f"{file.name} 与另一文件都声明了第 {one.version} 版",))
        found[one.id, one.version] = one
    return found


def flow(flow_id: str, version: int | None = None) -> Flow:
    """That flow, in that version or its newest. Raises LookupError when there is none.

    Old versions stay in the folder as long as a case is in them (``handover.v1.toml``).
    """
    if version is not None and (flow_id, version) in flows():
        return flows()[flow_id, version]
    versions = [number for known, number in flows() if known == flow_id]
    if version is not None or not versions:
        raise LookupError(f"没有流程“{flow_id}”{f'第 {version} 版' if version else ''}：请检查 policy/flows")
    return flows()[flow_id, max(versions)]


def earlier(one: Flow) -> dict[int, Flow]:
    """The versions of the same flow by number, for replaying a case that was moved."""
    return {number: other for (known, number), other in flows().items() if known == one.id}
