"""``wanghuo signin NAME``: a one-time link for somebody, printed by whoever has the machine."""

from __future__ import annotations

import os

import click


@click.command("signin", help="为某人签发一次性登录链接（登录名或姓名）。")
@click.argument("name")
@click.option("--minutes", default=60, show_default=True, help="有效分钟数。")
@click.option("--recover", is_flag=True, help="口令已忘：登录后须设置新口令。")
def signin(name: str, minutes: int, recover: bool) -> None:
    from django.db.models import Q

    from .links import make_link
    from .models import Person

    bare = name.removesuffix("（演示）")
    found = list(
        Person.objects.filter(Q(username=name) | Q(name__in=[bare, f"{bare}（演示）"]), is_active=True)[:6]
    )
    if len(found) != 1:
        people = found or list(Person.objects.filter(is_active=True).order_by("id")[:30])
        head = f"有 {len(found)} 人叫“{name}”，请用登录名：" if found else f"没有“{name}”。现有人员："
        raise click.ClickException(head + "、".join(f"{p.username}（{p.name}）" for p in people))
    purpose = "recover" if recover else "signin"
    path = make_link(found[0], purpose, minutes, note="由服务器操作员在本机签发" if recover else "")
    base = os.environ.get("WANGHUO_PUBLIC_URL", "").rstrip("/")
    click.echo(f"{found[0].name}：{base}{path}")
    click.echo(f"链接 {minutes} 分钟内有效，只能用一次。打开后点击按钮登录。")


commands = [signin]
