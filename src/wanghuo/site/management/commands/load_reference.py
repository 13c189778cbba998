"""Load the reference data of every room."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wanghuo.site.reference import load_all


class Command(BaseCommand):
    help = "载入各模块的基础数据（内容未变的跳过）。 Load every room's reference data, skipping what has not changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="全部重新载入 · load everything again")

    def handle(self, *args: Any, **options: Any) -> None:
        done = load_all(lambda said: self.stdout.write(said), force=options["force"])
        self.stdout.write(f"已载入 {len(done)} 项，其余未变。" if done else "基础数据未变。")
