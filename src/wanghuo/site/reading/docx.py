"""Text of a .docx: paragraphs with the numbers Word prints before them, and rows of tables."""

from io import BytesIO
from typing import Any

from .decode import Unreadable

_CN = "〇一二三四五六七八九"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _CN[tens]) + "十" if tens else "") + (_CN[ones] if ones else "")


def _shown(number: int, form: str) -> str:
    if "hinese" in form or "taiwanese" in form or "ideograph" in form:
        return _chinese(number) if number < 100 else str(number)
    if form == "decimalEnclosedCircle" and number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


class Numbering:
    """Word keeps automatic numbers out of the text: count them as Word does."""

    def __init__(self, document: Any) -> None:
        from docx.oxml.ns import qn

        self.qn = qn
        self.levels: dict[tuple[str, str], tuple[str, str, int]] = {}
        self.abstract: dict[str, str] = {}
        self.counts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for number in root.findall(qn("w:num")):
            self.abstract[number.get(qn("w:numId"))] = number.find(qn("w:abstractNumId")).get(qn("w:val"))
        for abstract in root.findall(qn("w:abstractNum")):
            for level in abstract.findall(qn("w:lvl")):
                self._level(abstract.get(qn("w:abstractNumId")), level)

    def _level(self, abstract: str, level: Any) -> None:
        def value(tag: str, default: str) -> str:
            found = level.find(self.qn(tag))
            return default if found is None else found.get(self.qn("w:val")) or default

        start = value("w:start", "1")
        self.levels[(abstract, level.get(self.qn("w:ilvl")))] = (
            value("w:numFmt", "decimal"), value("w:lvlText", ""), int(start) if start.isdigit() else 1,
        )  # fmt: skip

    def _numbered(self, paragraph: Any) -> Any:
        """The numbering of a paragraph: its own, or that of its style."""
        if paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None:
            return paragraph._p.pPr.numPr
        style = paragraph.style
        while style is not None:
            properties = style.element.pPr
            if properties is not None and properties.numPr is not None:
                return properties.numPr
            style = style.base_style
        return None

    def prefix(self, paragraph: Any) -> str:
        """The printed number of a paragraph, "" when it has none."""
        numbered = self._numbered(paragraph)
        if numbered is None or numbered.numId is None:
            return ""
        level = numbered.ilvl.val if numbered.ilvl is not None else 0
        abstract = self.abstract.get(str(numbered.numId.val))
        form = self.levels.get((abstract or "", str(level)))
        if abstract is None or form is None or form[0] in ("bullet", "none"):
            return ""
        here = self.counts.get((abstract, level), form[2] - 1) + 1
        self.counts = {k: v for k, v in self.counts.items() if k[0] != abstract or k[1] <= level}
        self.counts[(abstract, level)] = here
        text = form[1]
        for i in range(level + 1):
            kind = self.levels.get((abstract, str(i)), form)
            text = text.replace(f"%{i + 1}", _shown(self.counts.get((abstract, i), kind[2]), kind[0]))
        return text


def _cells(row: Any) -> list[str]:
    seen, cells = set(), []
    for cell in row.cells:
        if id(cell._tc) not in seen:
            seen.add(id(cell._tc))
            cells.append("".join(cell.text.split()))
    return cells


def text_of_docx(data: bytes) -> str:
    """Paragraphs and tables in the order of the document."""
    from docx import Document
    from docx.table import Table

    try:
        document = Document(BytesIO(data))
        numbering = Numbering(document)
        lines = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += ["\t".join(_cells(row)) for row in block.rows]
            else:
                lines.append(numbering.prefix(block) + block.text)
    except (KeyError, ValueError, AttributeError, TypeError, SyntaxError) as error:
        raise Unreadable("Word 文档已损坏，打不开：请重新另存为 .docx") from error
    return "\n".join(lines) + "\n"
