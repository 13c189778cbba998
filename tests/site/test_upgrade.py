"""A new release is taken, and one that fails is given back: code, dependencies and data."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.support.folders import open_folder

from wanghuo.site.engine import Engine
from wanghuo.site.places import Places

CHECKOUT = Path(__file__).parents[2]
pytestmark = pytest.mark.crash
GOOD = "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [('site', '0001_initial')]\n"
MAKES_TABLE = GOOD + "    operations = [migrations.RunSQL('CREATE TABLE from_the_new_release (n int)')]\n"
BREAKS = GOOD.replace("0001_initial", "0002_new") + "    operations = [migrations.RunSQL('SELECT 1/0')]\n"


def git(where: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "safe.directory=*"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=where, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


class Site:
    """An operator's clone of a maintainers' repository, both of their own."""

    def __init__(self, place: Path) -> None:
        self.upstream, self.home, self.var = place / "upstream", place / "home", place / "var"
        git(place, "clone", "--quiet", str(CHECKOUT), "upstream")
        git(self.upstream, "checkout", "--quiet", "-B", "main")
        git(place, "clone", "--quiet", "--branch", "main", "upstream", "home")
        (self.home / ".venv").symlink_to(sys.prefix)

    def release(self, **files: str) -> str:
        for name, content in files.items():
            path = self.upstream / name
            path.write_text(content)
        git(self.upstream, "add", "--all")
        git(self.upstream, "commit", "--quiet", "--message", "a release")
        return git(self.upstream, "rev-parse", "HEAD")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("WANGHUO_", "DJANGO_", "PYTEST_"))}
        env |= {"WANGHUO_VAR": str(self.var), "WANGHUO_LISTEN": "127.0.0.1:0"}
        env.pop("WANGHUO_LISTEN")
        command = [str(self.home / "wanghuo"), *arguments]
        return subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/"
        )

    def head(self) -> str:
        return git(self.home, "rev-parse", "HEAD")

    def tables(self) -> set[str]:
        places = Places(self.var)
        engine = Engine(places.data, places.run)
        with engine, psycopg.connect(engine.url) as connection:
            return {
                n
                for (n,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            }

    def execute(self, statement: str) -> list[tuple]:
        places = Places(self.var)
        engine = Engine(places.data, places.run)
        with engine, psycopg.connect(engine.url) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def place() -> Iterator[Path]:
    with open_folder("upgrade") as place:
        yield place


def test_upgrade_and_the_ways_back(place: Path) -> None:
    if not (CHECKOUT / ".git").exists():
        pytest.skip("not a git checkout")
    site = Site(place)
    assert site.run("upgrade").stdout.startswith(("✓", "…")), "nothing to upgrade to is no failure"
    site.execute("CREATE TABLE mine AS SELECT 1 AS n")

    migration = "src/wanghuo/site/migrations/0002_new.py"
    second = site.release(**{migration: MAKES_TABLE})
    done = site.run("upgrade")
    assert done.returncode == 0, done.stdout + done.stderr
    assert site.head() == second and {"mine", "from_the_new_release"} <= site.tables()

    third = site.release(**{"src/wanghuo/site/migrations/0003_breaks.py": BREAKS})
    failed = site.run("upgrade")
    assert failed.returncode == 1 and "已退回" in failed.stdout, failed.stdout + failed.stderr
    assert site.head() == second != third
    assert site.execute("SELECT n FROM mine") == [(1,)]
    assert site.execute("SELECT count(*) FROM django_migrations WHERE app = 'site'") == [(2,)]


def test_going_back_by_hand_puts_the_data_back_and_saves_what_came_after(place: Path) -> None:
    if not (CHECKOUT / ".git").exists():
        pytest.skip("not a git checkout")
    site = Site(place)
    first = site.head()
    site.release(**{"src/wanghuo/site/migrations/0002_new.py": MAKES_TABLE})
    (site.home / "README.md").write_text("changed by the operator")
    refused = site.run("upgrade")
    assert refused.returncode == 1 and "未提交的改动" in refused.stdout
    git(site.home, "checkout", "--", "README.md")
    assert site.run("upgrade").returncode == 0
    site.execute("INSERT INTO from_the_new_release VALUES (1)")
    back = site.run("upgrade", "--back", "--yes")
    assert back.returncode == 0, back.stdout + back.stderr
    assert site.head() == first and "from_the_new_release" not in site.tables()
    assert list(Places(site.var).backups.glob("before-going-back-*.tar.gz"))
    again = site.run("upgrade", "--back")
    assert again.returncode == 1 and "没有可退回" in again.stdout
