"""Reading the house as text: its Python files as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
HOUSE = SOURCE / "wanghuo"


def modules(*names: str) -> Iterator[tuple[str, ast.Module]]:
    """(path below src, tree) of every module; with ``names`` only files so named, or packages' files below them."""
    for file in sorted(HOUSE.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        below = file.relative_to(SOURCE)
        if not names or file.stem in names or any(part in names for part in below.parts[3:-1]):
            yield str(below), ast.parse(file.read_text("utf-8"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (n for n in ast.walk(tree) if isinstance(n, ast.Call))
