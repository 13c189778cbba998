"""A body as .docx in the layout of GB/T 9704-2012."""

from __future__ import annotations

import io

from docx.document import Document as DocxDocument
from docx.text.paragraph import Paragraph as DocxParagraph

from wanghuo.base.documents.body import docx_sheet, docx_table
from wanghuo.base.documents.body.dates import chinese
from wanghuo.base.documents.body.layout import SHEET, masthead_size
from wanghuo.base.documents.body.model import Attachment, Block, Body, Heading, Paragraph, Run, Table
from wanghuo.base.documents.body.numbers import attachment_lines, attachment_mark
from wanghuo.base.documents.body.styles import RUN_IN, STYLES


def write_docx(body: Body) -> bytes:
    """The bytes of a .docx that Word, WPS and LibreOffice open, and ``read_docx`` gives back unchanged."""
    document = docx_sheet.new_document(body.title)
    _head(document, body)
    _blocks(document, body.blocks)
    _attachment_list(document, body.attachments)
    _tail(document, body)
    _annexes(document, body.attachments)
    _imprint(document, body)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _line(document: DocxDocument, key: str, text: str = "") -> DocxParagraph:
    return document.add_paragraph(text, style=STYLES[key].name)


def _head(document: DocxDocument, body: Body) -> None:
    for key in ("copy_number", "secrecy", "urgency"):
        if text := getattr(body, key):
            _line(document, key, text)
    if body.layout == "form":
        if body.masthead:
            _line(document, "form_masthead", body.masthead)
        _line(document, "form_title", body.title)  # even empty: the style tells the layout
        if body.number or body.signers:
            _line(document, "form_number", _number_line(body))
    else:
        if body.masthead:
            mark = _line(document, "masthead", body.masthead)
            mark.runs[0].font.size = docx_sheet.points(masthead_size(body.masthead))
        if body.masthead or body.number or body.signers:
            number = _line(document, "number", _number_line(body))
            if body.signers:  # 7.2.6: 上行文 the number stands left, the signers right
                docx_sheet.right_tab(number)
            if body.masthead:
                docx_sheet.red_line(number)
        if body.title:
            _line(document, "title", body.title)
    if body.recipients:
        _line(document, "recipients", f"{body.recipients}\uff1a")


def _number_line(body: Body) -> str:
    return body.number + (f"\t签发人：{' '.join(body.signers)}" if body.signers else "")


def _runs(paragraph: DocxParagraph, parts: tuple[Run, ...], style: str | None = None) -> None:
    for part in parts:
        run = paragraph.add_run(part.text, style=style)
        run.bold = True if part.bold else None
        run.underline = True if part.underline else None


def _blocks(document: DocxDocument, blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        match block:
            case Heading():
                heading = _line(document, f"heading{block.level}", block.text)
                _runs(heading, block.run_in, RUN_IN)
            case Paragraph():
                _runs(_line(document, block.align), block.runs)
            case Table():
                docx_table.add_table(document, block, _runs)


def _attachment_list(document: DocxDocument, attachments: tuple[Attachment, ...]) -> None:
    for i, text in enumerate(attachment_lines(tuple(a.title for a in attachments))):
        paragraph = _line(document, "attachments", f"附件：{text}" if i == 0 else text)
        # 7.3.4: titles stand under each other, three characters right of 附件
        docx_sheet.indent(paragraph, left=5, first=0 if i else -3)
        if i == 0:
            docx_sheet.space_before(paragraph, 1)


def _tail(document: DocxDocument, body: Body) -> None:
    for i, issuer in enumerate(body.issuers):
        paragraph = _line(document, "issuer", issuer)
        if i == 0:
            docx_sheet.space_before(paragraph, 2)
        if (
            body.date
        ):  # 7.3.5.1: the signature is centred on the date, which ends four characters from the right
            over = (len(issuer) - len(chinese(body.date)) * 0.75) / 2
            docx_sheet.indent(paragraph, right=max(0.0, 4 - over))
    if body.date:
        _line(document, "date", chinese(body.date))
    if body.note:
        _line(document, "note", f"\uff08{body.note}\uff09")


def _annexes(document: DocxDocument, attachments: tuple[Attachment, ...]) -> None:
    for i, attachment in enumerate(attachments):
        if attachment.blocks:
            mark = _line(document, "annex_mark", attachment_mark(i, len(attachments)))
            mark.paragraph_format.page_break_before = True
            _line(document, "annex_title", attachment.title)
            _blocks(document, attachment.blocks)


def _imprint(document: DocxDocument, body: Body) -> None:
    """版记 (7.4): at the foot of the last page, between thick lines, a thin one between its parts."""
    lines = []
    if body.copies:
        lines.append(_line(document, "copies", f"抄送：{body.copies}。"))
        docx_sheet.indent(lines[-1], left=4, first=-3, right=1)
    if body.printer or body.print_date:
        day = f"{chinese(body.print_date)}印发" if body.print_date else ""
        lines.append(_line(document, "printer", f"{body.printer}\t{day}"))
        docx_sheet.right_tab(lines[-1], SHEET.text_width - 5)
    if lines:
        docx_table.add_imprint(document, lines)
