"""One form of writing for the rules, with the way back to every character of the input."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_PUNCTUATION = str.maketrans(
    {",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "!": "！", "?": "？", "[": "〔", "]": "〕", "﹝": "〔", "﹞": "〕",
     "–": "—", "―": "—", "﹣": "-", "∼": "~", "〜": "~", "“": "“", "”": "”", "﹒": ".", "•": "·", "<": "〈", ">": "〉"}
)  # fmt: skip
_CIRCLED = re.compile("[①-⒇⓪-⓿❶-➓㎡㎥㎞…]")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_ENDS = "。；：！？”）】;:.!?)"


@lru_cache(maxsize=8192)
def fold_char(char: str) -> str:
    """The canonical form of one character; always one character."""
    if _CIRCLED.match(char):
        return char
    plain = unicodedata.normalize("NFKC", char)
    return (plain if len(plain) == 1 else char).translate(_PUNCTUATION)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text without blanks; ``at[i]`` is the offset in ``raw`` of its i-th character.

    Lines are parted by ``\\n``, cells of a table row by ``\\t``. ``gaps`` are the places where blanks stood.
    """

    raw: str
    text: str
    at: tuple[int, ...]
    gaps: frozenset[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets [start, end) of a piece of the folded text."""
        if start >= end:
            here = self.at[start] if start < len(self.at) else len(self.raw)
            return here, here
        return self.at[start], self.at[end - 1] + 1

    def index(self, raw: int) -> int:
        """The first folded place at or after a raw offset."""
        return bisect_left(self.at, raw)


def _breadth(line: str) -> int:
    """Printed width in half-width columns."""
    return sum(1 if char.isascii() else 2 for char in line if not char.isspace())


def _wrap_width(lines: list[str]) -> int:
    """The width the text is broken at, 0 when it is not: then most full lines stop in mid-sentence at about one width."""
    widths = sorted(_breadth(line) for line in lines if line.strip())
    if len(widths) < 12:
        return 0
    width = widths[int(len(widths) * 0.9)]
    if not 36 <= width <= 130 or widths[-1] > width + 12:
        return 0
    full = [line for line in lines if _breadth(line) >= width - 10 and line.strip()[-1:] not in _ENDS]
    return width if len(full) >= max(6, len(widths) // 4) else 0


_MARK = re.compile(
    r"\s*(第[一二三四五六七八九十百零〇\d]+[章节条]|[一二三四五六七八九十]+[、.．]|[（(]([一二三四五六七八九十]+|\d+)[）)]|\d+[.、．]|附件|责任单位|牵头单位)"
)


def _joins(raw: str) -> frozenset[int]:
    """Offsets of the line breaks that only wrap a paragraph."""
    lines = raw.split("\n")
    width = _wrap_width(lines)
    drop, offset = set(), 0
    for line, following in pairwise(lines) if width else ():
        offset += len(line)
        indented = following[:2] in ("\u3000\u3000", "  ")
        full = _breadth(line) >= width - 10 and line.strip()[-1:] not in tuple("。；：")
        if full and following.strip() and not indented and not _MARK.match(following):
            drop.add(offset)
        offset += 1
    return frozenset(drop)


_COLUMN = re.compile(
    r"(序号|编号|(重点|工作|主要|具体)?(任务|内容|事项|措施|目标|项目)(名称|内容)?|(牵头|责任|配合|主责|协助|承办|参与|实施)(单位|部门|主体)|(完成|办结)?(时限|时间|期限)|备注|责任(人|领导))$"
)


def _columns(raw: str) -> frozenset[int]:
    """Line breaks between the cells of a table pasted cell by cell: 序号 / 任务 / 责任单位 / 时限, then 1 / … / … / …"""
    lines = raw.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    full = [i for i, line in enumerate(lines) if line.strip()]
    words = ["".join(lines[i].split()) for i in full]
    borders: set[int] = set()
    n = 0
    while n < len(full):
        width = 0
        while (
            n + width < len(full) and _COLUMN.match(words[n + width]) and "\t" not in lines[full[n + width]]
        ):
            width += 1
        if width < 3 or not words[n].endswith("号"):
            n += max(1, width)
            continue
        row, number = n, 0
        while row + width <= len(full) and (row == n or words[row] == str(number)):
            borders |= {starts[full[k] + 1] - 1 for k in range(row, row + width - 1)}
            row, number = row + width, number + 1
        n = row
    return frozenset(borders)


def fold(raw: str) -> Folded:
    """Fold width, drop blanks, keep line breaks and cell borders."""
    drop, borders = _joins(raw), _columns(raw)
    piped = {i for i, line in enumerate(raw.split("\n")) if line.count("|") + line.count("｜") >= 2}
    out: list[str] = []
    at: list[int] = []
    gaps: set[int] = set()
    row = 0
    for offset, char in enumerate(raw):
        if char == "\n":
            row += 1
            if offset in borders:
                out.append("\t")
                at.append(offset)
            elif offset not in drop:
                out.append("\n")
                at.append(offset)
        elif char == "\t" or (row in piped and char in "|｜"):
            out.append("\t")
            at.append(offset)
        elif char.isspace() or char in _INVISIBLE:
            gaps.add(len(out))
        else:
            out.append(fold_char(char))
            at.append(offset)
    return Folded(raw, "".join(out), tuple(at), frozenset(gaps))
