"""Templates of papers: dated, versioned wording with typed placeholders, kept as data in ``policy/forms``.

A block marked ``locked`` is wording that an office may not change: after editing, ``locked_breaches``
names every locked sentence that is no longer there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wanghuo.base.documents.body.dates import chinese
from wanghuo.base.documents.body.model import (
    Attachment,
    Block,
    Body,
    BodyError,
    Cell,
    Heading,
    Paragraph,
    Run,
    Table,
    line,
    plain,
    runs,
)

TYPES = ("text", "lines", "date", "person", "organisation", "number", "law", "rows")
UNSET = "（未设定）"
BLANK = "\u3000" * 6
_SLOT = re.compile(r"\{([a-z_]+)\}")
_BUILT_IN = {"issuer", "today"}


class FormError(ValueError):
    """A template file contradicts itself; the message names the file's id."""


class Unfilled(BodyError):
    """Values are missing or of the wrong type. ``fields``: key → message in Chinese."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("文书要素未填写完整：" + "；".join(fields.values()))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Field:
    """A placeholder. ``law``: key of the law parameter that fills it; ``columns``: keys of a rows field."""

    key: str
    label: str
    type: str = "text"
    required: bool = True
    help: str = ""
    law: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a template."""

    id: str
    version: str
    name: str
    kind: str  # 文种
    layout: str
    since: date
    until: date | None
    certainty: str  # house: our own wording; unverified: awaits a person holding the official text
    source: str
    number: str  # pattern of the 发文字号： {code} {year} {n}
    digits: int
    stamped: bool  # 用印 is required before 印发
    short: bool  # may be issued in one step （简易办理）
    served: bool  # service needs a receipt （送达回证）
    fields: tuple[Field, ...]
    head: Mapping[str, str]
    blocks: tuple[Mapping[str, Any], ...]

    def field(self, key: str) -> Field | None:
        return next((f for f in self.fields if f.key == key), None)

    def number_of(self, code: str, year: int, n: int) -> str:
        """The 发文字号： year in 〔〕， serial without 第 unless the pattern says so."""
        return self.number.format(code=code, year=year, n=f"{n:0{self.digits}d}")


def parse(data: Mapping[str, Any]) -> Form:
    """A template out of its TOML. Raises FormError."""
    name = data.get("id", "?")
    try:
        form = Form(
            id=data["id"], version=str(data["version"]), name=data["name"], kind=data["kind"],
            layout=data.get("layout", "document"), since=data["since"], until=data.get("until"),
            certainty=data["certainty"], source=data["source"], number=data["number"],
            digits=data.get("digits", 1), stamped=data.get("stamped", True), short=data.get("short", False),
            served=data.get("served", False),
            fields=tuple(Field(**{**f, "columns": tuple(f.get("columns", ()))}) for f in data.get("field", ())),
            head=dict(data.get("head", {})), blocks=tuple(data.get("block", ())),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise FormError(f"{name}: {error}") from error
    known = {f.key for f in form.fields} | _BUILT_IN
    for text in _strings(form.head) + _strings(form.blocks):
        unknown = set(_SLOT.findall(text)) - known
        if unknown:
            raise FormError(f"{name}: unknown placeholders {sorted(unknown)}")
    wrong = [f.key for f in form.fields if f.type not in TYPES or bool(f.law) != (f.type == "law")]
    if wrong or form.certainty not in ("house", "unverified", "secondary", "verified"):
        raise FormError(f"{name}: fields {wrong}, certainty {form.certainty}")
    return form


def load(folder: Path) -> tuple[Form, ...]:
    """All templates of a folder, every version. Raises FormError when one is wrong or there twice."""
    forms = tuple(parse(tomllib.loads(p.read_text("utf-8"))) for p in sorted(folder.glob("*.toml")))
    seen = [(f.id, f.version) for f in forms]
    twice = {s for s in seen if seen.count(s) > 1}
    if twice:
        raise FormError(f"twice: {sorted(twice)}")
    return forms


def in_force(forms: Iterable[Form], form_id: str, day: date) -> Form:
    """The version of a template in force on a day. Raises LookupError, in Chinese."""
    held = [f for f in forms if f.id == form_id and f.since <= day and (f.until is None or day <= f.until)]
    if not held:
        raise LookupError(f"{chinese(day)}没有有效的文书模板“{form_id}”。")
    return max(held, key=lambda f: f.since)


def fill(form: Form, values: Mapping[str, Any], *, issuer: str, today: date) -> Body:
    """The body with every placeholder filled. Raises Unfilled with a message for every field that is wrong.

    A law field without a value prints （未设定）； ``unset`` finds it again before the paper is signed.
    """
    texts, wrong = _values(form, values)
    if wrong:
        raise Unfilled(wrong)
    texts |= {"issuer": issuer, "today": chinese(today)}
    head = {key: _put(text, texts) for key, text in form.head.items()}
    blocks: list[Block] = []
    for block in form.blocks:
        blocks += _blocks(block, texts, values)
    attachments = tuple(Attachment(t) for t in _lines(values.get("attachments")))
    return Body(
        title=head.get("title", form.name),
        layout=form.layout,  # type: ignore[arg-type]
        masthead=head.get("masthead", ""),
        recipients=head.get("recipients", ""),
        blocks=tuple(blocks),
        attachments=attachments,
        issuers=(issuer,),
        note=head.get("note", ""),
        copies=head.get("copies", ""),
        printer=head.get("printer", ""),
    )


def locked_breaches(form: Form, body: Body) -> list[str]:
    """Locked wording that is missing from the body or changed, sentence by sentence as in the template."""
    text = "\n".join(plain(b.runs) for b in body.blocks if isinstance(b, Paragraph))
    text += "\n" + "\n".join(b.text + plain(b.run_in) for b in body.blocks if isinstance(b, Heading))
    flat = re.sub(r"\s", "", text)
    breaches = []
    for block in form.blocks:
        if block.get("locked") and "when" not in block:
            fixed = [re.sub(r"\s", "", part) for part in _SLOT.split(block["text"])[::2]]
            if not re.search(".*?".join(re.escape(p) for p in fixed), flat, re.DOTALL):
                breaches.append(block["text"])
    return breaches


def unset(body: Body) -> bool:
    """Whether a law parameter nobody has set is still printed as （未设定）."""
    return UNSET in " ".join(plain(b.runs) for b in body.blocks if isinstance(b, Paragraph))


def _values(form: Form, values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    texts: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field in form.fields:
        value = values.get(field.key)
        empty = value is None or value == "" or value == []
        if empty and field.type != "law":
            if field.required:
                wrong[field.key] = f"请填写“{field.label}”"
            texts[field.key] = ""
            continue
        try:
            texts[field.key] = _text(field, value)
        except (TypeError, ValueError):
            wrong[field.key] = f"“{field.label}”的格式不对"
    return texts, wrong


def _text(field: Field, value: Any) -> str:
    match field.type:
        case "date":
            return chinese(date.fromisoformat(value) if isinstance(value, str) else value)
        case "number":
            return f"{int(value)}" if float(value) == int(float(value)) else f"{float(value):g}"
        case "law":
            return UNSET if value in (None, "") else line(str(value))
        case "lines":
            return "；".join(_lines(value))
        case "rows":
            if not all(isinstance(row, Mapping) for row in value):
                raise ValueError
            return ""
        case _:
            return str(value).strip()


def _lines(value: Any) -> list[str]:
    if not value:
        return []
    given = value.splitlines() if isinstance(value, str) else [str(v) for v in value]
    return [line(v) for v in given if line(v)]


def _put(text: str, texts: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda m: texts[m[1]] or BLANK, text)


def _blocks(block: Mapping[str, Any], texts: Mapping[str, str], values: Mapping[str, Any]) -> list[Block]:
    if (when := block.get("when")) and not texts.get(when) and not values.get(when):
        return []
    kind = block.get("kind", "paragraph")
    if kind == "heading":
        return [Heading(block.get("level", 1), _put(block["text"], texts))]
    if kind == "table":
        return [_table(block, texts, values)]
    align = block.get("align", "body")
    if over := block.get("over"):
        return [Paragraph(runs(f"{i}.{item}"), align) for i, item in enumerate(_lines(values.get(over)), 1)]
    # what a person typed in several lines is several paragraphs
    return [Paragraph(_hands(t), align) for t in _put(block["text"], texts).splitlines() if t.strip()]


def _hands(text: str) -> tuple[Run, ...]:
    """Blanks to be written on by hand are underlined."""
    parts = re.split(rf"({BLANK}+)", text)
    return runs([Run(p, underline=p.startswith(BLANK)) for p in parts if p])


def _table(block: Mapping[str, Any], texts: Mapping[str, str], values: Mapping[str, Any]) -> Table:
    columns = block["columns"]
    widths = tuple(int(c["width"]) for c in columns)
    rows: list[tuple[Cell, ...]] = []
    if any(c.get("label") for c in columns):
        rows.append(tuple(Cell((runs(Run(c.get("label", ""), bold=True)),), align="center") for c in columns))
    head = len(rows)
    for fixed in block.get("rows", ()):
        rows.append(tuple(_cell(_put(text, texts)) for text in fixed))
    for row in values.get(block.get("over", ""), ()) or ():
        rows.append(tuple(_cell(str(row.get(c["key"], ""))) for c in columns))
    return Table(widths, tuple(rows), min(head, len(rows)))


def _cell(text: str) -> Cell:
    return Cell(tuple(runs(t) for t in text.splitlines()) or ((),))


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in _strings(v)]
    if isinstance(value, list | tuple):
        return [s for v in value for s in _strings(v)]
    return []
