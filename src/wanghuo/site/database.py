"""Where the database is: an outside server by URL, or the embedded engine's socket in ``var/run``."""

from __future__ import annotations

from pathlib import Path

from psycopg.conninfo import conninfo_to_dict


def database_from(url: str | None, var: Path) -> dict:
    """Django's DATABASES entry for a libpq URL or conninfo; without one, the embedded engine's default."""
    parts = (
        dict(conninfo_to_dict(url))
        if url
        else {"host": str(var / "run" / "pg"), "dbname": "wanghuo", "user": "wanghuo"}
    )
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    entry: dict = {names[k]: str(v) for k, v in parts.items() if k in names}
    options = {k: v for k, v in parts.items() if k not in names}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        **entry,
        "OPTIONS": {**options, "application_name": "wanghuo"},
    }
