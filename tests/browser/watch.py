"""One browser window under watch: what it logs, what the CSP stopped, whether it overflows, whether all can read it."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.test import Client

from wanghuo.base.accounts.models import Person

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PICTURES = Path(__file__).parents[2] / "test-results" / "browser"
# Chromium reports a page's own 4xx answer as a console error; the tests of such pages expect it.
_EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


class Screen:
    """A page of Playwright (``.page``) with sign-in, checks and pictures."""

    def __init__(self, context, url: str, size: str, name: str) -> None:
        self.context, self.url, self.size, self.name = context, url, size, name
        self.page = context.new_page()
        self.problems: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))

    def _heard(self, message) -> None:
        if message.type == "error" and not _EXPECTED.search(message.text):
            self.problems.append(f"console: {message.text}")

    def sign_in(self, person: Person) -> None:
        """Make the browser that person's. The sign-in pages themselves are tested where they live."""
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])

    def go(self, path: str):
        """Open a path of the application; returns Playwright's page."""
        self.page.goto(self.url + path, wait_until="networkidle")
        return self.page

    def look(self, name: str = "") -> Path:
        """A full-page picture in test-results/browser/."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        safe = re.sub(r"[^\w.-]+", "-", f"{name or self.name}-{self.size}")
        file = PICTURES / f"{safe}.png"
        self.page.screenshot(path=file, full_page=True)
        return file

    def check(self, name: str = "") -> None:
        """Everything every page must pass: fits, is accessible, is quiet. Leaves a picture."""
        self.look(name)
        self.assert_fits()
        self.assert_accessible()
        self.assert_quiet()

    def assert_fits(self) -> None:
        """Nothing sticks out sideways."""
        wide = self.page.evaluate(
            """() => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return [];
              return [...document.body.querySelectorAll("*")]
                .filter((e) => e.getBoundingClientRect().right > width + 1)
                .slice(0, 8).map((e) => e.outerHTML.slice(0, 120));
            }"""
        )
        assert not wide, f"{self.page.url} 在 {self.size} 上横向溢出：{wide}"

    def assert_accessible(self) -> None:
        """No serious or critical violation (WCAG 2.1 A and AA)."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate(
            """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
                 .then((r) => r.violations.filter((v) => ["serious", "critical"].includes(v.impact))
                 .flatMap((v) => v.nodes.slice(0, 4).map((n) => `${v.id}: ${n.target.join(" ")} — ${n.failureSummary}`)))"""
        )
        assert not found, "\n".join([self.page.url, *found])

    def assert_quiet(self) -> None:
        """No console error, no uncaught exception, nothing stopped by the content security policy."""
        assert not self.problems, f"{self.page.url}: {self.problems}"
