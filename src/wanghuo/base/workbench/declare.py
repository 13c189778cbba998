"""What a room says in its ``desk.py``: columns, filters, searches, panels, actions, imports, exports, map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from django import forms
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models

from wanghuo.base.scope.registry import fields_of
from wanghuo.base.shell.registry import nav as add_nav

Look = Literal["text", "status", "due", "date", "datetime", "number", "bool", "mono", "long"]


@dataclass(frozen=True)
class Column:
    """A column of the list and of the export.

    ``name`` is a field or a lookup path (``"division__name"``); ``value(row)`` computes it instead.
    ``as_`` says how it looks (guessed from the field). ``sort`` is True or the path to sort by: give it an
    index. ``looks`` maps raw values to status looks (ok, doing, risk, late, todo, none, unknown), or is a function.
    """

    name: str
    label: str = ""
    as_: Look | None = None
    link: bool = False
    sort: bool | str = False
    value: Callable[[Any], Any] | None = None
    looks: dict[Any, str] | Callable[[Any], str] | None = None
    export: bool = True


@dataclass(frozen=True)
class Filter:
    """A filter of the list. ``match``: exact, in, startswith, gte, lte, isnull, range (two dates).

    ``choices`` are pairs or ``f(actor)``; left out, the field's own choices, 是/否 for booleans, or free text.
    """

    name: str
    label: str
    path: str = ""
    match: Literal["exact", "startswith", "gte", "lte", "isnull", "range"] = "exact"
    choices: Sequence[tuple[Any, str]] | Callable[[Any], Iterable[tuple[Any, str]]] | None = None

    @property
    def lookup(self) -> str:
        return self.path or self.name


@dataclass(frozen=True)
class Panel:
    """A sheet of the detail page: ``fields`` (names, or (label, f(row)) pairs), or a ``template`` that gets
    ``row`` and what ``context(request, row)`` returns. ``side`` puts it in the narrow column."""

    title: str
    fields: Sequence[str | tuple[str, Callable[[Any], Any]]] = ()
    template: str = ""
    context: Callable[[Any, Any], dict[str, Any]] | None = None
    side: bool = False
    shown: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class DeskAction:
    """A button. ``run`` is a function of the room's ``actions.py``, called as ``run(actor, row, **cleaned_data)``
    (for ``create``: ``run(actor, **cleaned_data)``, returning the new row).

    ``form`` may take ``actor`` and ``row``: set ``for_actor = True`` on the class. ``shown(row)`` hides the
    button where the state makes it pointless; the action itself still decides.
    """

    run: Callable[..., Any]
    form: type[forms.BaseForm] | None = None
    label: str = ""
    bulk: bool = False
    icon: str = ""
    confirm: str = ""
    danger: bool = False
    primary: bool = False
    shown: Callable[[Any], bool] | None = None
    initial: Callable[[Any], dict[str, Any]] | None = None

    @property
    def verb(self) -> str:
        return self.run.verb  # type: ignore[attr-defined]

    @property
    def key(self) -> str:
        return self.verb.split(".", 1)[1]

    @property
    def title(self) -> str:
        from wanghuo.base.ledger.record import ACTIONS

        return self.label or ACTIONS[self.verb].label


@dataclass(frozen=True)
class ImportColumn:
    """A column of the Excel template: heading, and the form field that reads and judges a cell."""

    name: str
    label: str
    field: forms.Field = field(default_factory=forms.CharField)
    example: str = ""


@dataclass(frozen=True)
class Importer:
    """Import from Excel. ``run(actor, rows)`` is an action that writes all rows or none, and returns how many.

    ``rows`` are the cleaned values, one dict a line, in order. To refuse lines, ``run`` raises
    ``BadInput(…, fields={"5": "…"})`` keyed by index from 0. It is tried, and rolled back, before the person
    confirms. ``unique`` names columns that must not repeat within the sheet.
    """

    columns: Sequence[ImportColumn]
    run: Callable[..., Any]
    unique: tuple[str, ...] = ()
    help: str = ""

    @property
    def verb(self) -> str:
        return self.run.verb  # type: ignore[attr-defined]


class Desk:
    """Subclass it, name model, slug, title and view, and :func:`register` it."""

    model: ClassVar[type[models.Model]]
    slug: ClassVar[str]
    title: ClassVar[str]
    view: ClassVar[str]
    noun: ClassVar[str] = "条"
    nav: ClassVar[tuple[str, int, str] | None] = None
    columns: ClassVar[Sequence[Column]] = ()
    search: ClassVar[Sequence[str]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    order: ClassVar[str] = "-id"
    panels: ClassVar[Sequence[Panel]] = ()
    actions: ClassVar[Sequence[DeskAction]] = ()
    create: ClassVar[DeskAction | None] = None
    importer: ClassVar[Importer | None] = None
    exports: ClassVar[Sequence[str]] = ()
    geo: ClassVar[tuple[str, str] | Callable[[Any], dict[str, Any] | None] | None] = None
    geo_kind: ClassVar[Callable[[Any], str] | None] = None
    map_note: ClassVar[str] = ""
    detail_url: ClassVar[str] = ""
    create_url: ClassVar[str] = ""
    related: ClassVar[Sequence[str]] = ()
    empty: ClassVar[tuple[str, str]] = ("还没有内容", "")
    page_size: ClassVar[int] = 50

    def rows(self) -> models.QuerySet:
        """Where the desk starts, before scope. Override to annotate or narrow."""
        found = self.model._default_manager.all()
        return found.select_related(*self.related) if self.related else found

    @property
    def base(self) -> str:
        return f"/w/{self.slug}/"

    @property
    def new_url(self) -> str:
        """The form for a new row: the room's own page where it names one."""
        return self.create_url or f"{self.base}new/"

    def url_of(self, row: models.Model) -> str:
        return self.detail_url.format(pk=row.pk) if self.detail_url else f"{self.base}{row.pk}/"

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)

    def label_of(self, name: str) -> str:
        """The Chinese name of a field or lookup path."""
        column = self.column(name)
        if column and column.label:
            return column.label
        found = field_at(self.model, name)
        return str(found.verbose_name) if found is not None else name


def field_at(model: type[models.Model], path: str) -> models.Field | None:
    """The field at the end of a lookup path; None for what is no field (property, annotation)."""
    found: Any = None
    for step in path.split("__"):
        try:
            found = model._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        if found.related_model is not None:
            model = found.related_model
    return found if isinstance(found, models.Field) else None


_DESKS: dict[str, Desk] = {}


def _refuse_leaks(desk: Desk) -> None:
    """A masked field cannot be searched, filtered or sorted by: that would tell what the mask hides."""
    masked = set(fields_of(desk.model).masked)
    asked = {s.lstrip("^") for s in desk.search} | {f.lookup for f in desk.filters}
    asked |= {c.name if c.sort is True else str(c.sort) for c in desk.columns if c.sort}
    if leak := asked & masked:
        raise ImproperlyConfigured(
            f"{desk.slug}：{'、'.join(sorted(leak))} 是遮蔽字段，不能用于搜索、筛选或排序"
        )


def register(desk: type[Desk]) -> type[Desk]:
    """Class decorator: mount the desk at ``/w/<slug>/`` and, when it names ``nav``, in the side bar."""
    made = desk()
    if not desk.columns:
        raise ImproperlyConfigured(f"{desk.slug}：至少要有一列")
    _refuse_leaks(made)
    _DESKS[desk.slug] = made
    if desk.nav:
        group, order, icon = desk.nav
        add_nav(group, desk.title, made.base, action=desk.view, order=order, icon=icon)
    return desk


def desks() -> list[Desk]:
    return list(_DESKS.values())


def desk_for(slug: str) -> Desk:
    """Raises KeyError for an unknown slug."""
    return _DESKS[slug]
