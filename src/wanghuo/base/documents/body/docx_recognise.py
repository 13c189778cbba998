"""Which element a paragraph is, when its style no longer says so.

WPS and LibreOffice users paste text that carries no style of ours, indent with full-width blanks and
put titles in with looks alone. What GB/T 9704-2012 prescribes for position and wording gives it away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wanghuo.base.documents.body import dates
from wanghuo.base.documents.body.docx_source import Piece
from wanghuo.base.documents.body.numbers import heading_level, is_document_number

ATTACHMENT = re.compile(r"附\s*件\s*[:\uff1a]\s*")
ANNEX_MARK = re.compile(r"附\s*件\s*(\d{0,2})")
COPIES = re.compile(r"(?:抄\s*送|抄\s*报|主送)\s*[:\uff1a]\s*")
SIGNERS = re.compile(r"签\s*发\s*人\s*[:\uff1a]\s*")
PRINTED = re.compile(r"印\s*发\s*$")
_LISTED = re.compile(r"\d{1,2}\s*[.\uff0e、](?!\d)")
_SECRECY = re.compile(r"(绝密|机密|秘密)(★.*)?")
_URGENCY = re.compile(r"(特急|加急|平急|特提|紧急)")
_FORM = re.compile(r".{2,40}(通知书|决定书|记录|送达回证|认定书|意见书|告知书|承诺书|登记表|移交单|移交函)")


@dataclass
class Where:
    """How far into the paper the reading has come."""

    titled: bool = False
    last: str = ""
    stage: str = "head"  # head, text, tail


def recognise(pieces: list[Piece]) -> list[str]:
    """The key of every piece, in order. Styled pieces keep theirs."""
    where = Where()
    keys: list[str] = []
    for i, piece in enumerate(pieces):
        key = piece.key or _guess(piece, pieces[i + 1 :], where)
        if key in ("title", "form_title"):
            where.titled = True
        elif key == "recipients" or key.startswith(("heading", "body")) or key == "flush":
            where.titled, where.stage = True, "text" if where.stage == "head" else where.stage
        elif key in ("issuer", "date", "note"):
            where.stage = "tail"
        where.last = key
        keys.append(key)
    return keys


def _guess(piece: Piece, rest: list[Piece], where: Where) -> str:
    text = piece.text.strip()
    if COPIES.match(text) and not text.startswith("主送"):
        return "copies"
    if PRINTED.search(text) and dates.find(text) and len(text) < 60:
        return "printer"
    if ANNEX_MARK.fullmatch(text) and (piece.broken or where.stage == "tail"):
        return "annex_mark"
    if where.last == "annex_mark":
        return "annex_title"
    if where.stage == "head":
        key = _in_head(piece, text, where)
        if key:
            return key
        where.stage = "text"
    return _in_text(piece, text, rest, where)


def _in_head(piece: Piece, text: str, where: Where) -> str:
    centred = piece.align == "center"
    if not where.titled:
        if _SECRECY.fullmatch(text):
            return "secrecy"
        if _URGENCY.fullmatch(text):
            return "urgency"
        if re.fullmatch(r"\d{6}", text):
            return "copy_number"
        if is_document_number(SIGNERS.split(text)[0]):
            return "number"
        if piece.red or (centred and text.endswith("文件")):
            return "masthead"
        if centred or piece.size >= 20 or (len(text) <= 60 and not re.search(r"[。:\uff1a]", text)):
            return "title"
        return ""
    if is_document_number(text):
        return "number"
    if where.last in ("title", "form_title") and centred and not re.search(r"[。:\uff1a]", text):
        return where.last
    if re.search(r"[:\uff1a]$", text) and "。" not in text and heading_level(text) is None:
        return "recipients"
    return ""


def _in_text(piece: Piece, text: str, rest: list[Piece], where: Where) -> str:
    if ATTACHMENT.match(text):
        return "attachments"
    if where.last == "attachments" and _LISTED.match(text):
        return "attachments"
    aside = piece.align in ("right", "end", "center") or piece.spaces >= 6 or piece.indented >= 6
    if dates.is_whole(text) and (aside or where.last == "issuer" or not rest):
        return "date"
    if _signs(text, aside, rest):
        return "issuer"
    if where.last == "date" and re.fullmatch(r"[(\uff08].*[)\uff09]", text):
        return "note"
    level = heading_level(text)
    first = text.split("。")[0]
    if level and (("。" not in text and len(text) <= 60) or (level <= 2 and len(first) <= 40)):
        return f"heading{level}"
    return {"center": "center", "right": "right", "end": "right"}.get(piece.align, "body")


def _signs(text: str, aside: bool, rest: list[Piece]) -> bool:
    """A signature stands aside, is short, and a date follows it, perhaps after other signatures."""
    if len(text) > 40 or re.search(r"[。;\uff1b:\uff1a]", text):
        return False
    for n, later in enumerate(p for p in rest if p.text.strip()):
        if dates.is_whole(later.text):
            return aside or n == 0
        if not aside or len(later.text.strip()) > 40 or n > 8:
            return False
    return False
