"""The shipped policy files, read for tests."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

from wanghuo.kernel.law import Calendar, Lawbook, Setting, parse_files, parse_settings, parse_year

POLICY = Path(__file__).resolve().parents[3] / "policy"


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


@cache
def book() -> Lawbook:
    return parse_files((p.name, read(p)) for p in sorted((POLICY / "law").glob("*.toml")))[0]


@cache
def sources() -> dict:
    return parse_files((p.name, read(p)) for p in sorted((POLICY / "law").glob("*.toml")))[1]


@cache
def calendar() -> Calendar:
    return Calendar(parse_year(read(p)) for p in sorted((POLICY / "calendar").glob("*.toml")))


@cache
def settings() -> dict[str, Setting]:
    return parse_settings((p.name, read(p)) for p in sorted((POLICY / "settings").glob("*.toml")))
