"""Tokens hashed, secrets sealed. Nothing a thief of the database could sign in with is stored in the clear."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def _key(purpose: str) -> bytes:
    """32 bytes of its own for each purpose, from the installation's secret."""
    return HKDF(SHA256(), 32, salt=None, info=f"wanghuo.accounts.{purpose}".encode()).derive(
        settings.SECRET_KEY.encode()
    )


def seal(text: str) -> str:
    """Encrypt a secret for storage (authenticated; AES-128-CBC with HMAC, Fernet)."""
    return Fernet(base64.urlsafe_b64encode(_key("seal"))).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Back again. Raises cryptography's InvalidToken when the installation's secret has changed."""
    return Fernet(base64.urlsafe_b64encode(_key("seal"))).decrypt(sealed.encode()).decode()


def new_token() -> str:
    """256 random bits for a link or an API token; too many to guess, so a plain hash is enough to store."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def account_digest(username: str) -> str:
    """What is kept of a typed user name that may be no user name: countable, not readable."""
    return hmac.new(_key("account"), username.strip().lower().encode(), "sha256").hexdigest()


def recovery_codes(count: int = 10) -> list[str]:
    """Codes of 60 bits such as ``k7mp-9x3d-w2qe``."""
    pick = secrets.SystemRandom()
    return [
        "-".join("".join(pick.choice(_RECOVERY_ALPHABET) for _ in range(4)) for _ in range(3))
        for _ in range(count)
    ]


def recovery_digest(person: int, code: str) -> str:
    """Keyed and bound to the person, since 60 bits are fewer than a token's."""
    plain = code.strip().lower().replace("-", "").replace(" ", "")
    return hmac.new(_key("recovery"), f"{person}:{plain}".encode(), "sha256").hexdigest()
