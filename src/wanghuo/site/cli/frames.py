"""`wanghuo frames`: GB/T 26875.3 frames as JSON, and JSON as frames. Lines in, lines out; needs no database."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

from wanghuo.kernel.gb26875 import CLOCKS, BadReport, Profile, build, report_hex

LONGEST_HEX = 65_536
LONGEST_JSON = 4_194_304


def _lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, str]]:
    """(number, text) of each line that is not blank; of an endless line its beginning, so that memory stays small."""
    number = 0
    while line := stream.readline(longest):
        number += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(longest)
        if text := line.decode("utf-8-sig", "replace").strip():
            yield number, text


_clock = click.option(
    "--clock",
    type=click.Choice(list(CLOCKS)),
    default="binary",
    help="设备的时间标签：标准为 binary，个别厂家用 bcd。 How the device writes time labels.",
)


@click.group()
def frames() -> None:
    """GB/T 26875.3 数据包解析与生成。 Fire-alarm frames: hex to JSON and back."""


@frames.command()
@_clock
def decode(clock: str) -> None:
    """标准输入每行一个十六进制数据包，标准输出每行一个 JSON。

    \b
    Hex frames on stdin, one a line → one JSON a line. Blank lines are passed over; a bad line answers
    "ok": false with "error": hex | short | start | length | checksum | end and whatever could be read.
    """
    profile = Profile(clock=CLOCKS[clock])
    with _output() as write:
        for _, text in _lines(sys.stdin.buffer, LONGEST_HEX):
            write(json.dumps(report_hex(text, profile), ensure_ascii=False) + "\n")


@frames.command()
@_clock
@click.pass_context
def encode(context: click.Context, clock: str) -> None:
    """标准输入每行一个 JSON（同 decode 的输出），标准输出每行一个十六进制数据包。

    \b
    The reverse of decode. A line that cannot be encoded gives an empty line, its reason on stderr, and exit code 1.
    """
    profile = Profile(clock=CLOCKS[clock])
    failed = 0
    with _output() as write:
        for number, text in _lines(sys.stdin.buffer, LONGEST_JSON):
            try:
                line = build(json.loads(text), profile).hex().upper()
            except (BadReport, ValueError, RecursionError) as error:
                said = error if isinstance(error, BadReport) else "不是 JSON"
                click.echo(f"第 {number} 行：{said}", err=True)
                failed += 1
                line = ""
            write(line + "\n")
    if failed:
        context.exit(1)


@contextmanager
def _output() -> Iterator[Callable[[str], object]]:
    """Standard output in UTF-8 whatever the locale, line by line; a reader that goes away ends the work quietly."""
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)  # type: ignore[union-attr]
    try:
        yield sys.stdout.write
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
