"""Reference data is loaded once, again when it changed, and never by halves."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps

from wanghuo.site import reference
from wanghuo.site.models import Loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """A loader in place of all others; its room's folder is `tmp_path`."""
    module = ModuleType("wanghuo.fake.loaders")
    module.calls = 0

    def load(progress) -> None:
        module.calls += 1
        progress("一")

    module.load = load
    monkeypatch.setitem(sys.modules, module.__name__, module)
    config = apps.get_app_config("site")
    monkeypatch.setattr(config, "path", str(tmp_path))
    monkeypatch.setattr(reference, "loaders", lambda: [(config, module)])
    (tmp_path / "data.csv").write_text("1")
    return module


def test_loaded_once_then_only_when_changed(room: ModuleType, tmp_path: Path) -> None:
    said: list[str] = []
    assert reference.load_all(said.append) == ["site"]
    assert any(line.endswith("一") for line in said)
    assert reference.load_all(said.append) == [] and room.calls == 1
    (tmp_path / "data.csv").write_text("2")
    assert reference.load_all(said.append) == ["site"] and room.calls == 2
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_text("noise")
    assert reference.load_all(said.append) == []
    assert reference.load_all(said.append, force=True) == ["site"]


def test_loader_may_insist(room: ModuleType) -> None:
    room.ALWAYS = True
    reference.load_all(print)
    assert reference.load_all(print) == ["site"]


def test_district_data_stays_out_of_a_real_districts_first_run(room: ModuleType, settings) -> None:
    settings.EMPTY = True
    room.DISTRICT_DATA = True
    assert reference.load_all(print) == [] and room.calls == 0
    room.DISTRICT_DATA = False
    assert reference.load_all(print) == ["site"]


def test_failed_load_leaves_nothing_and_is_tried_again(room: ModuleType) -> None:
    def broken(progress) -> None:
        Loaded.objects.create(room="half", digest="x")
        raise RuntimeError("cut short")

    good, room.load = room.load, broken
    with pytest.raises(RuntimeError):
        reference.load_all(print)
    assert not Loaded.objects.exists()
    room.load = good
    assert reference.load_all(print) == ["site"]
