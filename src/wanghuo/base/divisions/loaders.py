"""At start: the shipped divisions of the configured district, skipped when their digest has been seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from wanghuo.kernel.scope import Actor

from .actions import load_reference
from .models import Loaded

DISTRICT_DATA = True


def load(progress: Callable[[str], None]) -> None:
    """Idempotent. Without a configured district nothing is loaded: the operator imports its own codes."""
    folder = Path(settings.POLICY_DIR) / "districts" / settings.DISTRICT
    if not settings.DISTRICT or not (folder / "district.toml").exists():
        return
    sha256 = digest(folder)
    if Loaded.objects.filter(name=folder.name, sha256=sha256).exists():
        return
    progress("装载区划：区、镇街、村（社区），含代码沿革")
    count = load_reference(Actor.system("装载基础数据"), folder, sha256)
    progress(f"区划已装载：{count} 条")


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of the folder's data files."""
    found = hashlib.sha256()
    for file in sorted(p for p in folder.iterdir() if p.suffix in {".csv", ".geojson", ".toml"}):
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()
