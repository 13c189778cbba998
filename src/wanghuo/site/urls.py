"""Routes: each room's ``urls.py`` at the root, each room's ``api.py`` below /api/."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import include, path

from . import health
from .api import api


def _rooms() -> list:
    found = []
    for config in apps.get_app_configs():
        if (
            config.name.startswith("wanghuo.")
            and config.name != "wanghuo.site"
            and find_spec(f"{config.name}.urls")
        ):
            found.append(path("", include(f"{config.name}.urls")))
    return found


for _config in apps.get_app_configs():
    if _config.name.startswith("wanghuo.base.") and find_spec(f"{_config.name}.api"):
        module = import_module(f"{_config.name}.api")
        api.add_router(f"/{_config.label}", module.router, tags=[str(_config.verbose_name)])

urlpatterns = [*health.urlpatterns, *_rooms(), path("api/", api.urls)]

handler400 = "wanghuo.base.shell.errors.bad_request"
handler403 = "wanghuo.base.shell.errors.forbidden"
handler404 = "wanghuo.base.shell.errors.not_found"
handler500 = "wanghuo.base.shell.errors.server_error"
