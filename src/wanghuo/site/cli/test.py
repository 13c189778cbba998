"""./wanghuo test"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.markup import escape

from wanghuo.site.places import CHECKOUT

from . import browser
from .look import console

NOT_RUN = "browser: not run"
TYPED = ["src/wanghuo"]
"""What mypy checks, with Django's plugin (pyproject.toml)."""


@dataclass
class Results:
    """What passed and what did not, checks and tests alike."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)

    def note(self, name: str, *, ok: bool, seconds: float) -> None:
        mark = "[green]✓[/green]" if ok else "[red]✗[/red]"
        console.print(f"{mark} {name} [dim]{seconds:.1f} 秒[/dim]")
        if ok:
            self.passed += 1
        else:
            self.failed.append(name)


@click.command(
    short_help="检查与测试，含浏览器测试。 Checks and tests, browser tests included.",
    context_settings={"ignore_unknown_options": True},
)
@click.option("--long", "long_too", is_flag=True, help="包括耗时的测试。 The long tests, too.")
@click.option(
    "--require-browser", is_flag=True, help="没有浏览器即为失败（CI 用）。 No browser is a failure."
)
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def test(*, long_too: bool, require_browser: bool, pytest_args: tuple[str, ...]) -> int:
    """运行全部检查和测试；给出 pytest 参数时只运行 pytest。

    \b
    ./wanghuo test                       检查 + 全部测试 · everything
    ./wanghuo test tests/base/law -k 节  只运行这些测试 · only these
    ./wanghuo test --long                包括耗时的 · the long ones, too

    Real PostgreSQL and a real browser are started; nothing is mocked and var/ is not touched.
    """
    results = Results()
    found = browser.find()
    if found is None and not pytest_args:
        console.print("… 没有找到 Chromium,尝试用系统软件包管理器安装 · looking for Chromium")
        found = browser.fetch()
    with tempfile.TemporaryDirectory(prefix="wanghuo-test-var-", ignore_cleanup_errors=True) as var:
        Path(var).chmod(0o755)
        env = environment(Path(var), found)
        if not pytest_args:
            checks(env, results)
        run_pytest(env, results, [*pytest_args], Path(var), long_too=long_too)
    if found is None:
        console.print(f"{NOT_RUN}（没有 Chromium,浏览器测试已跳过 · no Chromium on this machine）")
        if require_browser:
            results.failed.append(NOT_RUN)
    for name in results.failed:
        console.print(f"[red]✗[/red] {escape(name)}", soft_wrap=True)
    # The last line is for machines; keep its form.
    click.echo(f"{results.passed} passed, {len(results.failed)} failed")
    return 1 if results.failed else 0


def environment(var: Path, chromium: str | None) -> dict[str, str]:
    """The same on every machine: none of the operator's own settings reach the tests."""
    keep = {"WANGHUO_TEST_DATABASE_URL", "WANGHUO_PYTHON", "WANGHUO_OS_USER", "WANGHUO_ENGINE_HOME"}
    env = {
        name: value for name, value in os.environ.items() if not name.startswith("WANGHUO_") or name in keep
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    source = str(CHECKOUT / "src")
    env |= {"WANGHUO_VAR": str(var), "WANGHUO_TESTING": "1", "PYTHONPATH": source, "PYTHONUTF8": "1"}
    if chromium:
        env["WANGHUO_CHROMIUM"] = chromium
    return env


def checks(env: dict[str, str], results: Results) -> None:
    from wanghuo.site.engine import Engine

    python = [sys.executable]
    manage = [*python, "-m", "wanghuo.site.manage"]
    with tempfile.TemporaryDirectory(prefix="wanghuo-check-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        engine = Engine(Path(place) / "data", Path(place) / "run", durable=False)
        engine.start()
        # As in production behind TLS: that is what --deploy is about.
        deployed = env | {"WANGHUO_DATABASE_URL": engine.url, "WANGHUO_TLS": "1"}
        deployed.pop("WANGHUO_TESTING")
        try:
            check("ruff check", [*python, "-m", "ruff", "check", "."], env, results)
            check("ruff format --check", [*python, "-m", "ruff", "format", "--check", "."], env, results)
            check("mypy", [*python, "-m", "mypy", "--follow-imports=silent", *TYPED], env, results)
            lint = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
            check("import-linter", [*python, "-c", lint, "--no-cache"], env, results)
            check(
                "manage check --deploy",
                [*manage, "check", "--deploy", "--fail-level", "WARNING"],
                deployed,
                results,
            )
            check(
                "makemigrations --check",
                [*manage, "makemigrations", "--check", "--dry-run"],
                deployed,
                results,
            )
        finally:
            engine.destroy()


def check(name: str, command: list[str], env: dict[str, str], results: Results) -> None:
    """Run one check; its words are shown only when it fails."""
    started = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own command line
        command,
        cwd=CHECKOUT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    results.note(name, ok=done.returncode == 0, seconds=time.monotonic() - started)
    if done.returncode != 0:
        click.echo(done.stdout)


def run_pytest(
    env: dict[str, str], results: Results, arguments: list[str], var: Path, *, long_too: bool
) -> None:
    report = var / "report.xml"
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", "-o", "junit_logging=no"]
    if not long_too and "-m" not in arguments:
        command += ["-m", "not long"]
    if not arguments:
        cores = min(4, os.cpu_count() or 1)
        command += ["-q", "-n", str(cores), "--dist", "loadfile"] if cores > 1 else ["-q"]
    started = time.monotonic()
    command += arguments
    done = subprocess.run(command, cwd=CHECKOUT, env=env, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
    console.print(f"[dim]pytest {time.monotonic() - started:.0f} 秒[/dim]")
    passed, failed = count(report)
    results.passed += passed
    results.failed += failed
    # A run that broke before or beside its tests (collection, a dead worker, no test found) is a failure, too.
    if done.returncode != 0 and not failed:
        results.failed.append(f"pytest (exit code {done.returncode})")


def count(report: Path) -> tuple[int, list[str]]:
    """Passed tests, and the names of those that failed or broke, from pytest's JUnit file."""
    if not report.exists():
        return 0, []
    passed, failed = 0, []
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - written by our own pytest a moment ago
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            failed.append(f"{case.get('classname')}::{case.get('name')}")
        elif "skipped" not in kinds:
            passed += 1
    return passed, failed
