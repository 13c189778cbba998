"""API tokens: ``Authorization: Bearer wh_…``. A token acts as its person, read-only or read-write, until it expires."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from .models import ApiToken
from .sealing import digest

PREFIX = "wh_"
SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class BadToken(Exception):
    """The token cannot be taken: HTTP ``status`` and the reason in Chinese."""

    status: int
    reason: str


def given(request: HttpRequest) -> str:
    """The bearer token of a request, or an empty string."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def token_for(request: HttpRequest) -> ApiToken:
    """The valid token that the request carries. Raises BadToken."""
    row = ApiToken.objects.select_related("person").filter(token_hash=digest(given(request))).first()
    if (
        row is None
        or row.revoked_at
        or row.expires_at <= timezone.now()
        or not row.person.is_active
        or row.person.must_set_password
    ):
        raise BadToken(401, "访问令牌无效、已过期或已吊销。请在“我的账号”中重新创建。")
    if row.reach == ApiToken.Reach.READ and request.method not in SAFE:
        raise BadToken(403, "此访问令牌只读，不能办理。请改用读写令牌。")
    return row
