"""The store: one file for each content, named by its SHA-256, whole or not there at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

CHUNK = 1024 * 1024


def root() -> Path:
    """``var/files``; made 0700 when missing."""
    place = Path(settings.VAR) / "files"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def path_of(sha256: str) -> Path:
    """Where the content of that hash lies (or would)."""
    return root() / sha256[:2] / sha256[2:4] / sha256


def thumbnail_path(sha256: str) -> Path:
    """Where the small picture of that content lies; it can be made again at any time."""
    return root() / "thumbnails" / sha256[:2] / f"{sha256}.webp"


def digest(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 (hex) and size of what is left in the file."""
    running, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        running.update(chunk)
        size += len(chunk)
    return running.hexdigest(), size


@contextlib.contextmanager
def incoming() -> Iterator[BinaryIO]:
    """A nameless-to-others file inside the store to write into; gone afterwards unless :func:`keep` took it."""
    folder = root() / "incoming"
    folder.mkdir(exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            yield file  # type: ignore[misc]
        finally:
            Path(file.name).unlink(missing_ok=True)


def keep(file: BinaryIO, sha256: str) -> None:
    """Take a file made by :func:`incoming` under its hash. On return it survives a power cut.

    Must run in a transaction: the hash is locked until its end, so that the tidying of orphans cannot take away what
    this transaction is about to refer to.
    """
    _lock(sha256, shared=True)
    target = path_of(sha256)
    if target.exists():
        os.utime(target)
        return
    file.flush()
    os.fsync(file.fileno())
    made = Path(file.name)
    made.chmod(0o600)
    place(made, target)


def place(made: Path, target: Path) -> None:
    """Rename atomically, and make the new name durable together with the folders that lead to it."""
    new = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made.replace(target)
    for folder in {target.parent, *(folder.parent for folder in new)}:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def discard(sha256: str, is_used: bool) -> bool:
    """Remove a content nobody refers to. Call it under :func:`lock_alone`."""
    if is_used:
        return False
    for target in (path_of(sha256), thumbnail_path(sha256)):
        target.unlink(missing_ok=True)
    return True


def lock_alone(sha256: str) -> None:
    """Wait until no transaction that stores this content is open, and keep new ones waiting until this one ends."""
    _lock(sha256, shared=False)


def _lock(sha256: str, *, shared: bool) -> None:
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(hashtext('wanghuo.files'), hashtext(%s))", [sha256])


def contents() -> Iterator[tuple[str, Path]]:
    """Every content in the store, by hash."""
    for path in root().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if len(path.name) == 64:
            yield path.name, path
