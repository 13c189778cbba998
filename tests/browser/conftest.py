"""Real Chromium against the real application: two screens, axe-core, the console and the CSP watched.

Without a browser the tests are skipped and the run says ``browser: not run`` (``.ci/run`` counts that as a failure).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .watch import Screen

# Playwright's synchronous API keeps an event loop in this thread; Django would refuse its own synchronous database calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
HERE = Path(__file__).parent


def browser_path() -> str | None:
    """The machine's Chromium or Chrome; WANGHUO_CHROMIUM names another."""
    given = os.environ.get("WANGHUO_CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if browser_path() is None:
        terminalreporter.write_line("browser: not run（没有找到 Chromium：请安装后重跑）")


@pytest.fixture(
    scope="module"
)  # Playwright's loop must not outlive its file: procrastinate refuses to work beside one
def chromium() -> Iterator:
    path = browser_path()
    if path is None:
        pytest.skip("browser: not run")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--font-render-hinting=none"]
        )
        yield browser
        browser.close()


def _open(chromium, live_server, size: str, name: str) -> Iterator[Screen]:
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=size == "phone",
        is_mobile=size == "phone",
        reduced_motion="reduce",
    )
    screen = Screen(context, live_server.url, size, name)
    yield screen
    context.close()
    screen.assert_quiet()


@pytest.fixture
def desk(chromium, live_server, request) -> Iterator[Screen]:
    """A clerk's screen, 1440 × 900."""
    yield from _open(chromium, live_server, "desk", request.node.name)


@pytest.fixture
def phone(chromium, live_server, request) -> Iterator[Screen]:
    """A phone, 390 × 844."""
    yield from _open(chromium, live_server, "phone", request.node.name)


@pytest.fixture(params=list(SIZES))
def screen(chromium, live_server, request) -> Iterator[Screen]:
    """Both screens in turn."""
    yield from _open(chromium, live_server, request.param, request.node.name)


@pytest.fixture
def axe() -> Callable[[Screen], None]:
    """``axe(screen)`` fails on serious or critical accessibility violations, naming element and rule."""
    return Screen.assert_accessible
