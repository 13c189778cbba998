"""Which legal parameters the code decides by, so that an unset or expired one raises a warning.

A room declares at import: ``uses("inspection.recheck", "隐患整改：复查时限")``.
"""

from __future__ import annotations

from . import shipped

_USES: dict[str, list[str]] = {}


def uses(parameter_id: str, where: str) -> str:
    """Declare that ``where`` (room and purpose, Chinese) decides by this parameter; gives the id back."""
    places = _USES.setdefault(parameter_id, [])
    if where not in places:
        places.append(where)
    return parameter_id


def in_use() -> dict[str, tuple[str, ...]]:
    """Parameter id → where it is used: by declaration, and by clocks of the shipped flows."""
    found = {key: list(places) for key, places in _USES.items()}
    for parameter_id, where in shipped.flow_uses():
        if where not in found.setdefault(parameter_id, []):
            found[parameter_id].append(where)
    return {key: tuple(places) for key, places in found.items()}
