"""Words whose bits each say something: statuses and operations (figures 6, 7, 9, 13, 14)."""

from __future__ import annotations

from collections.abc import Sequence

TEST, TEST_NAME = "test", "测试状态"
NORMAL = "normal"


class Bits:
    """``rows``: (key, Chinese name) of each bit, from bit 0 on.

    A first bit with the key ``normal`` is set in normal running and clear under test: it never shows as a flag itself,
    its absence shows as ``test``.
    """

    def __init__(self, *rows: tuple[str, str]) -> None:
        self.rows = rows
        self._status = rows[0][0] == NORMAL
        self._low = tuple(self._said(word, rows[:8]) for word in range(256))
        self._high = tuple(self._said(word, rows[8:]) for word in range(256))
        self._places = {key: 1 << n for n, (key, _) in enumerate(rows) if key != NORMAL}
        self._names = dict(rows) | ({TEST: TEST_NAME} if self._status else {})

    def __len__(self) -> int:
        return len(self.rows)

    def _said(self, word: int, rows: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        said = tuple(key for n, (key, _) in enumerate(rows) if word >> n & 1 and key != NORMAL)
        return (TEST, *said) if rows[:1] and rows[0][0] == NORMAL and not word & 1 else said

    def flags(self, word: int) -> tuple[str, ...]:
        """Keys of all that a word says, bit 0 first."""
        high = word >> 8
        return self._low[word & 255] + self._high[high] if high else self._low[word & 255]

    def word(self, keys: Sequence[str]) -> int:
        """The reverse of ``flags``. Raises KeyError with the unknown key."""
        word = 1 if self._status and TEST not in keys else 0
        for key in keys:
            if not (self._status and key == TEST):
                word |= self._places[key]
        return word

    def name(self, key: str) -> str:
        """The Chinese name of a key of ``flags``. Raises KeyError."""
        return self._names[key]
