"""The policy in force, read from ``policy/roles/*.toml`` once a process."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from wanghuo.kernel.scope import Policy


@cache
def policy() -> Policy:
    """All roles and rules. Raises ValueError (at boot, by a system check) when a file contradicts itself."""
    folder = Path(settings.POLICY_DIR) / "roles"
    return Policy.parse(tomllib.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.toml")))
