"""The seven looks of a status. Each has a colour (CSS class), a shape (icon) and is always shown with a word."""

from __future__ import annotations

SHAPES = {
    "ok": "circle-check",
    "doing": "circle-half-2",
    "risk": "alert-triangle",
    "late": "alert-octagon",
    "todo": "circle-dashed",
    "none": "minus",
    "unknown": "question-mark",
}

# The words of a duty's status (DESIGN, “Duty”) and of everyday lists.
WORDS = {
    "完成": "ok",
    "进行中": "doing",
    "有风险": "risk",
    "逾期": "late",
    "未开始": "todo",
    "不适用": "none",
    "数据不足": "unknown",
}


def kind_of(word: str) -> str:
    """The look for a known word; ``none`` for any other."""
    return WORDS.get(word, "none")
