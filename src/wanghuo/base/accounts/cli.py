"""``./wanghuo signin NAME``: a one-time link for somebody, made by whoever has the machine."""

from __future__ import annotations

import click


@click.command("signin", short_help="为某人生成一次性登录链接。 A one-time sign-in link for a person.")
@click.argument("name", metavar="姓名或登录名")
@click.option("--minutes", default=30, show_default=True, help="有效分钟数 · how long it is valid.")
@click.option("--recover", is_flag=True, help="口令已忘，登录后须设置新口令 · forgotten password.")
def signin(name: str, minutes: int, recover: bool) -> None:
    """为已有人员生成一个一次性登录链接；打开后点按钮才生效。 Prints a one-time link for an existing person."""
    from .links import make_link

    purpose = "recover" if recover else "signin"
    note = "由服务器操作员在本机签发" if recover else ""
    try:
        path = make_link(name, purpose, minutes, note=note)
    except LookupError as unknown:
        raise click.ClickException(str(unknown)) from None
    click.echo(f"{_address()}{path}")
    click.echo(f"{minutes} 分钟内有效，只能用一次。 · valid once.")


def _address() -> str:
    """Where the running house listens, as the command line above says; "" where it says nothing."""
    return str((click.get_current_context().find_root().meta.get("wanghuo.address")) or "")


commands = [signin]
