"""What this installation calls itself: product, version, district. Read once a process, no database."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

PRODUCT = "望火"


@cache
def version() -> str:
    """The version in ``pyproject.toml`` of the checkout, or "" when there is none."""
    file = Path(__file__).resolve().parents[4] / "pyproject.toml"
    return tomllib.loads(file.read_text("utf-8"))["project"]["version"] if file.exists() else ""


@cache
def district() -> str:
    """Full name of the district (``policy/districts/<district>/district.toml``), or "" when it names none."""
    file = Path(settings.POLICY_DIR) / "districts" / settings.DISTRICT / "district.toml"
    if not file.exists():
        return ""
    facts = tomllib.loads(file.read_text("utf-8"))
    return facts.get("full_name") or facts.get("name", "")
