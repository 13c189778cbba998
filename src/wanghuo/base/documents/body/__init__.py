"""The body of an official paper and its three faces: .docx out, .docx back in, PDF.

Pure: no Django, no database, no clock. Layout by GB/T 9704-2012 （党政机关公文格式）.
"""

from wanghuo.base.documents.body.codec import canonical_bytes, from_json, sha256, to_json
from wanghuo.base.documents.body.model import (
    Attachment,
    Block,
    Body,
    BodyError,
    Cell,
    Heading,
    Paragraph,
    Run,
    Table,
    runs,
)

__all__ = [
    "Attachment",
    "Block",
    "Body",
    "BodyError",
    "Cell",
    "Heading",
    "Paragraph",
    "Run",
    "Table",
    "canonical_bytes",
    "from_json",
    "runs",
    "sha256",
    "to_json",
]
