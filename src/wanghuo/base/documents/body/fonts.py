"""Which faces a paper is set in, and which characters none of them holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTCollection, TTFont, TTLibError

SHIPPED = Path(__file__).resolve().parent.parent / "fonts"
FALLBACK = "Noto Serif SC"

# The names an operator's font file may carry, for each face of GB/T 9704-2012 5.2.2
ROLES: dict[str, tuple[str, ...]] = {
    "fangsong": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FZFangSong-Z02S", "STFangsong", "CESI仿宋-GB2312"),
    "xiaobiaosong": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", "CESI小标宋-GB2312"),
    "kaiti": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "FZKai-Z03S", "STKaiti", "CESI楷体-GB2312"),
    "heiti": ("SimHei", "黑体", "FZHei-B01S", "STHeiti", "CESI黑体-GB2312"),
    "songti": ("SimSun", "宋体", "NSimSun", "FZShuSong-Z01S", "STSong", "CESI宋体-GB2312"),
}  # fmt: skip
LABELS = {"fangsong": "仿宋", "xiaobiaosong": "小标宋", "kaiti": "楷体", "heiti": "黑体", "songti": "宋体"}


@dataclass(frozen=True, slots=True)
class FontSet:
    """The faces found. ``roles``: face → families for typst, best first; ``unreadable``: files passed over."""

    engine: typst.Fonts
    roles: dict[str, list[str]]
    own: tuple[str, ...]
    covered: frozenset[int]
    unreadable: tuple[str, ...]

    @property
    def stand_ins(self) -> list[str]:
        """The faces for which Noto Serif SC stands in, in Chinese."""
        return [LABELS[role] for role in ROLES if role not in self.own]


def fonts(folder: Path | None = None) -> FontSet:
    """The shipped faces and those in the operator's ``folder``; looked up anew when its files change."""
    files = _files(folder) if folder else ()
    return _load(folder if files else None, tuple((str(f), f.stat().st_mtime_ns) for f in files))


def missing_glyphs(text: Iterable[str], found: FontSet) -> list[str]:
    """Characters of the text that no face holds, each as 「𠮷」 U+20BB7 with its name, in order of appearance."""
    seen = dict.fromkeys(c for part in text for c in part if ord(c) not in found.covered and not c.isspace())
    return [f"「{c}」U+{ord(c):04X} {unicodedata.name(c, '未命名字符')}" for c in seen]


def _files(folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(f for f in folder.iterdir() if f.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc")))


@lru_cache(maxsize=4)
def _load(folder: Path | None, stamps: tuple[tuple[str, int], ...]) -> FontSet:
    covered: set[int] = set()
    unreadable = []
    for path in (*sorted(SHIPPED.glob("*.otf")), *(Path(name) for name, _ in stamps)):
        try:
            for face in _faces(path):
                covered.update(face.getBestCmap() or {})
        except (TTLibError, OSError, ValueError, KeyError, AssertionError):
            unreadable.append(path.name)
    places = [str(SHIPPED), *([str(folder)] if folder else [])]
    engine = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=places)
    families = {f.casefold(): f for f in engine.families()}
    roles = {
        role: [families[n.casefold()] for n in known if n.casefold() in families] + [FALLBACK]
        for role, known in ROLES.items()
    }
    own = tuple(role for role, found in roles.items() if found != [FALLBACK])
    return FontSet(engine, roles, own, frozenset(covered), tuple(unreadable))


def _faces(path: Path) -> list[TTFont]:
    if path.suffix.lower() in (".ttc", ".otc"):
        return list(TTCollection(str(path), lazy=True).fonts)
    return [TTFont(str(path), lazy=True)]
