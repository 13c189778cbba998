"""Indicators that the district wants and no room serves yet, read from ``policy/indicators/*.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from .registry import plan


def load(folder: Path) -> int:
    """Declare every ``[[planned]]``; returns how many. Raises KeyError when an entry lacks a word."""
    count = 0
    for file in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(file.read_text("utf-8")).get("planned", []):
            plan(
                entry["id"],
                label=entry["label"],
                unit=entry["unit"],
                owner=entry["owner"],
                needs=entry["needs"],
                explanation=entry.get("explanation", ""),
            )
            count += 1
    return count
