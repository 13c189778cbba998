"""A .docx, as a clerk left it in Word, WPS or LibreOffice, back as a body."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from wanghuo.base.documents.body import dates
from wanghuo.base.documents.body.docx_assemble import Item, assemble
from wanghuo.base.documents.body.docx_numbering import Numbering
from wanghuo.base.documents.body.docx_recognise import COPIES, PRINTED
from wanghuo.base.documents.body.docx_source import Note, Source
from wanghuo.base.documents.body.docx_tables import read_table
from wanghuo.base.documents.body.model import Body, BodyError

LARGEST = 60 * 1024 * 1024  # bytes after unpacking; a paper of a thousand pages has about 10 MB


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what was changed or could not be taken on the way."""

    body: Body
    notes: tuple[Note, ...]

    @property
    def lost(self) -> tuple[Note, ...]:
        return tuple(n for n in self.notes if n.lost)


def read_docx(data: bytes) -> Reading:
    """Read a .docx. Raises BodyError, in Chinese, when the file is none or is damaged."""
    document = _open(data)
    source = Source(_styles(document), _numbering(document), _extra(document))
    items: list[Item] = []
    _walk(source, document.element.body, items)
    source.index = 0
    _margins(source, document)
    body = assemble(items, source)
    notes = sorted(source.notes, key=lambda n: n.paragraph)
    return Reading(body, tuple(notes))


def _open(data: bytes) -> DocxDocument:
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise BodyError("这是旧版 .doc 或加密的文件。请在 Word 或 WPS 中解除密码、另存为 .docx 后再上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(i.file_size for i in archive.infolist()) > LARGEST:
                raise BodyError("文件解开后超过 60 MB，请删去其中的大图片后再上传。")
        return Document(io.BytesIO(data))
    except BodyError:
        raise
    except Exception as error:  # whatever a damaged file makes zipfile, lxml or python-docx raise
        raise BodyError(
            "文件已损坏或不是 .docx，无法打开。请在 Word 或 WPS 中重新另存为 .docx 后再上传。"
        ) from error


def _walk(source: Source, node: Any, items: list[Item]) -> None:
    for child in node:
        if child.tag == qn("w:p"):
            items.extend(source.pieces(child))
        elif child.tag == qn("w:tbl") and _is_imprint(source, child):
            for paragraph in child.iter(qn("w:p")):
                items.extend(source.pieces(paragraph))
        elif child.tag == qn("w:tbl"):
            items.extend(read_table(source, child))
        elif child.tag in (qn("w:sdt"), qn("w:customXml"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo")):
            _walk(source, child, items)
        elif child.tag == qn("w:altChunk"):
            source.note("嵌入的外部文档无法读入")


def _is_imprint(source: Source, table: Any) -> bool:
    """Whether the table is the 版记： every paragraph in it is 抄送 or 印发， by style or by its words."""
    found = False
    for paragraph in table.iter(qn("w:p")):
        text = "".join(t.text or "" for t in paragraph.iter(qn("w:t"))).strip()
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        key = source.style_key(style.get(qn("w:val")) if style is not None else None)
        if key not in (None, "copies", "printer"):
            return False
        if key or COPIES.match(text) or (PRINTED.search(text) and dates.find(text)):
            found = True
        elif text:
            return False
    return found


def _styles(document: DocxDocument) -> dict[str, tuple[str, str]]:
    found = {}
    for style in document.styles.element.findall(qn("w:style")):
        name, based = style.find(qn("w:name")), style.find(qn("w:basedOn"))
        found[style.get(qn("w:styleId"), "")] = (
            name.get(qn("w:val"), "") if name is not None else "",
            based.get(qn("w:val"), "") if based is not None else "",
        )
    return found


def _parts(document: DocxDocument, kind: str) -> list[Any]:
    return [
        parse_xml(r.target_part.blob)
        for r in document.part.rels.values()
        if not r.is_external and r.reltype.endswith(f"/{kind}")
    ]


def _numbering(document: DocxDocument) -> Numbering:
    of_styles = {}
    for style in document.styles.element.findall(qn("w:style")):
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        level = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
        if number is not None:
            deep = level.get(qn("w:val"), "0") if level is not None else "0"
            of_styles[style.get(qn("w:styleId"), "")] = (number.get(qn("w:val"), ""), int(deep))
    return Numbering(next(iter(_parts(document, "numbering")), None), of_styles)


def _extra(document: DocxDocument) -> dict[str, str]:
    """The words of footnotes, endnotes and comments by their number."""
    found = {}
    for kind in ("footnote", "endnote", "comment"):
        for root in _parts(document, f"{kind}s"):
            for node in root.findall(qn(f"w:{kind}")):
                found[f"{kind}:{node.get(qn('w:id'))}"] = "".join(t.text or "" for t in node.iter(qn("w:t")))
    return found


def _margins(source: Source, document: DocxDocument) -> None:
    """Name what stands in headers and footers beside the page number."""
    for kind, label in (("header", "页眉"), ("footer", "页脚")):
        for root in _parts(document, kind):
            text = "".join(t.text or "" for t in root.iter(qn("w:t")))
            if not re.fullmatch(r"[\s\d\-—–―一第页共/]*", text):
                source.note(f"{label}不属于公文正文，未读入", text)
