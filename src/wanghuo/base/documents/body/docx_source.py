"""The paragraphs and tables of a .docx as a clerk's program left it, with notes of what is no text.

Text boxes, pictures, notes, fields and tracked changes are named here by paragraph; whatever words
they hold are quoted in the note, so that nothing is lost without being said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from wanghuo.base.documents.body.docx_numbering import Numbering
from wanghuo.base.documents.body.styles import KEY_BY_NAME, RUN_IN


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader changed or could not take. ``paragraph`` counts from 1; 0: the whole paper."""

    paragraph: int
    what: str
    excerpt: str = ""
    lost: bool = True

    def __str__(self) -> str:
        where = f"第{self.paragraph}段" if self.paragraph else "全文"
        quoted = f"（“{self.excerpt}”）" if self.excerpt else ""
        return f"{where}：{self.what}{quoted}"


class Raw(NamedTuple):
    """Text as found, tabs and all, before the model brings it to its normal form."""

    text: str
    bold: bool = False
    underline: bool = False


@dataclass
class Piece:
    """A paragraph as found: the style's key where it is one of ours, and what its looks say."""

    index: int
    key: str | None
    runs: tuple[Raw, ...]
    run_in: tuple[Raw, ...] = ()
    align: str = ""
    size: float = 0.0
    red: bool = False
    broken: bool = False  # a page break stands before it
    spaces: int = 0  # blanks typed in front, as an indent
    indented: float = 0.0  # characters

    @property
    def text(self) -> str:
        return "".join(r.text for r in self.runs)


@dataclass
class Found:
    """What a walk through one paragraph gathers."""

    runs: list[Raw] = field(default_factory=list)
    run_in: list[Raw] = field(default_factory=list)
    size: float = 0.0
    red: bool = False
    broken: bool = False
    splits: list[int] = field(default_factory=list)
    in_field: int = 0
    in_code: bool = False


_IGNORED = {
    qn(f"w:{tag}")
    for tag in (
        "pPr", "rPr", "bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak", "permStart",
        "permEnd", "commentRangeStart", "commentRangeEnd", "annotationRef", "footnoteRef", "endnoteRef",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "sdtPr", "sdtEndPr",
        "smartTagPr", "softHyphen", "separator", "continuationSeparator", "fldData",
    )
}  # fmt: skip
_THROUGH = {qn(f"w:{tag}") for tag in ("sdt", "sdtContent", "smartTag", "customXml", "dir", "bdo")}
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_FORMATS = {
    "i": "斜体",
    "strike": "删除线",
    "dstrike": "双删除线",
    "vertAlign": "上下标",
    "em": "着重号",
    "highlight": "突出显示",
}


class Source:
    """Reads the pieces of one part of the paper. ``notes`` grows while it reads."""

    def __init__(
        self, styles: dict[str, tuple[str, str]], numbering: Numbering, extra: dict[str, str]
    ) -> None:
        self.styles = styles  # style id → (name, based on)
        self.numbering = numbering
        self.extra = extra  # "footnote:3" → its text, likewise endnote and comment
        self.notes: list[Note] = []
        self.index = 0

    def note(self, what: str, excerpt: str = "", lost: bool = True) -> None:
        made = Note(self.index, what, excerpt.strip()[:200], lost)
        if made not in self.notes:
            self.notes.append(made)

    def style_key(self, style_id: str | None) -> str | None:
        """The key of the style, or of the one it is based on."""
        seen = set()
        while style_id and style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            name, based = self.styles[style_id]
            if name in KEY_BY_NAME:
                return KEY_BY_NAME[name]
            if hit := re.fullmatch(r"(?:heading|标题)\s*([1-4])", name, re.IGNORECASE):
                return f"heading{hit[1]}"
            style_id = based
        return None

    def pieces(self, paragraph: Any) -> list[Piece]:
        """The paragraph, as several pieces where it holds line breaks (Shift+Enter)."""
        self.index += 1
        properties = paragraph.find(qn("w:pPr"))
        found = Found()
        self._walk(paragraph, found)
        key = self.style_key(_val(properties, "w:pStyle"))
        label = self.numbering.label(properties, _val(properties, "w:pStyle"))
        if label:
            self.note("自动编号已转为文字", label, lost=False)
            found.runs.insert(0, Raw(label))
            found.splits = [s + 1 for s in found.splits]
        found.broken = found.broken or (
            properties is not None and properties.find(qn("w:pageBreakBefore")) is not None
        )
        if properties is not None and properties.find(qn("w:sectPr")) is not None:
            self.note("分节符已略去，版面按公文格式重排", lost=False)
        return self._split(found, key, properties)

    def _split(self, found: Found, key: str | None, properties: Any) -> list[Piece]:
        cuts = [0, *found.splits, len(found.runs)]
        if found.splits:
            self.note("段内换行已分为不同段落", lost=False)
        made = []
        for n, (start, end) in enumerate(pairwise(cuts)):
            parts = tuple(found.runs[start:end])
            text = "".join(r.text for r in parts)
            made.append(
                Piece(
                    self.index, key, parts, tuple(found.run_in) if n == len(cuts) - 2 else (),
                    _val(properties, "w:jc") or "", found.size, found.red, found.broken and n == 0,
                    len(text) - len(text.lstrip()), _indent(properties),
                )
            )  # fmt: skip
        return made

    def _walk(self, node: Any, found: Found) -> None:
        for child in node:
            tag = child.tag
            if not isinstance(tag, str) or tag in _IGNORED:
                continue
            if tag == qn("w:r"):
                self._run(child, found)
            elif tag in _THROUGH:
                self._walk(child, found)
            elif tag in (qn("w:ins"), qn("w:moveTo")):
                self.note("修订痕迹：已接受插入的文字", _words(child), lost=False)
                self._walk(child, found)
            elif tag in (qn("w:del"), qn("w:moveFrom")):
                self.note("修订痕迹：已按删除处理", _words(child), lost=False)
            elif tag == qn("w:hyperlink"):
                self.note("超链接只保留文字", _words(child), lost=False)
                self._walk(child, found)
            elif tag == qn("w:fldSimple"):
                self.note("域只保留当前显示的文字", _words(child), lost=False)
                self._walk(child, found)
            elif tag.endswith(("}oMath", "}oMathPara")):
                self.note("公式无法读入", _words(child))
            else:
                self.note(f"含无法读入的内容（{tag.rpartition('}')[2]}）", _words(child))

    def _run(self, run: Any, found: Found) -> None:
        properties = run.find(qn("w:rPr"))
        hand = (self._on(properties, "w:b"), self._on(properties, "w:u"))
        style = _val(properties, "w:rStyle")
        target = found.run_in if style and self.styles.get(style, ("",))[0] == RUN_IN else found.runs
        if (size := _val(properties, "w:sz")) and size.isdigit():
            found.size = max(found.size, int(size) / 2)
        found.red = found.red or _is_red(_val(properties, "w:color"))
        lost = [name for tag, name in _FORMATS.items() if self._on(properties, f"w:{tag}")]
        if lost and _words(run).strip():
            self.note(
                f"{'、'.join(lost)}未保留，文字已保留",
                _words(run),
                lost=any("删除线" in name for name in lost),
            )
        for child in run:
            self._in_run(child, found, target, hand)

    def _in_run(self, child: Any, found: Found, target: list[Raw], hand: tuple[bool, bool]) -> None:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if child.tag in _IGNORED or not name:
            return
        if found.in_code and name in ("t", "instrText"):
            return
        if name == "t":
            target.append(Raw(child.text or "", *hand))
        elif name in ("tab", "ptab"):
            target.append(Raw("\t", *hand))
        elif name == "noBreakHyphen":
            target.append(Raw("-", *hand))
        elif name in ("br", "cr"):
            if child.get(qn("w:type")) == "page":
                found.broken = found.broken or not "".join(r.text for r in found.runs).strip()
            else:
                found.splits.append(len(found.runs))
        elif name == "sym":
            self.note("特殊符号无法读入", child.get(qn("w:char")) or "")
        elif name == "fldChar":
            kind = child.get(qn("w:fldCharType"))
            found.in_code = kind == "begin"
            if kind == "begin":
                self.note("域只保留当前显示的文字", lost=False)
        elif name in ("instrText", "delText", "delInstrText"):
            return
        elif name in ("footnoteReference", "endnoteReference", "commentReference"):
            self._reference(name, child.get(qn("w:id")))
        else:
            self._object(child, name)

    def _reference(self, name: str, number: str | None) -> None:
        kind = name.removesuffix("Reference")
        label = {"footnote": "脚注", "endnote": "尾注", "comment": "批注"}[kind]
        self.note(f"{label}无法读入", self.extra.get(f"{kind}:{number}", ""))

    def _object(self, child: Any, name: str) -> None:
        words = _words(child)
        inside = {n.tag.rpartition("}")[2] for n in child.iter() if isinstance(n.tag, str)}
        if "txbxContent" in inside:
            self.note("文本框无法读入", words)
        elif inside & {"chart", "OLEObject", "relIds"}:
            self.note("图表或嵌入对象无法读入", words)
        elif inside & {"pic", "blip", "imagedata", "drawing", "pict"}:
            self.note("图片无法读入，请作为附件上传")
        elif name == "ruby":
            self.note("拼音指南未保留", words)
        else:
            self.note(f"含无法读入的内容（{name}）", words)

    def _on(self, properties: Any, tag: str) -> bool:
        node = properties.find(qn(tag)) if properties is not None else None
        if node is None:
            return False
        return node.get(qn("w:val"), "true") not in ("0", "false", "none", "off", "baseline")


def _is_red(color: str | None) -> bool:
    if not color or not re.fullmatch("[0-9A-Fa-f]{6}", color):
        return False
    r, g, b = (int(color[i : i + 2], 16) for i in (0, 2, 4))
    return r > 150 and g < 60 and b < 60


def _val(properties: Any, tag: str) -> str | None:
    node = properties.find(qn(tag)) if properties is not None else None
    return node.get(qn("w:val")) if node is not None else None


def _indent(properties: Any) -> float:
    """The left indent of a paragraph in characters of 3号."""
    node = properties.find(qn("w:ind")) if properties is not None else None
    if node is None:
        return 0.0
    for name, unit in (("leftChars", 100), ("left", 320), ("start", 320)):
        value = node.get(qn(f"w:{name}"), "")
        if re.fullmatch(r"-?\d+", value) and int(value):
            return int(value) / unit
    return 0.0


def _words(node: Any) -> str:
    return "".join(t.text or "" for t in _texts(node))


def _texts(node: Any) -> Iterator[Any]:
    # AlternateContent holds the same text box twice: the fallback is skipped
    for child in node.iter():
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in ("t", "delText") and not any(
            a.tag.endswith("}Fallback") for a in child.iterancestors() if isinstance(a.tag, str)
        ):  # fmt: skip
            yield child
