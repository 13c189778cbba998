from __future__ import annotations

import tomllib
import types
from pathlib import Path

import pytest
from tests.base.workbench import room

from wanghuo.base.scope import rows
from wanghuo.base.workbench import urls as workbench_urls
from wanghuo.kernel.scope import Policy
from wanghuo.site import urls as site_urls


@pytest.fixture
def testroom(monkeypatch, settings):
    """The room of ``room.py``, its routes and its policy."""
    files = sorted((Path(settings.POLICY_DIR) / "roles").glob("*.toml"))
    made = Policy.parse([*(tomllib.loads(f.read_text("utf-8")) for f in files), room.POLICY])
    monkeypatch.setattr(rows, "policy", lambda: made)
    with room.open_room() as desk:
        routes = types.ModuleType("testroom_urls")
        routes.urlpatterns = [*workbench_urls.patterns(desk), *site_urls.urlpatterns]
        for name in ("handler400", "handler403", "handler404", "handler500"):
            setattr(routes, name, getattr(site_urls, name))
        settings.ROOT_URLCONF = routes
        yield desk
