"""``wanghuo ledger``: verify everything, show and export heads, prove one entry, change the key."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TextIO

import click


@click.group(short_help="台账：核验、首部、单条证明、换密钥。 Ledger: verify, heads, proofs, keys.")
def ledger() -> None:
    """操作台账：核验是否被改动，导出首部与单条证明，更换签名密钥。"""


@ledger.command()
@click.option(
    "--heads", type=click.File(encoding="utf-8"), help="与存在别处的首部文件核对（export-heads 导出的）。"
)
@click.option("--pin", default="", help="首个公钥的指纹；默认取环境变量 WANGHUO_LEDGER_PIN。")
def verify(heads: TextIO | None, pin: str) -> None:
    """逐条核验整个台账，指出第一条被改动的记录。"""
    from .queries import outside_heads
    from .verification import say
    from .verification import verify as run

    kept = None
    if heads:
        try:
            kept = outside_heads(json.load(heads))
        except ValueError as error:
            raise click.ClickException(f"不能读取首部文件：{error}") from error
    began = time.monotonic()
    report = run(
        outside=kept, pinned=pin or os.environ.get("WANGHUO_LEDGER_PIN", ""), progress=_progress(sys.stderr)
    )
    took = time.monotonic() - began
    click.echo(
        f"已核验 {report.batches} 批 {report.entries} 条，用时 {took:.1f} 秒；待封存 {report.waiting} 条。"
    )
    if kept is not None:
        click.echo(f"与外存首部一致 {report.copies} 个（共 {len(kept)} 个）。")
    if report.waiting:
        click.echo("待封存的记录不在结论之内；久不减少时请看后台任务页。")
    if report.clean:
        click.echo("已封存的全部完好。" if report.batches else "还没有封存过的记录。")
        return
    if report.first:
        click.echo(f"第一处问题：{say(report.first)}")
    for finding in report.findings[:20]:
        click.echo(f"  · {say(finding)}")
    if len(report.findings) > 20:
        click.echo(f"  · ……另有至少 {len(report.findings) - 20} 处")
    for remark in report.remarks:
        click.echo(f"  · {remark}")
    raise click.exceptions.Exit(1)


def _progress(out: TextIO):
    shown = [0.0]

    def tell(entries: int) -> None:
        if out.isatty() and time.monotonic() - shown[0] > 0.5:
            shown[0] = time.monotonic()
            print(f"\r已核验 {entries} 条 ", end="", file=out, flush=True)

    return tell


@ledger.command()
def head() -> None:
    """显示最新的签名首部，可抄存于别处。"""
    from .queries import bulletin, newest_head, standing

    newest = newest_head()
    if newest is None:
        click.echo("台账还没有封存过：后台任务运行后十秒内自动封存。")
        return
    click.echo(bulletin(newest))
    click.echo(f"待封存 {standing().waiting} 条。")


@ledger.command()
@click.argument("entry", type=int)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写入文件；默认显示在屏幕上。")
def proof(entry: int, output: Path | None) -> None:
    """导出一条记录的证明（不显示其他记录），可用 docs/verify_entry.py 独立核验。"""
    from .queries import proof_of

    found = proof_of(entry)
    if found is None:
        raise click.ClickException(f"记录 {entry} 不存在或尚未封存（封存通常在十秒内完成）。")
    _put(found.as_json(), output)


@ledger.command("export-heads")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写入文件；默认显示在屏幕上。")
def export_heads(output: Path | None) -> None:
    """导出全部首部与公钥，存到这台机器以外，供日后核对。"""
    from .queries import exported

    _put(exported(), output)


def _put(data: dict, output: Path | None) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    output.write_text(text, "utf-8")
    click.echo(f"已写入 {output}")


@ledger.command("rotate-key")
@click.option("--lost", is_flag=True, help="原密钥已遗失：新密钥没有前任签名，核验时会提示。")
@click.confirmation_option(prompt="从下一批起改用新的签名密钥，原密钥作废。继续吗？")
def rotate_key(lost: bool) -> None:
    """更换签名密钥，由原密钥签名担保。"""
    from django.utils import timezone

    from .keys import KeyMissing, key_path, rotate

    try:
        made = rotate(timezone.now(), lost=lost)
    except KeyMissing as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"新密钥自第 {made.since} 批起使用，私钥在 {key_path()}。公钥指纹：{made.fingerprint}")


commands = [ledger]
