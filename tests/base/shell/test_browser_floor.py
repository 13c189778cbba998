"""The browser floor: offices still run Chromium 109. All CSS and JavaScript that we ship is read for what is newer.

Versions: https://developer.mozilla.org/ browser-compat-data. Where a newer feature is only tried and its absence does no
harm, the file and the reason stand in ``ALLOWED``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3] / "src"
FLOOR = 109

# pattern → first Chromium that knows it
CSS = {
    r"color-mix\(": 111, r"\bokl(?:ch|ab)\(|%28.*okl(?:ch|ab)|okl(?:ch|ab)%28": 111, r"(?<![\w-])(?:lch|lab)\(": 111,
    r"(?<![\w-])color\(\s*(?:display-p3|srgb)": 111, r"light-dark\(": 123, r"(?:rgb|hsl|hwb)\(\s*from": 119,
    r"[{;}]\s*&": 112, r"@starting-style": 117, r"@scope\b": 118, r"@container\s+style\(": 111,
    r"text-wrap\s*:": 114, r":user-(?:in)?valid": 119, r":dir\(": 120, r":popover-open": 114, r"(?<![\w-])anchor\(": 125,
    r"position-(?:anchor|area|try)": 125, r"animation-timeline|scroll-timeline|view-timeline": 115,
    r"view-transition-name": 111, r"field-sizing": 123, r"scrollbar-(?:color|width)": 121, r"\bsubgrid\b": 117,
    r"(?<![\w-])linear\(": 113, r"(?<![\w-])(?:round|mod|rem)\(": 125, r"interpolate-size|calc-size\(": 129,
    r"transition-behavior": 117, r":nth-child\([^)]*\bof\b": 111, r"font-size-adjust": 127, r"text-box-": 133,
    r"white-space-collapse": 114, r"(?<!-webkit-)(?<![\w-])mask-image\s*:": 120, r"\d(?:rlh|rcap|ric)\b": 111,
}  # fmt: skip
JS = {
    r"\.to(?:Sorted|Reversed|Spliced)\(": 110, r"(?:Object|Map)\.groupBy": 117, r"Array\.fromAsync": 121,
    r"withResolvers": 119, r"Promise\.try\b": 128, r"URL\.canParse": 120, r"AbortSignal\.any": 116,
    r"\.(?:is|to)WellFormed\(": 111, r"startViewTransition": 111, r"moveBefore": 133,
    r"(?:parse|set)HTMLUnsafe": 124, r"(?:show|hide|toggle)Popover": 114, r"scheduler\.yield": 129,
    r"CloseWatcher": 126, r"\.getHTML\(": 125, r"caretPositionFromPoint": 128, r"RegExp\.escape": 136,
    r"Intl\.DurationFormat": 129, r"Iterator\.from\b": 122, r"(?<![.\w$])using\s+\w+\s*=": 134,
}  # fmt: skip

# (file, feature) → why its absence does no harm
ALLOWED = {
    (
        "tabler.min.css",
        r"scrollbar-(?:color|width)",
    ): "unknown declarations are skipped; the bar looks native",
    ("tabler.min.css", r"(?<!-webkit-)(?<![\w-])mask-image\s*:"): "-webkit-mask-image stands beside it",
    ("htmx.min.js", "startViewTransition"): "if (document.startViewTransition)",
    ("htmx.min.js", "moveBefore"): "if (e.moveBefore) … else insertBefore",
    ("htmx.min.js", "(?:parse|set)HTMLUnsafe"): "parseHTMLUnsafe?.(…) || new DOMParser()",
}


def shipped(ending: str) -> list[Path]:
    return sorted(p for p in SRC.rglob(f"*{ending}") if "/static/" in p.as_posix())


def above_floor(text: str, known: dict[str, int]) -> dict[str, int]:
    return {pattern: since for pattern, since in known.items() if since > FLOOR and re.search(pattern, text)}


def _bare(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


@pytest.mark.parametrize("file", shipped(".css"), ids=lambda p: p.name)
def test_css_is_within_the_floor(file: Path):
    found = above_floor(_bare(file.read_text("utf-8")), CSS)
    assert not {p: v for p, v in found.items() if (file.name, p) not in ALLOWED}


@pytest.mark.parametrize("file", shipped(".js"), ids=lambda p: p.name)
def test_javascript_is_within_the_floor(file: Path):
    found = above_floor(file.read_text("utf-8"), JS)
    assert not {p: v for p, v in found.items() if (file.name, p) not in ALLOWED}


def test_there_is_something_to_read():
    assert {"tabler.min.css", "leaflet.css"} <= {p.name for p in shipped(".css")}
    assert {"htmx.min.js", "leaflet.js", "echarts.min.js"} <= {p.name for p in shipped(".js")}


@pytest.mark.parametrize(
    "text",
    [
        "a{color:color-mix(in oklab, red 5%, blue)}", "a{color:oklch(50% .1 20)}", "a{color:light-dark(#fff,#000)}",
        "a{b{c:d}}a{&:hover{c:d}}", "a{background:url(\"data:x stroke='oklch%2871%25 0 0deg%29'\")}", "a{color:rgb(from red r g b)}",
    ],
)  # fmt: skip
def test_the_scan_sees_what_is_newer(text: str):
    assert above_floor(text, CSS)


def test_every_allowance_is_still_needed():
    for name, pattern in ALLOWED:
        file = next(p for p in shipped(Path(name).suffix) if p.name == name)
        assert re.search(pattern, _bare(file.read_text("utf-8"))), f"{name}: {pattern} is gone, drop it"
