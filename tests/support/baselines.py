"""Query counts as stored baselines: a page that begins to ask more fails; fewer is put down with WANGHUO_BASELINES=1."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).with_name("query_counts.json")
LIMIT = 12  # issue 1: a list page asks at most this


@contextmanager
def query_count(name: str, limit: int = LIMIT) -> Iterator[None]:
    """Fails when more queries run inside than the baseline of ``name`` (or, without one, than ``limit``)."""
    with CaptureQueriesContext(connection) as caught:
        yield
    count = len(caught)
    known: dict[str, int] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    if os.environ.get("WANGHUO_BASELINES") == "1":
        known[name] = count
        FILE.write_text(json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=1) + "\n", "utf-8")
    allowed = min(known.get(name, limit), limit)
    asked = "\n".join(q["sql"][:160] for q in caught.captured_queries)
    assert count <= allowed, f"{name}: {count} 次查询，基线 {allowed}\n{asked}"
