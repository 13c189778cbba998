"""Logs are JSON lines with the request's id, for people with `jq` and for collectors. No personal data goes in."""

import logging
import logging.config
import os
import re
from typing import Any

from gunicorn.glogging import Logger
from pythonjsonlogger.json import JsonFormatter

LONG_SEGMENT = re.compile(r"[^/]{20,}")


def without_tokens(path: str) -> str:
    """A path fit for a log: one-time links and verification codes are cut, since whoever reads a log could use them."""
    return LONG_SEGMENT.sub(lambda match: match.group()[:4] + "…", path)


class Formatter(JsonFormatter):
    """time, level, logger, message, request id, and whatever `extra` holds."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["pid"] = record.process
        # Django hangs the request object on some records; it has no JSON form and holds what must not be logged.
        request = log_data.pop("request", None)
        found = request if isinstance(request, str) else getattr(request, "id", None)
        if found := found or _current_request():
            log_data["request"] = found


def _current_request() -> str:
    from wanghuo.base.ledger.context import origin

    return origin().request_id


def configuration() -> dict[str, Any]:
    """Django's LOGGING: JSON when supervised, plain lines at a developer's terminal."""
    supervised = "WANGHUO_SUPERVISED" in os.environ
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "wanghuo.site.logs.Formatter"},
            "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "out": {"class": "logging.StreamHandler", "formatter": "json" if supervised else "plain"}
        },
        "root": {
            "handlers": ["out"],
            "level": os.environ.get("WANGHUO_LOG_LEVEL", "INFO" if supervised else "WARNING"),
        },
        "loggers": {
            # Django's own lines about 4xx repeat what the access line says, with the bare path.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
        },
    }


class GunicornLogger(Logger):
    """gunicorn's own words in the same form."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Formatter())


def set_up(path: Any) -> None:
    """Log the supervisor itself to `path`, as JSON."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(Formatter())
    logger = logging.getLogger("wanghuo")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False
