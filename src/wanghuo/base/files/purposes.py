"""What files are for: each room declares its purposes, and the operator's limits are asked here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .kinds import IMAGES, KINDS

Setting = Callable[[str], int | float | None]
DEFAULTS: dict[str, int] = {
    "files.max_mb": 20,
    "files.max_megapixels": 50,
    "files.max_unpacked_mb": 200,
    "files.max_zip_entries": 5000,
    "files.keep_unlinked_days": 7,
}
"""系统默认: no law says these. An operator's product setting of the same name wins."""
_source: list[Setting] = []


@dataclass(frozen=True)
class Purpose:
    """``view`` is the action on the owning row that lets a person see the file, ``attach`` the one that lets him add."""

    name: str
    label: str
    view: str
    attach: str
    kinds: frozenset[str]
    max_mb: int | None
    strip_location: bool

    @property
    def accept(self) -> str:
        """For a file input's ``accept``."""
        return ",".join(f".{ending}" for key in sorted(self.kinds) for ending in KINDS[key].endings)

    @property
    def allowed(self) -> str:
        """The kinds in words for the screen."""
        return "、".join(kind.label for key, kind in KINDS.items() if key in self.kinds)

    @property
    def limit(self) -> int:
        """The largest size in bytes."""
        return int((limit(f"files.max_mb.{self.name}") or self.max_mb or limit("files.max_mb")) * 1024 * 1024)


PURPOSES: dict[str, Purpose] = {}


def purpose(
    name: str,
    label: str,
    *,
    view: str,
    attach: str,
    kinds: frozenset[str],
    max_mb: int | None = None,
    strip_location: bool = False,
) -> Purpose:
    """Declare a purpose, in the room's ``actions.py``. ``max_mb`` (系统默认) yields to the product setting
    ``files.max_mb.<name>``. With ``strip_location`` only images are taken and all they say of place, time and
    device is removed; other kinds cannot be cleaned with certainty, so ValueError."""
    if strip_location and not kinds <= IMAGES:
        raise ValueError(f"{name}: only images can be stripped of their place")
    made = Purpose(name, label, view, attach, kinds, max_mb, strip_location)
    if PURPOSES.get(name, made) != made:
        raise RuntimeError(f"two purposes named {name}")
    PURPOSES[name] = made
    return made


def use_settings(source: Setting) -> None:
    """Where product settings are read: called with a name, returns its value or None when nobody set it."""
    _source[:] = [source]


def limit(name: str) -> float:
    """The product setting, or its default; 0 when there is neither."""
    value = _source[0](name) if _source else None
    return DEFAULTS.get(name, 0) if value is None else value
