"""./wanghuo up"""

import click

from .look import console

DEFAULT = "127.0.0.1:8000"


@click.command(short_help="启动系统，直到 Ctrl-C。 Start everything; Ctrl-C stops it.")
@click.option("--listen", metavar="地址:端口", envvar="WANGHUO_LISTEN", default=DEFAULT, show_default=True,
              help="监听地址；0.0.0.0:8000 允许其他电脑访问。 Where to listen.")  # fmt: skip
@click.option(
    "--empty",
    is_flag=True,
    help="为真实区县首次启动：不带演示人员和示例区县数据。 A real district's first run.",
)
@click.option("--demo", is_flag=True, help="外部数据库也载入演示数据。 Demo data on an outside server, too.")
@click.option(
    "--until-ready", is_flag=True, hidden=True, help="就绪后即停止（升级检查用）。 Stop once ready."
)
def up(listen: str, *, empty: bool, demo: bool, until_ready: bool) -> int:
    """启动数据库、网页和后台任务，打印地址和一次性登录链接。

    Starts the database, the web and the worker, and prints the address and one-time sign-in links.
    Data lives in var/ (WANGHUO_VAR); WANGHUO_DATABASE_URL uses a PostgreSQL of your own.
    """
    from wanghuo.site.places import places
    from wanghuo.site.supervisor.ports import Address
    from wanghuo.site.supervisor.show import Show
    from wanghuo.site.supervisor.supervisor import Supervisor

    if empty and demo:
        raise click.UsageError("--empty 与 --demo 只能选一个。 Choose one of --empty and --demo.")
    try:
        address = Address.parse(listen)
    except ValueError:
        raise click.BadParameter(f"{listen}：应写成 地址:端口，如 {DEFAULT}", param_hint="--listen") from None
    supervisor = Supervisor(places(), address, Show(console), empty=empty, demo=demo, until_ready=until_ready)
    return supervisor.run()
