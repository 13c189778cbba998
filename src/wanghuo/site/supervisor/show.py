"""What a person at the terminal sees of a start: one living line, then a list of what was done."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

PLAIN_EVERY = 1.0
"""Seconds between progress lines where they cannot be overwritten."""


class Show:
    """Steps with progress. At a terminal a spinner; elsewhere plain lines, so that a log stays readable."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._title = ""
        self._started = 0.0
        self._said = 0.0
        self._status = console.status("") if console.is_terminal else None

    def step(self, title: str) -> Self:
        self._title = title
        return self

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        if self._status:
            self._status.start()
            self._status.update(self._title)
        else:
            self.console.print(f"… {self._title}", highlight=False, markup=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()
        seconds = time.monotonic() - self._started
        if kind is None:
            self.console.print(
                f"[green]✓[/green] {escape(self._title)} [dim]{seconds:.1f} 秒[/dim]", highlight=False
            )
        elif not issubclass(kind, KeyboardInterrupt):
            self.console.print(f"[red]✗[/red] {escape(self._title)}", highlight=False)

    def say(self, text: str) -> None:
        """What the step does right now."""
        if self._status:
            self._status.update(f"{escape(self._title)} [dim]· {escape(text)}[/dim]")
        elif time.monotonic() - self._said >= PLAIN_EVERY:
            self._said = time.monotonic()
            self.console.print(f"    {text}", highlight=False, markup=False)

    def note(self, text: str) -> None:
        self.console.print(f"[yellow]![/yellow] {escape(text)}", highlight=False)


def ready(console: Console, address: str, links: list[tuple[str, str]], *, mode: str, log: str) -> None:
    """The last thing a start prints: where to go and how to get in."""
    if links:
        what = "演示人员的一次性登录链接" if mode == "demo" else "首次设置的一次性链接"
        console.print(f"\n{what} [dim]· one-time links, each works once[/dim]")
        for person, path in links:
            # Not wrapped: a link broken across lines cannot be clicked or copied.
            console.print(f"  {escape(person)}", highlight=False, soft_wrap=True)
            console.print(f"    [cyan]{escape(address + path)}[/cyan]", soft_wrap=True, highlight=False)
        if mode == "demo":
            console.print("[dim]再要一个 · another one: ./wanghuo signin 姓名[/dim]", highlight=False)
    console.print()
    console.print(
        Panel.fit(f"望火已就绪 · Wanghuo is up\n[bold link={address}]{address}[/]", border_style="green")
    )
    console.print(
        f"[dim]停止 · stop: Ctrl-C    日志 · logs: {escape(log)}/    状况 · how it is: ./wanghuo status[/dim]\n",
        highlight=False,
        soft_wrap=True,
    )
