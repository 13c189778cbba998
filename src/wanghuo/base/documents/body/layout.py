"""The sheet of GB/T 9704-2012, in millimetres and points, for both writers."""

from __future__ import annotations

from dataclasses import dataclass

POINT = 25.4 / 72  # mm


@dataclass(frozen=True, slots=True)
class Sheet:
    """5.1 幅面 A4; 5.2.1 天头 37 mm, 订口 28 mm, 版心 156×225 mm; 5.2.3 每面 22 行， 每行 28 字."""

    width: float = 210.0
    height: float = 297.0
    top: float = 37.0
    left: float = 28.0
    text_width: float = 156.0
    text_height: float = 225.0
    lines: int = 22
    characters: int = 28

    @property
    def right(self) -> float:
        return self.width - self.left - self.text_width

    @property
    def bottom(self) -> float:
        return self.height - self.top - self.text_height

    @property
    def line_pitch(self) -> float:
        """Points from one line to the next."""
        return self.text_height / POINT / self.lines

    @property
    def character_pitch(self) -> float:
        """Points from one character to the next."""
        return self.text_width / POINT / self.characters


SHEET = Sheet()

SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4 = 22.0, 16.0, 14.0, 12.0  # 2号， 3号， 4号， 小4号 in points
RED = "C00000"

FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI = (
    "仿宋_GB2312",
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "宋体",
)


def masthead_size(text: str) -> float:
    """Points of the 发文机关标志： as large as the block takes, at most 小初 (36) or 初号 (42) for short ones."""
    room = SHEET.text_width / POINT - 4
    return max(SIZE_2, min(42.0, room / max(len(text), 1)))
