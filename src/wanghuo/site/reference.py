"""Runs every room's `loaders.py: load(progress)` when what it loads has changed since it last ran here.

A loader may set `ALWAYS = True` (run at every start, e.g. because it depends on today) and
`DISTRICT_DATA = True` (the sample district's data: not loaded for a real district's first run).
"""

import hashlib
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection, transaction

from .models import Loaded

Progress = Callable[[str], None]
LOCK = 0x57414E47
"""Advisory lock: two installations on one server do not load at once."""
LEFT_OUT = {"__pycache__", "migrations", "static", "templates"}


def loaders() -> Iterator[tuple[AppConfig, ModuleType]]:
    """Rooms that load something, in the order of INSTALLED_APPS (lower rooms first)."""
    for config in apps.get_app_configs():
        if config.name.startswith("wanghuo.") and find_spec(f"{config.name}.loaders"):
            yield config, import_module(f"{config.name}.loaders")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not LEFT_OUT.intersection(path.relative_to(folder).parts):
            yield path


def digest(config: AppConfig) -> str:
    """SHA-256 over the room's code and data, the policy folder, and the choices that steer loading."""
    found = hashlib.sha256(f"{settings.DISTRICT} {settings.DEMO} {settings.EMPTY}".encode())
    for folder in (Path(config.path), Path(settings.POLICY_DIR)):
        for path in _files(folder):
            content = path.read_bytes()
            found.update(f"\n{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
            found.update(content)
    return found.hexdigest()


def load_all(progress: Progress, *, force: bool = False) -> list[str]:
    """Load what changed; returns the rooms that did. A room that fails leaves nothing of itself behind."""
    done = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        known = dict(Loaded.objects.values_list("room", "digest"))
        for config, module in loaders():
            if settings.EMPTY and getattr(module, "DISTRICT_DATA", False):
                continue
            now = digest(config)
            if not force and not getattr(module, "ALWAYS", False) and known.get(config.label) == now:
                continue
            label = str(config.verbose_name)
            progress(label)
            with transaction.atomic():
                module.load(lambda said, label=label: progress(f"{label}:{said}"))
                Loaded.objects.update_or_create(room=config.label, defaults={"digest": now})
            done.append(config.label)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return done
