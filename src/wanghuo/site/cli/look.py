"""How the command line looks: help in groups, Chinese first, examples last."""

import importlib
from collections.abc import Callable
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

console = Console(highlight=False)

SECTIONS = [
    ("日常 · every day", ["up", "status", "signin"]),
    ("保管 · keeping it safe", ["backup", "restore", "upgrade"]),
    ("公文 · notices", ["notice"]),
    ("验证 · proving", ["draw", "frames"]),
    ("开发 · developing", ["test", "shell", "manage", "doctor", "lock"]),
]
OTHERS = "模块 · from the rooms"
EXAMPLES = [
    ("./wanghuo up", "启动，带演示数据 · start with demo data"),
    ("./wanghuo up --empty", "为真实区县首次启动 · a real district's first run"),
    ("./wanghuo up --listen 0.0.0.0:8000", "允许其他电脑访问 · reachable from other machines"),
    ("./wanghuo backup /备份/今天.tar.gz", "备份成一个文件 · everything in one file"),
]


class Commands(click.Group):
    """A group whose commands are imported when they are asked for. `rooms` yields commands that rooms bring."""

    lazy: dict[str, str] = {}
    rooms: Callable[[], dict[str, click.Command]] = dict

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.lazy, *sorted(name for name in type(self)._of_rooms(self) if name not in self.lazy)]

    def _of_rooms(self) -> dict[str, click.Command]:
        found = self.__dict__.get("rooms")
        return found() if found else {}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.lazy:
            module, _, name = self.lazy[cmd_name].partition(":")
            command: click.Command = getattr(importlib.import_module(module), name)
            return command
        return self._of_rooms().get(cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            known = ", ".join(self.list_commands(ctx))
            raise click.UsageError(f"没有命令 {args[0]}。可用 · available: {known}", ctx) from error

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with console.capture() as captured:
            self._print_help(ctx)
        formatter.write(captured.get())

    def _print_help(self, ctx: click.Context) -> None:
        console.print()
        console.print(f"[bold]{escape(self.help or '')}[/bold]")
        console.print(
            "\n用法 · usage:  [bold]./wanghuo[/bold] [cyan]命令[/cyan] \\[选项]     [dim]每个命令都有 --help[/dim]\n"
        )
        placed = {name for _, names in SECTIONS for name in names}
        rest = [name for name in self.list_commands(ctx) if name not in placed]
        for title, names in [*SECTIONS, *([(OTHERS, rest)] if rest else [])]:
            table = Table.grid(padding=(0, 3))
            table.add_column(style="cyan", no_wrap=True, min_width=9)
            table.add_column(overflow="fold")
            for name in names:
                command = self.get_command(ctx, name)
                if command is not None and not command.hidden:
                    table.add_row(name, escape(command.get_short_help_str(120)))
            console.print(Panel(table, title=title, title_align="left", border_style="dim"))
        table = Table.grid(padding=(0, 3))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for example, about in EXAMPLES:
            table.add_row(escape(example), f"[dim]{escape(about)}[/dim]")
        console.print(Panel(table, title="例 · examples", title_align="left", border_style="dim"))
        console.print("[dim]运行手册 · operations: docs/operations.md[/dim]\n")
