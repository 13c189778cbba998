"""The writers of papers. ``draft``, ``issue_slip`` and ``receive`` are what other rooms call."""

from .approving import countersign, recall, review, send_back, sign
from .drafting import attach, discard, draft, edit, set_issuer_code, submit, upload
from .issuing import issue, issue_slip, number, revoke, seal, void
from .serving import receive, serve

__all__ = [
    "attach",
    "countersign",
    "discard",
    "draft",
    "edit",
    "issue",
    "issue_slip",
    "number",
    "recall",
    "receive",
    "review",
    "revoke",
    "seal",
    "send_back",
    "serve",
    "set_issuer_code",
    "sign",
    "submit",
    "upload",
    "void",
]
