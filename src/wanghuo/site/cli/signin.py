"""./wanghuo signin"""

import click

from .look import console


@click.command(short_help="为某人生成一次性登录链接。 A one-time sign-in link for a person.")
@click.argument("name", metavar="姓名或账号")
def signin(name: str) -> int:
    """为已有人员生成一个一次性登录链接，30 分钟内用一次。 Prints a one-time link for an existing person."""
    from wanghuo.site.places import places
    from wanghuo.site.supervisor.state import running

    from .house import house

    state = running(places())
    with house():
        from wanghuo.base.accounts.links import make_link

        link = make_link(name)
    url = link if isinstance(link, str) else getattr(link, "url", str(link))
    console.print(
        url if "://" in url else f"{state.url if state else 'http://127.0.0.1:8000'}{url}", soft_wrap=True
    )
    if state is None:
        console.print("[dim]系统未在运行，启动后可用 · start it with ./wanghuo up first[/dim]")
    return 0
