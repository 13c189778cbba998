"""Which of a model's fields the scope policy looks at, declared once on the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models

from wanghuo.kernel.scope import Target


@dataclass(frozen=True)
class ScopeFields:
    """Lookup paths from a row to what the policy asks.

    ``territory``: path to a 12-digit division code (``"division__code"``). ``sector``: path to a sector
    key. ``organisations`` / ``persons``: paths to ids. ``everyone``: reference data that any signed-in
    person may read. ``masked``: field name → masking function; shown in full only after an unmasking.
    """

    territory: str | None = None
    sector: str | None = None
    organisations: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    everyone: bool = False
    masked: dict[str, Callable[[str], str]] = field(default_factory=dict)


_FIELDS: dict[type[models.Model], ScopeFields] = {}


def scoped(**declared) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: declare a model's :class:`ScopeFields`. Every model of a room needs one."""

    def declare(model: type[models.Model]) -> type[models.Model]:
        _FIELDS[model] = ScopeFields(**declared)
        return model

    return declare


def fields_of(model: type[models.Model]) -> ScopeFields:
    """The declaration of ``model`` (or of the model it proxies). Raises LookupError when there is none."""
    for candidate in model.__mro__:
        if candidate in _FIELDS:
            return _FIELDS[candidate]
    raise LookupError(f"{model.__name__} 未声明范围字段：在模型上加 @scoped(…)")


def is_declared(model: type[models.Model]) -> bool:
    return any(c in _FIELDS for c in model.__mro__)


def _follow(row: models.Model, path: str) -> set:
    """Values at a lookup path, across foreign keys and many-to-many relations."""
    values: list = [row]
    for step in path.split("__"):
        following: list = []
        for value in values:
            found = getattr(value, step, None)
            if isinstance(found, models.Manager):
                # A row not yet saved has nobody pointing at it.
                following.extend(found.all() if value.pk is not None else ())
            elif found is not None:
                following.append(found)
        values = following
    return {getattr(v, "pk", v) for v in values}


def target_of(row: models.Model) -> Target:
    """What the policy sees of one row, saved or not."""
    declared = fields_of(type(row))
    territory = next(iter(_follow(row, declared.territory)), None) if declared.territory else None
    sector = next(iter(_follow(row, declared.sector)), None) if declared.sector else None
    organisations = frozenset[int]().union(*(_follow(row, p) for p in declared.organisations))
    persons = frozenset[int]().union(*(_follow(row, p) for p in declared.persons))
    return Target(territory or None, sector or None, organisations, persons)
