"""What an edition of the standard brings. A later one stands beside ``v2011`` as a package with its own EDITION.

The frame has not changed with an edition so far; units have their meaning by edition. Which edition a device speaks is
known by its profile (``vendor``), since the version in the frame is 1 in every dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .clock import Clock
from .unit import Unit


class Edition(NamedTuple):
    """``read`` never fails; ``write`` raises BadUnit; ``show`` and ``take`` pair units with plain JSON values."""

    name: str
    read: Callable[[bytes], Unit]
    write: Callable[[Unit], bytes]
    show: Callable[[Unit, Clock], dict[str, Any]]
    take: Callable[[object, Clock], Unit]
    units: Mapping[int, str]
    commands: Mapping[int, str]
