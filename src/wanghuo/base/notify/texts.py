"""Message templates are data: ``policy/notify/*.toml``. Placeholders are plain names; what is personal is masked.

[template."cases.to_receive"]
label = "待接收的移交"
title = "{from_org}移交事项待接收"
text  = "{from_org}移交“{title}”，请在 {due} 前接收。"
short = "您单位有1件移交待接收，请登录处理。"      # what leaves the house by SMS; without it, the title
mask  = { caller = "name", phone = "phone" }       # name, phone, identity or all
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from wanghuo.kernel.scope import mask_all, mask_identity, mask_name, mask_phone, mask_text

MASKS: dict[str, Callable[[str], str]] = {
    "name": mask_name,
    "phone": mask_phone,
    "identity": mask_identity,
    "all": mask_all,
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class TemplateError(ValueError):
    """A template is wrong, unknown, or a value it needs was not given."""


@dataclass(frozen=True)
class Template:
    id: str
    label: str
    title: str
    text: str
    short: str = ""
    urgent: bool = False
    mask: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Every placeholder used anywhere."""
        return frozenset(n for part in (self.title, self.text, self.short) for n in _placeholders(part))


@dataclass(frozen=True)
class Rendered:
    title: str
    text: str
    short: str


def _placeholders(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def parse(id: str, raw: Mapping[str, Any]) -> Template:
    """One template from TOML. Raises TemplateError for a missing word, a strange placeholder or an unknown mask."""
    try:
        made = Template(
            id,
            raw["label"],
            raw["title"],
            raw["text"],
            raw.get("short", ""),
            bool(raw.get("urgent", False)),
            dict(raw.get("mask", {})),
        )
        names = made.names
    except (KeyError, ValueError) as fault:
        raise TemplateError(f"template {id}: {fault}") from fault
    strange = [name for name in names if not _NAME.fullmatch(name)]
    if strange:
        raise TemplateError(f"template {id}: placeholders are plain names, not {strange}")
    if wrong := [f"{n}={m}" for n, m in made.mask.items() if m not in MASKS or n not in names]:
        raise TemplateError(f"template {id}: no such mask or placeholder: {wrong}")
    return made


def render(template: Template, values: Mapping[str, object]) -> Rendered:
    """The texts with values filled in: declared masks first, then every phone and identity number left in the text.

    Raises TemplateError naming the placeholders that were not given.
    """
    missing = sorted(template.names - set(values))
    if missing:
        raise TemplateError(f"template {template.id}: no value for {', '.join(missing)}")
    shown = {n: MASKS[template.mask[n]](str(v)) if n in template.mask else str(v) for n, v in values.items()}
    title, text, short = (
        mask_text(t.format_map(shown)) for t in (template.title, template.text, template.short)
    )
    title = " ".join(title.split())[:200]
    return Rendered(title, text, (" ".join(short.split()) or title)[:500])


@cache
def templates(folder: Path) -> dict[str, Template]:
    """All templates of a folder. Raises TemplateError; a system check asks at boot."""
    found: dict[str, Template] = {}
    for file in sorted(folder.glob("*.toml")):
        for id, raw in tomllib.loads(file.read_text("utf-8")).get("template", {}).items():
            if id in found:
                raise TemplateError(f"template {id} stands in two files")
            found[id] = parse(id, raw)
    return found


def template(id: str) -> Template:
    """Raises TemplateError for one nobody wrote."""
    found = templates(Path(settings.POLICY_DIR) / "notify").get(id)
    if found is None:
        raise TemplateError(f"no template {id} in policy/notify")
    return found
