"""The root command. Nothing heavy is imported before a command is chosen."""

import sys

import click

from . import rooms
from .look import Commands, console


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(
    package_name=None, version="0.1.0", prog_name="wanghuo", message="望火 Wanghuo %(version)s"
)
def wanghuo() -> None:
    """望火 · 消防安全治理平台。 Fire-safety governance for a Chinese district."""


LAZY = {
    "up": "wanghuo.site.cli.up:up",
    "status": "wanghuo.site.cli.status:status",
    "backup": "wanghuo.site.cli.keep:backup",
    "restore": "wanghuo.site.cli.keep:restore",
    "upgrade": "wanghuo.site.cli.upgrade:upgrade",
    "test": "wanghuo.site.cli.test:test",
    "shell": "wanghuo.site.cli.develop:shell",
    "manage": "wanghuo.site.cli.develop:manage",
    "draw": "wanghuo.site.cli.draw:draw",
    "notice": "wanghuo.site.cli.notice:notice",
    "frames": "wanghuo.site.cli.frames:frames",
    "doctor": "wanghuo.site.cli.doctor:doctor",
    "lock": "wanghuo.site.cli.develop:lock",
}


def main() -> int:
    """Run, and turn every expected failure into one sentence."""
    from wanghuo.site.engine.errors import EngineError

    assert isinstance(wanghuo, Commands)
    wanghuo.lazy = LAZY
    wanghuo.rooms = rooms.discover
    try:
        code = wanghuo.main(prog_name="./wanghuo", standalone_mode=False)
    except EngineError as error:
        console.print(f"[red]✗[/red] {error}", highlight=False, soft_wrap=True)
        return 1
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        console.print("已取消 · cancelled")
        return 130
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return code if isinstance(code, int) else 0
