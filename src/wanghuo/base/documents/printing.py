"""A paper as PDF, with the office's faces and, when it is numbered, the code of its verification."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from .body import Body
from .body.pdf import Printed, Proof, write_pdf
from .models import Document


def fonts_folder() -> Path:
    """Where the office puts its own faces."""
    return Path(settings.VAR) / "fonts"


def final_pdf(document: Document, body: Body, at: datetime) -> Printed:
    """The final print: QR code to the public page, no mark."""
    code = document.code or ""
    proof = Proof(f"{settings.PUBLIC_URL.rstrip('/')}/verify/{code}/", code)
    return write_pdf(body, fonts_folder=fonts_folder(), proof=proof, at=at)


def preview_pdf(body: Body) -> Printed:
    """A draft, marked as such on every page."""
    return write_pdf(body, fonts_folder=fonts_folder(), mark="草稿，未签发，不作为公文使用")
