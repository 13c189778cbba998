"""What kind of file it is, told by its first bytes and not by its name, and the text in it."""

import re
import zipfile
from io import BytesIO

LIMIT = 50 * 1024 * 1024


class Unreadable(Exception):
    """The file cannot be read; the message says in Chinese why and what to do."""


def decode(data: bytes, name: str = "") -> str:
    """The text of a notice given as the bytes of a .txt, .html, .docx or .pdf file.

    Lines end in ``\\n``; a row of a table is one line with tabs between its cells. Raises `Unreadable`.
    """
    if len(data) > LIMIT:
        raise Unreadable("文件超过 50 MB，不像一份通知；请只选正文文件")
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix in ("wps", "ofd") or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"不能直接读 .{suffix or 'doc'} 文件：请在 WPS 或 Word 中打开，另存为 .docx 后再读")
    if data.startswith(b"%PDF"):
        from .pdf import text_of_pdf

        return text_of_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    text = plain(data)
    if suffix in ("html", "htm") or re.match(
        r"\s*(<!doctype html|<html|<head|<body|<div|<p[ >]|<table|<meta)", text, re.I
    ):
        from .html import text_of_html

        return text_of_html(text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            if sum(info.file_size for info in package.infolist()) > 8 * LIMIT:
                raise Unreadable("文件解压后过大，不像一份通知")
    except zipfile.BadZipFile as error:
        raise Unreadable("文件已损坏，打不开：请重新下载或另存一份") from error
    if "OFD.xml" in names:
        raise Unreadable("不能直接读 .ofd 文件：请在阅读器中另存为 .docx（或有文字层的 .pdf）后再读")
    if "word/document.xml" not in names:
        raise Unreadable("这个压缩包不是 Word 文档：请另存为 .docx 后再读")
    from .docx import text_of_docx

    return text_of_docx(data)


def plain(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or GB 18030, as its bytes or its own declaration say."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:2048])
    for encoding in ("utf-8", declared[1].decode() if declared else "gb18030", "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if b"\x00" in data[:4096]:
        raise Unreadable("认不出这种文件：请另存为 .docx 或 .txt 后再读")
    return data.decode("gb18030", "replace")
