"""./wanghuo shell, manage, lock"""

import shutil
import subprocess
import sys

import click

from wanghuo.site.places import CHECKOUT


@click.command(short_help="带数据库的 Python 交互环境。 A Python shell with the database.")
def shell() -> int:
    """打开 Django shell。 Opens Django's shell on the running database (or starts one)."""
    return _manage(["shell"])


@click.command(
    short_help="Django 管理命令。 Django's management commands.",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> int:
    """运行 Django 管理命令，如 ./wanghuo manage showmigrations。"""
    return _manage(list(arguments))


def _manage(arguments: list[str]) -> int:
    from .house import database, environment

    command = [sys.executable, "-P", "-m", "wanghuo.site.manage", *arguments]
    if arguments and arguments[0] in ("help", "version", "makemessages", "compilemessages"):
        return subprocess.call(command, env=environment(""))  # noqa: S603 - the developer's own arguments
    with database() as url:
        return subprocess.call(command, env=environment(url))  # noqa: S603 - the developer's own arguments


COMPILE = ["pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes"]
PLAIN = ["--no-emit-index-url", "--no-emit-find-links", "--no-header"]


@click.command(short_help="重新锁定依赖。 Compile requirements/*.in into locks with hashes.")
@click.option("--upgrade", is_flag=True, help="取最新版本。 Take newer versions.")
def lock(*, upgrade: bool) -> int:
    """把 requirements/*.in 编译为带哈希的 *.txt。

    test.txt is compiled first and constrains run.txt, so that tests run on the versions that are shipped.
    """
    uv = shutil.which("uv") or str(CHECKOUT / ".uv" / "bin" / "uv")
    more = ["--upgrade"] if upgrade else []
    try:
        for name, constraint in (
            ("test", []),
            ("run", ["-c", "requirements/test.txt"]),
            ("run", []),
            ("uv", []),
        ):
            step = [] if name == "run" and not constraint else more
            files = [f"requirements/{name}.in", *constraint, "-o", f"requirements/{name}.txt"]
            subprocess.run([uv, *COMPILE, *PLAIN, *step, *files], cwd=CHECKOUT, check=True)  # noqa: S603
    except FileNotFoundError:
        raise click.ClickException("需要 uv。 Needs uv: https://docs.astral.sh/uv/") from None
    except subprocess.CalledProcessError as error:
        return error.returncode
    click.echo("requirements/*.txt ✓")
    return 0
