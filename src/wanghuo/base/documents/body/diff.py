"""What changed between two bodies, line by line, for the person who has to agree to it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from wanghuo.base.documents.body.dates import chinese
from wanghuo.base.documents.body.model import Block, Body, Heading, Paragraph, Run, Table, plain

_LABELS = (
    ("masthead", "发文机关标志"), ("number", "发文字号"), ("copy_number", "份号"), ("secrecy", "密级"),
    ("urgency", "紧急程度"), ("title", "标题"), ("recipients", "主送机关"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """``kind``: added, removed or changed; ``where`` in Chinese; text before and after."""

    kind: str
    where: str
    before: str
    after: str

    @property
    def word(self) -> str:
        return {"added": "新增", "removed": "删除", "changed": "修改"}[self.kind]


def diff(before: Body, after: Body) -> list[Change]:
    """All changes, in the order of the paper. Equal bodies give none, unequal ones at least one."""
    old, new = _lines(before), _lines(after)
    matcher = SequenceMatcher(a=[(k, t) for k, _, t in old], b=[(k, t) for k, _, t in new], autojunk=False)
    changes: list[Change] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        for i in range(max(b - a, d - c)):
            was = old[a + i] if a + i < b else None
            now = new[c + i] if c + i < d else None
            if was and now:
                changes.append(Change("changed", now[1], was[2], now[2]))
            elif was:
                changes.append(Change("removed", was[1], was[2], ""))
            elif now:
                changes.append(Change("added", now[1], "", now[2]))
    return changes


def _lines(body: Body) -> list[tuple[str, str, str]]:
    """Every element as (key, where, text); the key keeps elements of different kinds apart."""
    made = [(key, label, getattr(body, key)) for key, label in _LABELS if getattr(body, key)]
    if body.layout == "form":
        made.append(("layout", "版式", "执法文书"))
    made += [("signers", "签发人", s) for s in body.signers]
    made += _blocks("正文", body.blocks)
    for i, a in enumerate(body.attachments, 1):
        made.append(("attachment", f"附件{i}", a.title))
        made += _blocks(f"附件{i}", a.blocks)
    made += [("issuers", "署名", s) for s in body.issuers]
    made += [("date", "成文日期", chinese(body.date))] if body.date else []
    made += [
        (k, w, getattr(body, k))
        for k, w in (("note", "附注"), ("copies", "抄送"), ("printer", "印发机关"))
        if getattr(body, k)
    ]
    made += [("print_date", "印发日期", chinese(body.print_date))] if body.print_date else []
    return made


def _blocks(part: str, blocks: tuple[Block, ...]) -> list[tuple[str, str, str]]:
    made = []
    for n, block in enumerate(blocks, 1):
        match block:
            case Heading():
                made.append(
                    (
                        f"heading{block.level}",
                        f"{part}第{n}段（{block.level}级标题）",
                        block.text + _marked(block.run_in),
                    )
                )
            case Paragraph():
                made.append((block.align, f"{part}第{n}段", _marked(block.runs)))
            case Table():
                shape = repr(
                    (
                        block.widths,
                        block.header_rows,
                        [[(c.columns, c.rows, c.align) for c in r] for r in block.rows],
                    )
                )
                for r, row in enumerate(block.rows, 1):
                    cells = " | ".join("／".join(_marked(p) for p in c.paragraphs) for c in row)
                    made.append((f"table{shape}", f"{part}第{n}段（表格第{r}行）", cells))
    return made


def _marked(parts: tuple[Run, ...]) -> str:
    """Text with its hands: 【粗】 and 【划】 where they are not plain, so that a change of hand is a change."""
    if not any(r.bold or r.underline for r in parts):
        return plain(parts)
    return "".join(("【粗】" if r.bold else "") + ("【划】" if r.underline else "") + r.text for r in parts)
