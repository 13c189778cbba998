"""Download: within the owner's scope, resumable, never run by the browser as a page of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from wanghuo.base.scope import Refused
from wanghuo.base.scope.guards import signed_in

from . import blobs
from .kinds import IMAGES
from .models import Attachment
from .queries import readable

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SEALED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_safe
@signed_in
def download(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file. ``?view`` shows images and PDF in the browser instead of saving them."""
    found = readable(request.actor, number)  # type: ignore[attr-defined]
    shown = "view" in request.GET and (found.kind in IMAGES or found.kind == "pdf")
    response = _send(request, blobs.path_of(found.sha256), found.mime, f'"{found.sha256}"')
    response["Content-Disposition"] = _disposition(found, "inline" if shown else "attachment")
    return response


@require_safe
@signed_in
def thumbnail(request: HttpRequest, number: int) -> HttpResponseBase:
    """A small picture of an image."""
    found = readable(request.actor, number)  # type: ignore[attr-defined]
    return _send(request, blobs.thumbnail_path(found.sha256), "image/webp", f'"{found.sha256}-t"')


def _disposition(found: Attachment, how: str) -> str:
    return f"{how}; filename=\"attachment.{found.name.rpartition('.')[2]}\"; filename*=UTF-8''{quote(found.name)}"


def _send(request: HttpRequest, path: Path, mime: str, tag: str) -> HttpResponseBase:
    if not path.exists():
        raise Refused(
            "附件内容丢失，无法打开。", rule="附件存储", next_step="请告知系统管理员从备份恢复。", status=410
        )
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        response = _whole_or_part(request, path, tag)
        response["Content-Type"] = f"{mime}; charset=utf-8" if mime == "text/plain" else mime
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SEALED
    return response


def _whole_or_part(request: HttpRequest, path: Path, tag: str) -> HttpResponseBase:
    size = path.stat().st_size
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not asked or asked.groups() == ("", "") or request.headers.get("If-Range", tag) != tag:
        return FileResponse(path.open("rb"))
    first, last = asked.groups()
    if first:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    else:
        start, end = max(size - int(last), 0), size - 1
    if start > end:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    response = StreamingHttpResponse(_part(path.open("rb"), start, end + 1 - start), status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end + 1 - start)
    return response


def _part(file: BinaryIO, start: int, left: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while left and (chunk := file.read(min(blobs.CHUNK, left))):
            left -= len(chunk)
            yield chunk
