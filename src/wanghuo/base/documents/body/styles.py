"""The named styles of a .docx: what the writer makes and the reader knows elements by.

A style survives Word, WPS and LibreOffice where fonts and positions do not, so it is the first
thing by which a clerk's edited paper is understood.
"""

from __future__ import annotations

from dataclasses import dataclass

from wanghuo.base.documents.body.layout import (
    FANGSONG,
    HEITI,
    KAITI,
    RED,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SIZE_SMALL_4,
    SONGTI,
    XIAOBIAOSONG,
)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. Indents in characters of the grid, space before in lines of it."""

    name: str
    font: str = FANGSONG
    size: float = SIZE_3
    align: str = "both"  # w:jc
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    color: str = ""
    keep_next: bool = False


STYLES: dict[str, Style] = {
    "copy_number": Style("公文份号", align="left"),
    "secrecy": Style("公文密级", HEITI, align="left"),
    "urgency": Style("公文紧急程度", HEITI, align="left"),
    "masthead": Style("公文发文机关标志", XIAOBIAOSONG, 36, "center", before=1, color=RED),
    "form_masthead": Style("文书机关名称", XIAOBIAOSONG, SIZE_2, "center"),
    "number": Style("公文发文字号", align="center", before=2),
    "form_number": Style("文书编号", align="right", before=0.5),
    "title": Style("公文标题", XIAOBIAOSONG, SIZE_2, "center", before=2, keep_next=True),
    "form_title": Style("文书名称", XIAOBIAOSONG, SIZE_2, "center", keep_next=True),
    "recipients": Style("公文主送机关", align="left", before=1),
    "heading1": Style("公文一级标题", HEITI, first=2, keep_next=True),
    "heading2": Style("公文二级标题", KAITI, first=2, keep_next=True),
    "heading3": Style("公文三级标题", first=2),
    "heading4": Style("公文四级标题", first=2),
    "body": Style("公文正文", first=2),
    "flush": Style("公文顶格", align="left"),
    "center": Style("公文居中", align="center"),
    "right": Style("公文居右", align="right"),
    "attachments": Style("公文附件说明", align="left", left=2),
    "issuer": Style("公文署名", align="right", right=4, keep_next=True),
    "date": Style("公文成文日期", align="right", right=4),
    "note": Style("公文附注", align="left", first=2),
    "annex_mark": Style("公文附件标识", HEITI, align="left", keep_next=True),
    "annex_title": Style("公文附件标题", XIAOBIAOSONG, SIZE_2, "center", before=1, keep_next=True),
    "copies": Style("公文抄送", size=SIZE_4, align="left", left=1, right=1),
    "printer": Style("公文印发", size=SIZE_4, align="left", left=1, right=1),
    "cell": Style("公文表格", SONGTI, SIZE_SMALL_4, "left"),
}
RUN_IN = "公文正文字"  # character style of the text that runs in after a heading

KEY_BY_NAME = {style.name: key for key, style in STYLES.items()}

# Stand-ins a reader's machine may use when a named font is not installed (w:altName).
FONT_ALTERNATIVES = {
    FANGSONG: "仿宋",
    XIAOBIAOSONG: "FZXiaoBiaoSong-B05S",
    HEITI: "SimHei",
    KAITI: "楷体",
    SONGTI: "SimSun",
}
