"""At start: the bodies of the configured district, and the demonstration's people when it is one."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wanghuo.base.divisions.models import Division, Loaded
from wanghuo.base.divisions.pinyin import place_initials, place_key

from .bodies import Body, Office, Place, bodies, effective_of
from .models import FormerName, Organisation, Reorganisation, Succession

Progress = Callable[[str], None]


def load(progress: Progress) -> None:
    """Idempotent: what bears a known key is left alone, so that local corrections stay."""
    if not settings.DISTRICT:
        return
    folder = Path(settings.POLICY_DIR) / "districts" / settings.DISTRICT
    load_organisations(folder, progress)
    if settings.DEMO:
        from .demo import load_demo

        load_demo(folder, progress)


def load_organisations(folder: Path, progress: Progress) -> int:
    """The folder's ``organisations.toml`` and a body for each division. Returns how many are new."""
    file = folder / "organisations.toml"
    if not file.exists():
        return 0
    name = f"organisations:{folder.name}"
    sha256 = _digest(file)
    if Loaded.objects.filter(name=name, sha256=sha256).exists():
        return 0
    progress("装载单位：文件所列部门、镇街、村（社区）")
    data = tomllib.loads(file.read_text("utf-8"))
    with transaction.atomic():
        wanted = [*_named(data), *_governing(data)]
        new = write(wanted)
        Loaded.objects.update_or_create(name=name, defaults={"sha256": sha256})
    progress(f"单位已装载：新增 {new} 个，共 {len(wanted)} 个")
    return new


def _digest(file: Path) -> str:
    """Of the file and of the divisions it is laid over."""
    codes = ",".join(Division.objects.order_by("code").values_list("code", flat=True))
    return hashlib.sha256(file.read_bytes() + b"\0" + codes.encode()).hexdigest()


def _district() -> Division | None:
    return Division.objects.filter(level="district").order_by("code").first()


def _named(data: dict[str, Any]) -> list[Body]:
    district = _district()
    return [
        Body(
            row["key"],
            row["name"],
            row.get("short_name", ""),
            row["kind"],
            row.get("parent", ""),
            row.get("division", district.code if district else ""),
            row.get("checked", True),
            tuple(row.get("sectors", ())),
            tuple(row.get("aliases", ())),
            source=f"{data.get('source', '')}{row.get('source', '')}",
        )
        for row in data.get("organisation", [])
    ]


def _governing(data: dict[str, Any]) -> list[Body]:
    offices = [
        Office(
            o["key"],
            o["kind"],
            o["suffix"],
            tuple(o.get("sectors", ())),
            f"{data['source']}{o.get('source', '')}",
        )
        for o in data.get("town_office", [])
    ]
    places = [
        Place(
            d.code,
            d.name,
            d.full_name,
            d.level,
            d.kind,
            d.parent.code if d.parent else "",
            d.valid_from,
            d.valid_until,
            d.successor.code if d.successor else "",
            d.source,
        )
        for d in Division.objects.select_related("parent", "successor").order_by("code")
    ]
    return bodies(places, offices, parent="government")


def write(wanted: list[Body], *, demo: bool = False) -> int:
    """Make what is missing by key, parents and successors linked. Returns how many are new."""
    known = {o.key: o for o in Organisation.objects.exclude(key=None)}
    divisions = {d.code: d for d in Division.objects.all()}
    fresh = [b for b in wanted if b.key not in known]
    rows = {b.key: _organisation(b, divisions, demo) for b in fresh}
    Organisation.objects.bulk_create(rows.values())
    everything: dict[str, Organisation] = {**{k: o for k, o in known.items() if k}, **rows}
    for body in fresh:
        rows[body.key].parent = everything.get(body.parent)
        rows[body.key].successor = everything.get(body.successor)
    Organisation.objects.bulk_update(rows.values(), ["parent", "successor"], batch_size=500)
    _histories(fresh, everything)
    return len(rows)


def _organisation(body: Body, divisions: dict[str, Division], demo: bool) -> Organisation:
    called = body.short_name or body.name
    return Organisation(
        key=body.key,
        name=body.name,
        name_checked=body.checked,
        short_name=body.short_name,
        aliases=list(body.aliases),
        kind=body.kind,
        division=divisions.get(body.division),
        sectors=list(body.sectors),
        pinyin=place_key(called)[:300],
        initials=place_initials(called)[:80],
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        source=body.source[:200],
        demo=demo,
    )


def _histories(fresh: list[Body], rows: dict[str, Organisation]) -> None:
    FormerName.objects.bulk_create(
        FormerName(organisation=rows[b.key], name=name, until=until)
        for b in fresh
        for name, until in b.former
    )
    changes: dict[str, Reorganisation] = {}
    for body in fresh:
        effective = effective_of(body)
        if not body.successor or effective is None or body.successor not in rows:
            continue
        place = body.division
        if place not in changes:
            changes[place] = Reorganisation.objects.create(
                kind=Reorganisation.Kind.CONVERT,
                effective=effective,
                basis="统计用区划代码两版比对（具体日期和批准文号待核）",
                done_at=timezone.now(),
                done_by="系统装载",
            )
        before, after = rows[body.key], rows[body.successor]
        Succession.objects.create(
            change=changes[place],
            before=before,
            after=after,
            name_before=before.name,
            name_after=after.name,
        )
