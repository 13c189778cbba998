"""GB/T 26875.3-2011: its code tables, objects, layouts, and the way between bytes, objects and JSON."""

from ..editions import Edition
from . import codes, objects
from .reading import read_unit
from .shapes import show_unit, take_unit
from .writing import write_unit

EDITION = Edition(
    "GB/T 26875.3-2011", read_unit, write_unit, show_unit, take_unit, codes.UNITS, codes.COMMANDS
)

__all__ = ["EDITION", "codes", "objects"]
