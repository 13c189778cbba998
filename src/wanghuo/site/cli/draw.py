"""`wanghuo draw`: make a draw from a file, or check one somebody else made. Needs no database."""

import gc
import json
import sys
from pathlib import Path
from typing import Any

import click

from wanghuo.kernel.draw import BadDraw, make, replay


def _read(file: str) -> Any:
    """The JSON of a file or of standard input (``-``); the million rows of a roster are no garbage to look for."""
    gc.disable()
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
        return json.loads(text)
    except OSError as error:
        raise click.ClickException(f"读不到文件 {file}：{error.strerror}") from error
    except ValueError as error:
        raise click.ClickException(f"{file} 不是 UTF-8 编码的 JSON：{error}") from error


@click.group()
def draw() -> None:
    """可验证的随机抽取（双随机）。 Draws that anyone can check: docs/draws.md."""


@draw.command("make")
@click.argument("file")
def make_command(file: str) -> None:
    """由 FILE 计算名册哈希；有种子时抽取。 Commit a roster, or draw.

    结果以 JSON 写到标准输出。先公布 roster_hash，再录入公开随机源的种子。
    """
    try:
        done = make(_read(file))
    except BadDraw as error:
        raise click.ClickException(str(error)) from error
    large = len(done["roster"]["subjects"]) > 10_000
    sys.stdout.write(json.dumps(done, ensure_ascii=False, indent=None if large else 1) + "\n")


@draw.command("replay")
@click.argument("file")
@click.pass_context
def replay_command(context: click.Context, file: str) -> None:
    """复核 FILE 中的抽取结果。 Draw again and compare; exit code 0 only when all agree."""
    try:
        differences = replay(_read(file))
    except BadDraw as error:
        raise click.ClickException(str(error)) from error
    for line in differences:
        click.echo(f"✗ {line}")
    if differences:
        context.exit(1)
    click.echo("✓ 名册哈希、种子与结果全部一致")
