"""The content security policy holds by construction: no template carries what it would stop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3] / "src"
FORBIDDEN = {
    "inline style": r"\sstyle\s*=\s*[\"']",
    "style element": r"<style\b",
    "inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:json|ld\+json))[^>]*>",
    "handler attribute": r"\son(?:click|change|submit|load|input|error|focus|blur|key\w+|mouse\w+)\s*=",
    "hx-on": r"\s(?:data-)?hx-on[:\w-]*\s*=",
    "htmx trigger filter": r"hx-trigger\s*=\s*[\"'][^\"']*\[",
    "htmx js: value": r"hx-(?:vals|headers|confirm)\s*=\s*[\"']js:",
    "javascript: link": r"href\s*=\s*[\"']javascript:",
    "foreign host": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//(?!www\.w3\.org)",
}
TEMPLATES = sorted(p for p in SRC.rglob("*.html"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_template(file: Path):
    text = re.sub(r"{#.*?#}|<noscript>.*?</noscript>", "", file.read_text("utf-8"), flags=re.S)
    found = {name: m.group(0) for name, pattern in FORBIDDEN.items() if (m := re.search(pattern, text, re.I))}
    found.pop("foreign host", None) if 'rel="noopener' in text else None
    assert not found


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        "<script>x()</script>",
        '<a onclick="x()">',
        '<b hx-on:click="x">',
        '<b hx-trigger="click[x]">',
    ],
)
def test_the_scan_sees_what_is_forbidden(bad: str):
    assert any(re.search(pattern, bad, re.I) for pattern in FORBIDDEN.values())


def test_the_policy_itself_is_strict(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


def test_every_icon_asked_for_is_in_the_sprite():
    sprite = (SRC / "wanghuo/base/shell/static/vendor/icons.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    asked: dict[str, str] = {}
    for file in TEMPLATES:
        for name in re.findall(
            r"{% icon [\"']([\w-]+)[\"']|shape=[\"']([\w-]+)[\"']", file.read_text("utf-8")
        ):
            asked[name[0] or name[1]] = file.name
    for file in SRC.rglob("*.py"):
        for name in re.findall(r"\bicon=\"([\w-]+)\"", file.read_text("utf-8")):
            asked[name] = file.name
    assert not {n: f for n, f in asked.items() if n not in known}, (
        "add it to tools/vendor/icons.txt and build"
    )
