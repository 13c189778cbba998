"""Ed25519 over a head's canonical text (RFC 8032). Keys are passed in; nothing here reads or makes one."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def fingerprint(public: Ed25519PublicKey) -> str:
    """SHA-256 of the DER SubjectPublicKeyInfo, hex: the same as `openssl pkey -pubin -outform DER | sha256sum`."""
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def sign(text: str, key: Ed25519PrivateKey) -> bytes:
    """The 64-byte signature of the text's UTF-8 bytes."""
    return key.sign(text.encode())


def verify_signature(text: str, signature: bytes, public: Ed25519PublicKey) -> bool:
    """True when the signature of the text was made by the owner of the public key."""
    try:
        public.verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True
