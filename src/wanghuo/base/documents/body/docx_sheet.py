"""The sheet and styles of the .docx: page, document grid, page numbers, borders, fonts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from wanghuo.base.documents.body.layout import FANGSONG, RED, SHEET, SIZE_3, SIZE_4, SONGTI
from wanghuo.base.documents.body.styles import FONT_ALTERNATIVES, RUN_IN, STYLES, Style

points = Pt


def element(tag: str, **attributes: str | int) -> Any:
    """A WordprocessingML element with w: attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def new_document(title: str) -> DocxDocument:
    """An empty document with the sheet, the grid, the styles and the page numbers of GB/T 9704."""
    document = Document()
    document.core_properties.title = title[:250]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.created = datetime(2000, 1, 1, tzinfo=UTC)  # else python-docx's template date
    _sheet(document)
    _normal(document)
    for style in STYLES.values():
        _add_style(document, style)
    run_in = document.styles.add_style(RUN_IN, WD_STYLE_TYPE.CHARACTER)
    _fonts(run_in.element.get_or_add_rPr(), FANGSONG, SIZE_3)
    _page_numbers(document)
    _font_table(document)
    return document


def _sheet(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(SHEET.width), Mm(SHEET.height)
    section.top_margin, section.left_margin = Mm(SHEET.top), Mm(SHEET.left)
    section.right_margin, section.bottom_margin = Mm(SHEET.right), Mm(SHEET.bottom)
    # 7.5: the dash of the page number stands 7 mm below the block
    section.footer_distance, section.header_distance = Mm(SHEET.bottom - 7 - 6), Mm(15)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    # By lines only: LibreOffice gives every 3号 character two cells of a 15.8 pt character grid.
    # The 28 characters a line come from the spacing of the style instead.
    properties.append(element("w:docGrid", type="lines", linePitch=int(SHEET.line_pitch * 20)))
    document.settings.odd_and_even_pages_header_footer = True


def _fonts(properties: Any, font: str, size: float) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = element("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    for tag in ("w:sz", "w:szCs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        properties.append(element(tag, val=round(size * 2)))


def _normal(document: DocxDocument) -> None:
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(0)
    run = normal.element.get_or_add_rPr()
    run.append(element("w:spacing", val=int((SHEET.character_pitch - SIZE_3) * 20) - 1))  # 28 to the line
    _fonts(run, FANGSONG, SIZE_3)


def _add_style(document: DocxDocument, style: Style) -> None:
    made = document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    made.quick_style = True
    properties = made.element.get_or_add_pPr()
    if style.keep_next:
        properties.append(element("w:keepNext"))
    if style.name == STYLES["cell"].name:
        properties.append(element("w:snapToGrid", val=0))
    properties.append(_spacing(style.before))
    properties.append(_indents(style.left, style.first, style.right))
    properties.append(element("w:jc", val=style.align))
    run = made.element.get_or_add_rPr()
    if style.color:
        run.append(element("w:color", val=style.color))
    _fonts(run, style.font, style.size)


def _spacing(lines: float) -> Any:
    return element(
        "w:spacing", before=round(lines * SHEET.line_pitch * 20), beforeLines=round(lines * 100), after=0
    )


def _indents(left: float, first: float, right: float) -> Any:
    """Indents by characters, for Word, and in twips, for who does not know the grid."""
    twips = SHEET.character_pitch * 20
    sign = "firstLine" if first >= 0 else "hanging"
    return element(
        "w:ind",
        left=round(left * twips),
        leftChars=round(left * 100),
        right=round(right * twips),
        rightChars=round(right * 100),
        **{sign: round(abs(first) * twips), f"{sign}Chars": round(abs(first) * 100)},
    )


def _place(paragraph: DocxParagraph, made: Any, successors: tuple[str, ...]) -> None:
    properties = paragraph._p.get_or_add_pPr()
    for old in properties.findall(made.tag):
        properties.remove(old)
    properties.insert_element_before(made, *successors)


_AFTER_IND = ("w:contextualSpacing", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr")
_AFTER_SPACING = ("w:ind", *_AFTER_IND)
_AFTER_TABS = ("w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", *_AFTER_SPACING)
_AFTER_BORDER = ("w:shd", "w:tabs", *_AFTER_TABS)


def indent(paragraph: DocxParagraph, left: float = 0, first: float = 0, right: float = 0) -> None:
    """Indents in characters of the grid; a negative ``first`` hangs."""
    _place(paragraph, _indents(left, first, right), _AFTER_IND)


def space_before(paragraph: DocxParagraph, lines: float) -> None:
    """Empty lines before the paragraph."""
    _place(paragraph, _spacing(lines), _AFTER_SPACING)


def right_tab(paragraph: DocxParagraph, at: float = SHEET.text_width - 6) -> None:
    """A right-aligned tab stop, in millimetres, on a paragraph that begins one character in."""
    tabs = element("w:tabs")
    tabs.append(element("w:tab", val="right", pos=round(Mm(at).twips)))
    _place(paragraph, tabs, _AFTER_TABS)
    _place(paragraph, _indents(0, 1, 0), _AFTER_IND)  # borders begin at the block all the same
    _place(paragraph, element("w:jc", val="left"), ("w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr"))


def red_line(paragraph: DocxParagraph) -> None:
    """版头中的分隔线： a red line across the block, 4 mm below the text (7.2.7)."""
    borders = element("w:pBdr")
    borders.append(element("w:bottom", val="single", sz=8, space=11, color=RED))
    _place(paragraph, borders, _AFTER_BORDER)


def _page_numbers(document: DocxDocument) -> None:
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        indent(paragraph, left=side == "left", right=side == "right")
        _place(paragraph, element("w:jc", val=side), ("w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr"))
        for part in ("— ", "begin", "PAGE", "end", " —"):
            run = paragraph.add_run(part if "—" in part else "")
            _fonts(run._r.get_or_add_rPr(), SONGTI, SIZE_4)
            if part in ("begin", "end"):
                run._r.append(element("w:fldChar", fldCharType=part))
            elif part == "PAGE":
                code = element("w:instrText")
                code.text = " PAGE "
                run._r.append(code)


def _font_table(document: DocxDocument) -> None:
    """Name the stand-ins, so that a machine without the GB2312 fonts takes the nearest."""
    rows = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/><w:charset w:val='86'/></w:font>"
        for name, other in FONT_ALTERNATIVES.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            xml = f"<?xml version='1.0' encoding='UTF-8'?><w:fonts xmlns:w='{space}'>{rows}</w:fonts>"
            relation.target_part._blob = xml.encode()
