"""``wanghuo files``: check that what is stored is still what was stored."""

from __future__ import annotations

import sys

import click


@click.group()
def files() -> None:
    """附件：检查存档内容是否完好。"""


@files.command()
def check() -> None:
    """读取全部附件内容并与登记的哈希比对，列出丢失或损坏的。"""
    from .upkeep import check as run

    shown, count = sys.stderr.isatty(), 0

    def progress(number: int) -> None:
        nonlocal count
        count = number
        if shown and number % 50 == 0:
            click.echo(f"\r已检查 {number} 份", err=True, nl=False)

    damaged = list(run(progress))
    for one in damaged:
        what = "丢失" if one.lost else "损坏"
        numbers = "、".join(str(number) for number in one.attachments)
        click.echo(f"{what}：{one.sha256}（附件编号 {numbers}）")
    click.echo(f"共检查 {count} 份内容，{len(damaged)} 份有问题。")
    if damaged:
        click.echo("请从备份恢复 var/files 中的对应文件。")
        raise SystemExit(1)


commands = [files]
