"""Bring the database and the static files to this release. Run by the supervisor as a process of its own:

    python -m wanghuo.site.supervisor.prepare

Prints one JSON object a line: {"say": "…"} while working, {"links": […]} at the end. Exit code 0, or 1 after
{"error": "…"}. Everything is safe to run again, also after being killed half-way.
"""

import hashlib
import io
import json
import logging
import sys
import traceback
from pathlib import Path
from typing import Any


def emit(**message: Any) -> None:
    print(json.dumps(message, ensure_ascii=False), flush=True)


def say(text: str) -> None:
    emit(say=text)


class Lines(io.TextIOBase):
    """What `migrate` prints, as progress."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.total, self.done = total, 0

    def write(self, text: str) -> int:
        if "Applying " in text:
            self.done += 1
            name = text.split("Applying ", 1)[1].split("...")[0].strip()
            say(f"更新数据库结构 {self.done}/{self.total} {name}")
        return len(text)


def migrate() -> bool:
    """Apply what waits; False when nothing did."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return False
    say(f"更新数据库结构({len(plan)} 项)")
    call_command("migrate", interactive=False, verbosity=1, stdout=Lines(len(plan)), no_color=True)
    return True


def _static_stamp() -> str:
    """Of every static file's path, size and time: cheap, and changed by every release."""
    from django.contrib.staticfiles.finders import get_finders

    stamp = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            stamp.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return stamp.hexdigest()


def collect_static() -> bool:
    from django.conf import settings
    from django.core.management import call_command

    stamp_file = Path(settings.STATIC_ROOT) / ".stamp"
    stamp = _static_stamp()
    if stamp_file.exists() and stamp_file.read_text() == stamp:
        return False
    say("整理页面资源")
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    stamp_file.write_text(stamp)
    return True


def links() -> list[tuple[str, str]]:
    """One-time links to print, as (for whom, path): the demo people's, or the first run's."""
    from django.conf import settings

    from wanghuo.base.accounts.first_run import first_run_links
    from wanghuo.base.accounts.links import demo_links

    made = first_run_links() if settings.EMPTY else demo_links()
    return [(f"{link['name']} · {link['about']}", link["url"]) for link in made]


def main() -> int:
    import django

    # Standard output carries the protocol; whatever a room logs goes to the log.
    logging.basicConfig(stream=sys.stderr)
    try:
        say("检查程序")
        django.setup()
        from wanghuo.base.ledger.context import coming_from

        from ..reference import load_all

        with coming_from("load"):
            migrate()
            load_all(lambda text: say(f"载入基础数据 · {text}"))
        collect_static()
        emit(links=links())
    except (
        Exception
    ) as error:  # the last line of defence: whatever happened is told in one line, then in the log
        traceback.print_exc()
        emit(error=f"{type(error).__name__}: {error}".strip().splitlines()[0])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
