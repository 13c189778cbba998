"""Files in, text out: the edge before `kernel.notice`. Rows of tables become lines with tabs between the cells."""

from .decode import Unreadable, decode

__all__ = ["Unreadable", "decode"]
