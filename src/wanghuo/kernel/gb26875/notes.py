"""Texts on the wire (部件说明, 系统配置说明): GB 18030, in a fixed field padded by each maker in his own way.

Seen as padding: NUL, space, 0xA0; after a NUL also leftover binary. A text cut in the middle of a character is read up
to that character. What is not GB 18030 at all is not text: the caller keeps the bytes.
"""

from __future__ import annotations

from codecs import getdecoder
from typing import NamedTuple

NOT_GB18030 = "不是有效的 GB 18030 文本"
CUT = "末尾的字符不完整"


class Note(NamedTuple):
    """``text`` is None when nothing can be read; ``problem`` says why the text is missing or incomplete, else None."""

    text: str | None
    problem: str | None


_decode = getdecoder("gb18030")


def text(raw: bytes) -> str | None:
    """The text alone, quickly where there is nothing odd about it."""
    body = raw.rstrip(b"\0 ")
    if 0 not in body and not body.endswith(b"\xa0"):
        try:
            return _decode(body)[0]
        except UnicodeDecodeError:
            pass
    return read(raw).text


def read(raw: bytes) -> Note:
    """The text in a field, without padding."""
    body = raw.partition(b"\0")[0].rstrip(b" ")
    if body.endswith(b"\xa0\xa0"):
        # A0 is padding, but also the second half of some characters.
        bare = body.rstrip(b"\xa0")
        body = bare if _decodes(bare) else bare + b"\xa0"
    try:
        return Note(body.decode("gb18030"), None)
    except UnicodeDecodeError as error:
        if error.start and error.start >= len(body) - 3:
            return Note(body[: error.start].decode("gb18030"), CUT)
        return Note(None, NOT_GB18030)


def _decodes(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def write(words: str) -> bytes:
    """GB 18030 without padding. Raises UnicodeEncodeError for lone surrogates."""
    return words.encode("gb18030")
