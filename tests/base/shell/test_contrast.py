"""Text on its ground is at least 4.5 : 1 (WCAG 2.1, 1.4.3) for every colour of the house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOKENS = (ROOT / "src/wanghuo/base/shell/static/shell/tokens.css").read_text("utf-8")
PALETTE = (ROOT / "tools/vendor/palette.mjs").read_text("utf-8")
TOKEN = dict(re.findall(r"--wh-([\w-]+):\s*(#[0-9a-f]{6})", TOKENS))
ON_WHITE = dict(re.findall(r'"?([\w-]+)"?: "(#[0-9a-f]{6})"', PALETTE.split("export const fixed")[0]))
LIGHT = {"light", "gray-100", "gray-200", "gray-300", "gray-400"}  # grounds and lines, never text


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("kind", [k.removesuffix("-tint") for k in TOKEN if k.endswith("-tint")])
def test_status_words_on_their_tint(kind: str):
    assert contrast(TOKEN[kind], TOKEN[f"{kind}-tint"]) >= 4.5


@pytest.mark.parametrize("text", ["accent", "accent-deep", "ink", "ink-soft"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_words_on_paper(text: str, ground: str):
    assert contrast(TOKEN[text], TOKEN[ground]) >= 4.5


@pytest.mark.parametrize("name", sorted(set(ON_WHITE) - LIGHT))
def test_palette_with_white(name: str):
    assert contrast(ON_WHITE[name], "#ffffff") >= 4.5
