"""Text layer of a PDF. Lines that only wrap a paragraph are joined later, by the kernel, which knows headings."""

import re

from .decode import Unreadable


def text_of_pdf(data: bytes) -> str:
    """The text of all pages in order; raises `Unreadable` for scans and locked files."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("PDF 打不开（损坏或有密码）：请另存为 .docx 或不加密的 .pdf") from error
    pages = []
    for page in document:
        text = page.get_textpage().get_text_bounded()
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x02", "")
        pages.append(re.sub(r"\n?\s*[-—－]\s*\d+\s*[-—－]\s*$", "", text.strip("\n")))
    document.close()
    whole = "\n".join(pages) + "\n"
    if len(re.findall(r"[\u4e00-\u9fff]", whole)) < 20:
        raise Unreadable("这份 PDF 没有文字层（扫描件）：请先做文字识别，或用 .docx 原稿")
    return whole
