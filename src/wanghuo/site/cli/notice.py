"""`wanghuo notice`: read an official notice into JSON. Needs no database and starts nothing."""

import json
import sys
from pathlib import Path

import click


def _decoded(file: str) -> str:
    from wanghuo.site.reading import Unreadable, decode

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return decode(data, "" if file == "-" else Path(file).name)
    except OSError as error:
        raise click.ClickException(f"读不到文件 {file}：{error.strerror}") from error
    except Unreadable as error:
        raise click.ClickException(str(error)) from error


@click.group()
def notice() -> None:
    """公文阅读：条款、责任单位、指标、时限。 Official notices: docs/notice-reading.md."""


@notice.command("read")
@click.argument("file")
def read_command(file: str) -> None:
    """把 FILE（- 为标准输入）读成 JSON。 Clauses, parties, measures, deadlines.

    支持 .txt .html .docx 和有文字层的 .pdf；标准输出只有 JSON。
    """
    from wanghuo.kernel.notice import read_notice

    text = _decoded(file)
    sys.stdout.write(json.dumps(read_notice(text), ensure_ascii=False, indent=1) + "\n")


@notice.command("text")
@click.argument("file")
def text_command(file: str) -> None:
    """只解码 FILE，输出纯文本：read 结果中的 span 即指它。 The text that the offsets count in."""
    sys.stdout.write(_decoded(file))
