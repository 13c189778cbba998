"""Commands that belong to rooms: `commands`, a list of click commands in a room's `cli.py`.

They are found without starting Django or the database, so a room's `cli.py` imports models inside its functions only;
when such a function runs, both are up.
"""

import importlib
from functools import cache

import click

from wanghuo.site.places import CHECKOUT


@cache
def discover() -> dict[str, click.Command]:
    """Every room's commands by name. A room that cannot be imported is told on standard error, the others work."""
    found: dict[str, click.Command] = {}
    source = CHECKOUT / "src"
    for path in sorted((source / "wanghuo").glob("*/*/cli.py")):
        if "site" in path.relative_to(source).parts:
            continue
        module = ".".join(path.relative_to(source).with_suffix("").parts)
        try:
            commands = importlib.import_module(module).commands
        except Exception as error:  # a broken room must not take the others down
            click.echo(f"! {module}: {error}", err=True)
            continue
        for command in commands:
            found[command.name] = with_house(command)
    return found


def address() -> str:
    """Where the running house listens; where it would listen when it is not running."""
    from wanghuo.site.places import places
    from wanghuo.site.supervisor.state import running

    state = running(places())
    return state.url if state else "http://127.0.0.1:8000"


def with_house(command: click.Command) -> click.Command:
    """Bring Django and the database up just before a room's command runs (not for its help)."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            with_house(each)
        return command
    inner = command.callback
    if inner is None:
        return command

    def callback(*args: object, **kwargs: object) -> object:
        from .house import house

        with house():
            click.get_current_context().meta["wanghuo.address"] = address()
            return inner(*args, **kwargs)

    command.callback = callback
    return command
