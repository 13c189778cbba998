"""The workbench: a room names a desk, the workbench draws list, map, detail, forms, import and export, in scope."""

from .declare import (
    Column,
    Desk,
    DeskAction,
    Filter,
    ImportColumn,
    Importer,
    Panel,
    desk_for,
    desks,
    register,
)

__all__ = [
    "Column",
    "Desk",
    "DeskAction",
    "Filter",
    "ImportColumn",
    "Importer",
    "Panel",
    "desk_for",
    "desks",
    "register",
]
