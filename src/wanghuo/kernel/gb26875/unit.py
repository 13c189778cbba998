"""The application data unit (clause 7) of any edition: a type and its objects, and how it departs from the standard."""

from __future__ import annotations

from typing import Any, NamedTuple


class Vendor(NamedTuple):
    """What is not as the standard says.

    ``layout``: how the objects lie on the wire (``standard``, ``untimed``, ``short``, ``bare``, ``note-N``, ``shared``,
    ``raw``). ``stated``: the count byte as sent; None when there is none. ``reason``: Chinese. ``rest``: the bytes that
    could not be read, in full.
    """

    layout: str
    stated: int | None
    reason: str
    rest: bytes


class Unit(NamedTuple):
    """``type``: 0 … 255. ``objects``: of the edition's classes. ``vendor``: None when all is by the standard."""

    type: int
    objects: tuple[Any, ...]
    vendor: Vendor | None = None


class BadUnit(ValueError):
    """A unit that cannot be written; the message is Chinese."""
