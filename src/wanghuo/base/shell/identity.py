"""What this installation calls itself: product, version, district. Read once a process, no database."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from .registry import registry

PRODUCT = "望火"


@cache
def version() -> str:
    """The version in ``pyproject.toml`` of the checkout, or "" when there is none."""
    file = Path(__file__).resolve().parents[4] / "pyproject.toml"
    return tomllib.loads(file.read_text("utf-8"))["project"]["version"] if file.exists() else ""


@cache
def _configured() -> str:
    """The name in ``policy/districts/<district>/district.toml``, or "" when the installation names none."""
    file = Path(settings.POLICY_DIR) / "districts" / settings.DISTRICT / "district.toml"
    if not settings.DISTRICT or not file.exists():
        return ""
    facts = tomllib.loads(file.read_text("utf-8"))
    return facts.get("full_name") or facts.get("name", "")


_loaded: list[str] = []


def district() -> str:
    """Full name of the district: as configured, else as loaded by the first run; "" before that."""
    if name := _configured():
        return name
    if not _loaded and registry.home and (name := registry.home()):
        _loaded.append(name)
    return _loaded[0] if _loaded else ""
