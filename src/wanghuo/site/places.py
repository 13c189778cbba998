"""Where a running Wanghuo keeps its things. Free of Django."""

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Places:
    """Folders of one installation, all beneath `var` (WANGHUO_VAR, default the checkout's var/)."""

    var: Path

    @property
    def data(self) -> Path:
        """The embedded database's files."""
        return self.var / "postgres"

    @property
    def run(self) -> Path:
        """Sockets, locks and what is running now; worthless after a stop."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def files(self) -> Path:
        """Attachments."""
        return self.var / "files"

    @property
    def keys(self) -> Path:
        """Signing keys, 0600. Not part of a backup."""
        return self.var / "keys"

    @property
    def backups(self) -> Path:
        return self.var / "backups"

    @property
    def static(self) -> Path:
        return self.var / "static"

    @property
    def metrics(self) -> Path:
        """Counters that the web processes share (prometheus-client's multi-process files)."""
        return self.run / "metrics"

    @property
    def lock(self) -> Path:
        """Held by the supervisor, and by whoever else has the database to itself (backup, restore, upgrade)."""
        return self.var / "supervisor.lock"

    @property
    def state(self) -> Path:
        """JSON about what is running now: see supervisor.state."""
        return self.run / "supervisor.json"

    @property
    def mode(self) -> Path:
        """`demo` or `empty`, decided at the first start and kept."""
        return self.var / "mode"


def places() -> Places:
    return Places(Path(os.environ.get("WANGHUO_VAR") or CHECKOUT / "var").absolute())
