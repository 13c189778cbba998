"""The command line: every command helps, errors are one sentence, rooms bring their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.installation import Installation

from wanghuo.site.cli.main import LAZY
from wanghuo.site.cli.rooms import discover

COMMANDS = [*LAZY, "signin"]


@pytest.fixture
def house(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "var")


def test_help_names_every_command_and_is_readable(house: Installation) -> None:
    done = house.run("--help")
    assert done.returncode == 0 and done.stderr == ""
    assert all(name in done.stdout for name in COMMANDS)
    assert "日常" in done.stdout and "./wanghuo up" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "manage"])
def test_every_command_helps_without_starting_anything(house: Installation, name: str) -> None:
    done = house.run(name, "--help")
    assert done.returncode == 0 and done.stdout.strip()
    assert not house.var.exists()


def test_unknown_command_lists_the_known(house: Installation) -> None:
    done = house.run("upp")
    assert done.returncode == 2 and "upp" in done.stderr and "status" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_arguments_show_the_help(house: Installation) -> None:
    assert "./wanghuo up --empty" in (lambda d: d.stdout + d.stderr)(house.run())


def test_wrong_address_is_named(house: Installation) -> None:
    done = house.run("up", "--listen", "nonsense")
    assert done.returncode == 2 and "nonsense" in done.stderr


def test_status_says_that_nothing_runs(house: Installation) -> None:
    done = house.run("status")
    assert done.returncode == 3 and "未在运行" in done.stdout
    assert '"running": false' in house.run("status", "--json").stdout


def test_missing_backup_is_named(house: Installation) -> None:
    done = house.run("restore", "/nowhere.tar.gz")
    assert done.returncode == 1 and "找不到 /nowhere.tar.gz" in done.stdout


def test_unreachable_server_is_one_sentence(house: Installation) -> None:
    done = house.run("up", WANGHUO_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 1 and "连不上数据库" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_unfit_server_is_refused_in_one_sentence(house: Installation, database_url: str) -> None:
    """The tests' own server runs without fsync."""
    if os.environ.get("WANGHUO_TEST_DATABASE_URL"):
        pytest.skip("another server is tested against")
    done = house.run("up", WANGHUO_DATABASE_URL=database_url)
    assert done.returncode == 1 and "fsync" in done.stdout and "Traceback" not in done.stderr


def test_rooms_bring_commands() -> None:
    found = discover()
    assert "signin" in found
    assert all(command.help or command.short_help for command in found.values())


def test_finding_rooms_starts_neither_django_nor_a_database() -> None:
    program = "import sys; from wanghuo.site.cli.rooms import discover; discover(); print('django.db' in sys.modules)"
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
