"""From recognised paragraphs to a body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from wanghuo.base.documents.body import dates
from wanghuo.base.documents.body.docx_recognise import (
    ANNEX_MARK,
    ATTACHMENT,
    COPIES,
    PRINTED,
    SIGNERS,
    recognise,
)
from wanghuo.base.documents.body.docx_source import Note, Piece, Raw, Source
from wanghuo.base.documents.body.model import (
    Attachment,
    Block,
    Body,
    Day,
    Heading,
    Paragraph,
    Run,
    Table,
    line,
    plain,
    runs,
)
from wanghuo.base.documents.body.numbers import without_number

Item = Piece | Table | Paragraph


@dataclass
class _Draft:
    lines: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    annexes: dict[int, list[Block]] = field(default_factory=dict)
    signers: tuple[str, ...] = ()
    issuers: list[str] = field(default_factory=list)
    date: Day | None = None
    print_date: Day | None = None
    layout: str = "document"
    annex: int | None = None

    @property
    def target(self) -> list[Block]:
        return self.blocks if self.annex is None else self.annexes[self.annex]


def assemble(items: list[Item], source: Source) -> Body:
    """The body of the items; what does not fit is added to the source's notes."""
    pieces = [i for i in items if isinstance(i, Piece) and _wanted(i)]
    keys = iter(recognise(pieces))
    draft = _Draft()
    for item in items:
        if not isinstance(item, Piece):
            draft.target.append(item)
        elif _wanted(item):
            source.index = item.index
            _take(draft, item, next(keys), source)
    source.index = 0
    if not draft.lines.get("title"):
        source.note("没有找到标题，请在编辑页补填")
    return _body(draft)


def _wanted(piece: Piece) -> bool:
    return bool(
        runs(_model(piece.runs))
        or runs(_model(piece.run_in))
        or piece.key in ("number", "form_number", "form_title")
    )


def _model(raw: tuple[Raw, ...]) -> tuple[Run, ...]:
    return tuple(Run(*r) for r in raw)


def _take(draft: _Draft, piece: Piece, key: str, source: Source) -> None:
    text = piece.text + "".join(r.text for r in piece.run_in)
    if key in ("copies", "printer"):
        draft.annex = None
    if key.startswith("form_"):
        draft.layout, key = "form", key.removeprefix("form_")
    if key in ("body", "flush", "center", "right", "cell"):
        align = "body" if key == "cell" else key
        if piece.key is not None and align == "body":
            align = {"center": "center", "right": "right", "end": "right"}.get(piece.align, align)
        draft.target.append(Paragraph(_model((*piece.runs, *piece.run_in)), align))  # type: ignore[arg-type]
    elif key.startswith("heading"):
        draft.target.append(_heading(piece, int(key[-1]), source))
    elif key == "number":
        _number(draft, text, source)
    elif key in ("issuer", "date", "printer"):
        _sign(draft, key, text, source)
    elif key in ("attachments", "annex_mark", "annex_title"):
        _attach(draft, key, text, source)
    else:
        _line(draft, key, text, source)


def _line(draft: _Draft, key: str, text: str, source: Source) -> None:
    if key == "copies":
        text = COPIES.sub("", text.strip(), count=1)
    elif key == "note":
        text = re.sub(r"^\s*[(\uff08](.*)[)\uff09]\s*$", r"\1", text, flags=re.DOTALL)
    elif key == "recipients":
        text = re.sub(r"[:\uff1a]\s*$", "", text)
    before = draft.lines.get(key)
    if before:
        source.note("与上一段合并为一个要素", line(text), lost=False)
        text = f"{before}{line(text)}"
    draft.lines[key] = text


def _heading(piece: Piece, level: int, source: Source) -> Block:
    head, run_in = runs(_model(piece.runs)), runs(_model(piece.run_in))
    text = plain(head)
    if piece.key is None and "。" in text[:-1]:  # the heading sentence, then the paragraph it opens
        cut = text.index("。") + 1
        run_in = (*_after(head, cut), *run_in)
        text = text[:cut]
    elif any(r.underline for r in head):
        source.note("标题中的下划线未保留，文字已保留", text, lost=False)
    return Heading(level, text, run_in)


def _after(parts: tuple[Run, ...], cut: int) -> tuple[Run, ...]:
    kept = []
    for part in parts:
        if len(part.text) > cut:
            kept.append(replace(part, text=part.text[max(cut, 0) :]))
        cut = max(0, cut - len(part.text))
    return tuple(kept)


def _number(draft: _Draft, text: str, source: Source) -> None:
    number, tab, rest = text.partition("\t")
    if tab and SIGNERS.match(rest.strip()):
        names = SIGNERS.sub("", rest.strip(), count=1)
    else:
        number, *more = SIGNERS.split(text, maxsplit=1)
        names = more[0] if more else ""
    draft.signers += tuple(names.split())
    if number.strip():
        _line(draft, "number", number, source)


def _sign(draft: _Draft, key: str, text: str, source: Source) -> None:
    if key == "issuer":
        draft.issuers.append(text)
        return
    if key == "date":
        draft.date = dates.find(text) or draft.date
        if not dates.is_whole(text):
            source.note("成文日期处的文字不是日期，未读入", text)
        return
    printer, tab, day = text.partition("\t")
    if not tab:  # no tab: the date is the last one on the line
        hit = re.search(r"\S{4}\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日\s*印\s*发\s*$", text)
        printer, day = (text[: hit.start()], hit[0]) if hit else (text, "")
    if printer.strip():
        _line(draft, "printer", printer, source)
    draft.print_date = dates.find(day) or draft.print_date
    if day.strip() and not dates.is_whole(PRINTED.sub("", day)):
        source.note("印发日期处的文字不是日期，未读入", day)


def _attach(draft: _Draft, key: str, text: str, source: Source) -> None:
    text = text.strip()
    if key == "attachments":
        if not draft.titles:
            text = ATTACHMENT.sub("", text, count=1)
        if title := without_number(line(text)):
            draft.titles.append(title)
    elif key == "annex_mark":
        hit = ANNEX_MARK.match(text)
        given = int(hit[1]) - 1 if hit and hit[1] else 0
        draft.annex = (
            given if given >= 0 and given not in draft.annexes else max(draft.annexes, default=-1) + 1
        )
        draft.annexes[draft.annex] = []
    else:
        index = draft.annex if draft.annex is not None else 0
        while len(draft.titles) <= index:
            draft.titles.append(line(text))
        if Attachment(text).title != Attachment(draft.titles[index]).title:
            source.notes.append(
                Note(
                    source.index,
                    f"附件标题与附件说明不一致，以附件说明“{draft.titles[index]}”为准",
                    line(text),
                )
            )


def _body(draft: _Draft) -> Body:
    last = max(draft.annexes, default=-1)
    titles = draft.titles + ["（未命名）"] * (last + 1 - len(draft.titles))
    attachments = tuple(Attachment(t, tuple(draft.annexes.get(i, ()))) for i, t in enumerate(titles))
    lines = {k: v for k, v in draft.lines.items() if k != "title"}
    return Body(
        title=draft.lines.get("title", ""),
        blocks=tuple(draft.blocks),
        layout=draft.layout,  # type: ignore[arg-type]
        signers=draft.signers,
        attachments=attachments,
        issuers=tuple(draft.issuers),
        date=draft.date,
        print_date=draft.print_date,
        **lines,
    )
