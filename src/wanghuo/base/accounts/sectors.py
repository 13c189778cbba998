"""Sectors (行业): keys and labels from ``policy/sectors.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Sector:
    """``gbt4754``: code of GB/T 4754 where known, else empty (未设定). ``source``: where the notice names it."""

    key: str
    label: str
    gbt4754: str = ""
    source: str = ""


@cache
def sectors() -> tuple[Sector, ...]:
    """All sectors in the file's order. Raises ValueError when a key stands twice."""
    rows = tomllib.loads((Path(settings.POLICY_DIR) / "sectors.toml").read_text("utf-8"))["sector"]
    found = tuple(Sector(**row) for row in rows)
    if len({s.key for s in found}) != len(found):
        raise ValueError("policy/sectors.toml: a key stands twice")
    return found


def labels() -> dict[str, str]:
    """Key → Chinese label."""
    return {s.key: s.label for s in sectors()}
