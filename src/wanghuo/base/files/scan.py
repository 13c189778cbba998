"""Virus scanning by the operator's ClamAV daemon, where ``WANGHUO_CLAMD`` names one (``host:port`` or a socket's path).

Protocol: clamd(8), command INSTREAM: chunks with their length in four bytes (big-endian), ended by a length of zero.
"""

from __future__ import annotations

import os
import socket
import struct

from . import blobs
from .models import Attachment

CHUNK = 64 * 1024
PATIENCE = 120.0  # seconds


class ScannerError(RuntimeError):
    """The scanner did not answer as it should; the job tries again."""


def address() -> str:
    """Where the scanner listens; empty when the operator has none."""
    return os.environ.get("WANGHUO_CLAMD", "")


def _connect(where: str) -> socket.socket:
    if where.startswith("/"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(PATIENCE)
        link.connect(where)
        return link
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), PATIENCE)


def is_clean(sha256: str) -> bool:
    """True when the scanner finds nothing in that content. Raises ScannerError, OSError."""
    with _connect(address()) as link, blobs.path_of(sha256).open("rb") as file:
        link.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            link.sendall(struct.pack(">I", len(chunk)) + chunk)
        link.sendall(struct.pack(">I", 0))
        answer = b""
        while part := link.recv(4096):
            answer += part
    said = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if said.endswith(" OK"):
        return True
    if said.endswith(" FOUND"):
        return False
    raise ScannerError(f"查毒服务答复异常：{said[:200] or '没有答复'}")


def scan(sha256: str) -> bool:
    """Scan a content and mark every attachment of it. Returns whether it is clean."""
    clean = is_clean(sha256)
    Attachment.objects.filter(sha256=sha256).update(scanned=clean)
    return clean
