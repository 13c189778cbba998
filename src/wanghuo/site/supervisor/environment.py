"""The environment that our processes run in, and the choices behind it."""

import os
import sys
from pathlib import Path

from wanghuo.site.engine import EngineError
from wanghuo.site.places import CHECKOUT, Places

MARK = "WANGHUO_SUPERVISED"
"""Carried by every process of ours, with the installation's var folder as its value: how the next start knows them."""


def decide_mode(places: Places, *, empty: bool, demo: bool, embedded: bool) -> str:
    """`demo` or `empty`, kept from the first start on, so that demo people never come into a real district's data.

    An outside server gets demo data only when asked for. Raises EngineError when the wish contradicts what is there.
    """
    try:
        kept = places.mode.read_text().strip()
    except OSError:
        kept = ""
    wanted = "empty" if empty else "demo" if demo else ""
    if kept in ("demo", "empty"):
        if wanted and wanted != kept:
            has = "演示数据" if kept == "demo" else "正式数据"
            raise EngineError(
                f"{places.var} 里已是{has}，不能改作他用：请另选目录，如 WANGHUO_VAR=/另一目录 ./wanghuo up --{wanted}。"
                f" This installation was begun as '{kept}'; use another WANGHUO_VAR."
            )
        return kept
    mode = wanted or ("demo" if embedded else "empty")
    places.mode.parent.mkdir(parents=True, exist_ok=True)
    places.mode.write_text(mode + "\n")
    return mode


def child_environment(places: Places, database_url: str, mode: str, **more: str) -> dict[str, str]:
    """What every child gets: ours on top of the operator's."""
    supervised = {
        "WANGHUO_DATABASE_URL": database_url,
        "WANGHUO_VAR": str(places.var),
        "WANGHUO_DEMO": "1" if mode == "demo" else "0",
        "WANGHUO_EMPTY": "1" if mode == "empty" else "0",
        "DJANGO_SETTINGS_MODULE": "wanghuo.site.settings",
        "PYTHONPATH": str(CHECKOUT / "src"),
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        MARK: os.path.realpath(places.var),
    }
    if mode == "empty":
        # No sample district: the operator brings its own divisions.
        supervised["WANGHUO_DISTRICT"] = os.environ.get("WANGHUO_DISTRICT", "")
    return {**os.environ, **supervised, **more}


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-P", *arguments]


def gunicorn_config() -> Path:
    return Path(__file__).with_name("gunicorn_conf.py")
