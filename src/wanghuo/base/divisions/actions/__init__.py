"""The only writers of this room, by what they write."""

from .boundaries import apply_boundaries, preview_boundaries, set_boundary
from .editions import apply_edition, choose, discard, preview_edition
from .grids import create_grid, import_grids, rename_grid, retire_grid
from .reference import load_reference

__all__ = [
    "apply_boundaries",
    "apply_edition",
    "choose",
    "create_grid",
    "discard",
    "import_grids",
    "load_reference",
    "preview_boundaries",
    "preview_edition",
    "rename_grid",
    "retire_grid",
    "set_boundary",
]
