"""Reading the shipped reference data in tests."""

import csv
import json
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "policy" / "districts" / "kaizhou"


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text(name).splitlines()))


def collection(name: str) -> dict:
    return json.loads(text(name))
