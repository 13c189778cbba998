"""The shell's own entries in the side bar, and its panel on the operator's page."""

from __future__ import annotations

import platform

import django
from django.db import connection

from . import identity
from .registry import OpsPanel, nav, ops_panel

nav("", "我的工作", "/desk/", order=0, icon="checklist")
nav("系统", "运行状况", "/ops/", action="ops.view", order=900, icon="heart-rate-monitor")
nav("系统", "界面样式", "/shell/style/", action="shell.style", order=990, icon="typography")


@ops_panel("versions")
def versions() -> OpsPanel:
    connection.ensure_connection()
    number: int = connection.pg_version  # type: ignore[attr-defined]
    rows = (
        (identity.PRODUCT, identity.version(), ""),
        ("Python", platform.python_version(), ""),
        ("Django", django.get_version(), ""),
        ("PostgreSQL", f"{number // 10000}.{number % 10000}", "ok" if number >= 150000 else "bad"),
    )
    return OpsPanel("版本", rows, order=80)
