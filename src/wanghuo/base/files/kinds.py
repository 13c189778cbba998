"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import filetype

HEAD = 8192


@dataclass(frozen=True)
class Kind:
    """A type of file that some purpose may allow. The first of ``endings`` is given to a name that has none."""

    key: str
    label: str
    mime: str
    endings: tuple[str, ...]


_ALL = (
    Kind("jpeg", "JPEG 图片", "image/jpeg", ("jpg", "jpeg", "jpe")),
    Kind("png", "PNG 图片", "image/png", ("png",)),
    Kind("webp", "WebP 图片", "image/webp", ("webp",)),
    Kind("pdf", "PDF", "application/pdf", ("pdf",)),
    Kind("ofd", "OFD 版式文件", "application/ofd", ("ofd",)),
    Kind(
        "docx",
        "Word 文档",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("docx",),
    ),
    Kind(
        "xlsx", "Excel 表格", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)
    ),
    Kind(
        "pptx",
        "PowerPoint 演示",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ("pptx",),
    ),
    Kind("doc", "旧版 Word 文档", "application/msword", ("doc", "wps")),
    Kind("xls", "旧版 Excel 表格", "application/vnd.ms-excel", ("xls", "et")),
    Kind("csv", "文本或 CSV", "text/plain", ("txt", "csv", "geojson", "json")),
    Kind("mp4", "MP4 视频", "video/mp4", ("mp4", "m4v")),
    Kind("mp3", "MP3 录音", "audio/mpeg", ("mp3",)),
    Kind("m4a", "M4A 录音", "audio/mp4", ("m4a",)),
    Kind("amr", "AMR 录音", "audio/amr", ("amr",)),
)
KINDS = {kind.key: kind for kind in _ALL}
IMAGES = frozenset({"jpeg", "png", "webp"})
PAPERS = frozenset({"pdf", "ofd", "docx", "xlsx", "pptx", "doc", "xls"})
TABLES = frozenset({"xlsx", "csv"})
RECORDINGS = frozenset({"mp4", "mp3", "m4a", "amr"})
ZIPPED = frozenset({"docx", "xlsx", "pptx", "ofd"})

_BY_MIME = {kind.mime: kind.key for kind in _ALL if kind.key not in ("csv", *ZIPPED)} | {"video/x-m4v": "mp4"}
_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(file: BinaryIO) -> str | None:
    """The key of the file's kind by its content; None when it is none of them. Leaves the file at its start."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"PK"):
        return _zipped(file)
    if head.startswith(_OLE):
        return _ole(file)
    guess = filetype.guess(head)
    if guess is not None:
        return _BY_MIME.get(guess.mime)
    return "csv" if head and _is_text(head) else None


def _zipped(file: BinaryIO) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    finally:
        file.seek(0)
    return next((key for part, key in _PARTS.items() if part in names), None)


def _ole(file: BinaryIO) -> str | None:
    """Word and Excel before 2007 share one container; the name of the main stream (UTF-16) tells them apart."""
    content = file.read(64 * 1024 * 1024)
    file.seek(0)
    if "WordDocument".encode("utf-16-le") in content:
        return "doc"
    if "Workbook".encode("utf-16-le") in content:
        return "xls"
    return None


def _is_text(head: bytes) -> bool:
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end in the middle of a character
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
