"""The PostgreSQL that Wanghuo brings with it. Free of Django, so that a test or the launcher can start it first."""

from .checks import Requirements, check_server
from .errors import EngineBusy, EngineError
from .server import APP_ROLE, Engine

__all__ = ["APP_ROLE", "Engine", "EngineBusy", "EngineError", "Requirements", "check_server"]
