"""What runs now, written for `status`, `signin` and the others who come while it runs."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from wanghuo.site.engine.locks import holder
from wanghuo.site.places import Places


@dataclass
class State:
    """The supervisor's own account. `started` and `services[..]["started"]` are Unix seconds."""

    pid: int
    started: float
    address: str
    url: str
    database_url: str
    embedded: bool
    mode: str
    phase: str = "starting"
    services: dict[str, dict[str, float | int | str | None]] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Replace the file in one step; it may hold an outside server's password, so nobody else may read it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)
        part.replace(path)


def running(places: Places) -> State | None:
    """The state of the supervisor that runs now; None when none does, whatever file an earlier one left."""
    pid = holder(places.lock)
    if pid is None:
        return None
    try:
        state = State(**json.loads(places.state.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return state if state.pid == pid else None
