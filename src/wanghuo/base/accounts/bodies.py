"""From divisions to the bodies that govern them: names, kinds, and what became what when a code changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

PLACE = "重庆市开州区"


@dataclass(frozen=True, slots=True)
class Place:
    """A division as far as bodies care. ``successor``: code of what it became."""

    code: str
    name: str
    full_name: str
    level: str
    kind: str
    parent: str
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """A body every town has (clause 三): key, kind, suffix of its name, sectors, clause."""

    key: str
    kind: str
    suffix: str
    sectors: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation to be. ``former`` names it bore before a recoding, with the last day; ``successor`` its key."""

    key: str
    name: str
    short_name: str
    kind: str
    parent: str
    division: str
    checked: bool = True
    sectors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str = ""
    source: str = ""
    former: tuple[tuple[str, date | None], ...] = field(default=())


def town_name(place: Place, above: str = PLACE) -> str:
    """汉丰街道 → 重庆市开州区汉丰街道办事处; 临江镇 → 重庆市开州区临江镇人民政府."""
    tail = "办事处" if place.name.endswith("街道") else "人民政府"
    return f"{above}{place.name}{tail}"


def village_name(place: Place, town: Place, above: str = PLACE) -> str:
    """驷马社区居民委员会 of 汉丰街道 → 重庆市开州区汉丰街道驷马社区居民委员会."""
    return f"{above}{town.name}{place.full_name or place.name}"


def _town(place: Place, offices: Iterable[Office], parent: str, above: str) -> list[Body]:
    key = f"div:{place.code}"
    heir = f"div:{place.successor}" if place.successor else ""
    name = town_name(place, above)
    main = Body(
        key, name, place.name, "town", parent, place.code, aliases=(name.removeprefix(above),), successor=heir,
        source=place.source, valid_from=place.valid_from, valid_until=place.valid_until,
    )  # fmt: skip
    return [
        main,
        *(
            Body(
                f"{key}:{o.key}",
                f"{above}{place.name}{o.suffix}",
                f"{place.name}{o.suffix}",
                o.kind,
                key,
                place.code,
                False,
                o.sectors,
                successor=f"{heir}:{o.key}" if heir else "",
                source=o.source,
                valid_from=place.valid_from,
                valid_until=place.valid_until,
            )
            for o in offices
        ),
    ]


def bodies(
    places: Iterable[Place], offices: Iterable[Office], *, parent: str, above: str = PLACE
) -> list[Body]:
    """Towns first, then villages. A village that only changed its code is one body with a former name; one that
    became a community, and a town that became a street, are two bodies, the first succeeded by the second.
    """
    offices = tuple(offices)
    by_code = {p.code: p for p in places}
    before = {p.successor: p for p in by_code.values() if p.successor}
    found: list[Body] = []
    for place in by_code.values():
        if place.level == "town":
            found += _town(place, offices, parent, above)
    for place in by_code.values():
        if place.level != "village":
            continue
        heir = by_code.get(place.successor)
        if heir is not None and heir.full_name == place.full_name:
            continue
        found.append(_village(place, heir, before.get(place.code), by_code, above))
    return found


def _village(
    place: Place, heir: Place | None, was: Place | None, by_code: dict[str, Place], above: str
) -> Body:
    same = was is not None and was.full_name == place.full_name
    former: tuple[tuple[str, date | None], ...] = ()
    if same and was is not None:
        old = village_name(was, by_code[was.parent], above)
        former = ((old, was.valid_until),)
    return Body(
        f"div:{place.code}",
        village_name(place, by_code[place.parent], above),
        place.name,
        "village" if place.kind == "village" else "community",
        f"div:{place.parent}",
        place.code,
        aliases=(place.full_name,) if place.full_name else (),
        valid_from=was.valid_from if same and was else place.valid_from,
        valid_until=place.valid_until,
        successor=f"div:{heir.code}" if heir else "",
        source=place.source,
        former=former,
    )


def effective_of(body: Body) -> date | None:
    """The first day of what follows a body that ended."""
    return body.valid_until + timedelta(days=1) if body.valid_until else None
