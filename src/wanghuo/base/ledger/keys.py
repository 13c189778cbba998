"""The signing key: a file apart from the database. The public keys, one after the other, are in the ledger itself."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from wanghuo.kernel.seal import canonical, fingerprint, instant, sign, verify_signature

from .models import Batch, Key

KEY_KIND = "wanghuo.ledger.key.1"


class KeyMissing(RuntimeError):
    """The key file is not there, or is not the one the ledger expects. The text says what to do, in Chinese."""


@dataclass(frozen=True)
class Signer:
    """The key in use. ``ledger`` names the ledger: the fingerprint of its first key."""

    private: Ed25519PrivateKey
    fingerprint: str
    ledger: str


def key_path() -> Path:
    """``WANGHUO_LEDGER_KEY_FILE``, or ``var/keys/ledger.pem``."""
    return Path(os.environ.get("WANGHUO_LEDGER_KEY_FILE") or Path(settings.VAR) / "keys" / "ledger.pem")


def public_pem(public: Ed25519PublicKey) -> str:
    """PEM, SubjectPublicKeyInfo."""
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def load_public(pem: str) -> Ed25519PublicKey:
    """An Ed25519 public key from PEM; ValueError when it is none."""
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


def known_keys() -> list[Key]:
    """The public keys in their order."""
    return list(Key.objects.order_by("number"))


def key_of(batch: int) -> Key | None:
    """The key that the batch of that number is signed with."""
    return Key.objects.filter(since__lte=batch).order_by("-number").first()


def _load(path: Path) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyMissing(f"{path} 不是 Ed25519 私钥。请放回台账签名密钥。")
    return key


def _write(path: Path, key: Ed25519PrivateKey) -> None:
    """Write the key so that only its owner reads it; FileExistsError when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def signer(at: datetime) -> Signer:
    """The key to sign with now; made, with the ledger, the first time. KeyMissing when it is lost or another.

    A lost key is never replaced silently: that is what :func:`rotate` with ``lost=True`` is for.
    """
    path, known = key_path(), known_keys()
    _finish_rotation(path, known)
    if not path.exists():
        if known:
            raise KeyMissing(
                f"台账签名密钥不在 {path}。请从备份放回；确已遗失时由管理员执行 wanghuo ledger rotate-key --lost。"
            )
        _write(path, Ed25519PrivateKey.generate())
    private = _load(path)
    mark = fingerprint(private.public_key())
    if not known:
        _first(private, mark, at)
        return Signer(private, mark, mark)
    if mark != known[-1].fingerprint:
        raise KeyMissing(
            f"{path} 中的密钥（{mark[:16]}…）不是台账现用的（{known[-1].fingerprint[:16]}…）。请放回正确的密钥。"
        )
    return Signer(private, mark, known[0].fingerprint)


def statement(ledger: str, key: str, previous: str, since: int, at: datetime) -> str:
    """What the old key signs: from batch ``since`` on heads are signed with the new one."""
    return canonical(
        {
            "key": key,
            "kind": KEY_KIND,
            "ledger": ledger,
            "previous": previous,
            "since": since,
            "time": instant(at),
        }
    ).decode()


def _first(private: Ed25519PrivateKey, mark: str, at: datetime) -> None:
    text = statement(mark, mark, "", 1, at)
    Key.objects.create(
        number=1,
        fingerprint=mark,
        since=1,
        public_key=public_pem(private.public_key()),
        statement=text,
        signature=sign(text, private).hex(),
    )


def rotate(at: datetime, *, lost: bool = False) -> Key:
    """A new key from the next batch on, vouched for by the old one; with ``lost`` by nobody, and verification says so."""
    path, known = key_path(), known_keys()
    if not known:
        raise KeyMissing("台账还没有密钥：第一次封存时自动生成，无需更换。")
    old = None if lost else signer(at)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    private = Ed25519PrivateKey.generate()
    _write(fresh, private)
    mark = fingerprint(private.public_key())
    with transaction.atomic():
        since = (Batch.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        text = statement(known[0].fingerprint, mark, known[-1].fingerprint, since, at)
        made = Key.objects.create(
            number=known[-1].number + 1,
            fingerprint=mark,
            since=since,
            public_key=public_pem(private.public_key()),
            statement=text,
            signature=sign(text, old.private).hex() if old else "",
        )
    _finish_rotation(path, [*known, made])
    return made


def _finish_rotation(path: Path, known: list[Key]) -> None:
    """Put the new key in the old one's place; also after a kill between the commit and this."""
    fresh = path.with_suffix(".new")
    if known and fresh.exists() and fingerprint(_load(fresh).public_key()) == known[-1].fingerprint:
        fresh.replace(path)


def vouched(keys: list[Key]) -> list[Key]:
    """Those of the keys (in order) that the key before them did not vouch for, or that are not what they say."""
    return [key for before, key in zip([None, *keys], keys, strict=False) if not _is_vouched(before, key)]


def _is_vouched(before: Key | None, key: Key) -> bool:
    try:
        judge, own = load_public((before or key).public_key), load_public(key.public_key)
        signed = verify_signature(key.statement, bytes.fromhex(key.signature), judge)
        said = json.loads(key.statement)
        told = (said["key"], said["previous"], said["since"])
    except (ValueError, KeyError, TypeError):
        return False
    expected = (key.fingerprint, before.fingerprint if before else "", key.since)
    in_order = before is None or before.since <= key.since
    return signed and told == expected and fingerprint(own) == key.fingerprint and in_order
