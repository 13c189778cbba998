"""SMS and government-messaging gateways as data: how to call one, how to sign, what counts as taken.

Read from ``policy/notify/gateways/*.toml`` and the operator's own ``var/notify/*.toml``; secrets come from the environment.
Everything here is pure but :func:`gateways`; the call itself is in ``channels.py``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as crypto_hmac
from django.conf import settings

log = logging.getLogger("wanghuo.notify")


class GatewayError(ValueError):
    """The gateway's file is wrong, or a secret it names is not in the environment."""


@dataclass(frozen=True)
class Gateway:
    """``body`` is a table whose texts may hold {phone} {name} {text} {title} {link} {key} {time}."""

    id: str
    label: str
    to: str
    url: str
    body: Mapping[str, Any]
    method: str = "POST"
    encode: str = "json"
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 10.0
    sign: Mapping[str, str] = field(default_factory=dict)
    success: Mapping[str, Any] = field(default_factory=dict)
    receipt: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A request ready to send."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What the gateway said: taken or not, worth trying again or not."""

    taken: bool
    again: bool
    foreign_id: str = ""
    error: str = ""


def parse(raw: Mapping[str, Any]) -> Gateway:
    """Raises GatewayError."""
    try:
        made = Gateway(**{**raw, "headers": dict(raw.get("headers", {}))})
    except TypeError as fault:
        raise GatewayError(f"gateway {raw.get('id', '?')}: {fault}") from fault
    if made.to not in ("phone", "person"):
        raise GatewayError(f"gateway {made.id}: to is phone or person")
    if made.encode not in ("json", "form"):
        raise GatewayError(f"gateway {made.id}: encode is json or form")
    if not made.url.startswith(("https://", "http://")):
        raise GatewayError(f"gateway {made.id}: url must be http or https")
    if made.sign and made.sign.get("kind") not in ("hmac-sha256", "hmac-sm3"):
        raise GatewayError(f"gateway {made.id}: sign.kind is hmac-sha256 or hmac-sm3")
    return made


def call(gateway: Gateway, values: Mapping[str, str], environment: Mapping[str, str]) -> Call:
    """The request for one message. Values are put into the body's texts and then encoded, so nothing breaks out."""
    filled = _filled(gateway.body, values)
    if gateway.encode == "json":
        body, kind = json.dumps(filled, ensure_ascii=False).encode(), "application/json; charset=utf-8"
    else:
        body, kind = urlencode(filled).encode(), "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "Idempotency-Key": values["key"]}
    headers |= {name: _one_line(_with_secrets(text, environment)) for name, text in gateway.headers.items()}
    if gateway.sign:
        headers |= _signature(gateway, body, values["time"], environment)
    return Call(gateway.method, gateway.url, headers, body)


def judge(gateway: Gateway, status: int, content: bytes) -> Answer:
    """Whether the gateway took the message. Busy and broken gateways are asked again; a refusal is final."""
    wanted = gateway.success
    if status not in wanted.get("status", [200, 201, 202]):
        again = status >= 500 or status in (408, 425, 429)
        return Answer(False, again, error=f"接口返回 {status}")
    if not wanted.get("path") and not wanted.get("id_path"):
        return Answer(True, False)
    try:
        document = json.loads(content)
    except ValueError:
        return Answer(False, True, error="接口返回的不是 JSON")
    if "path" in wanted:
        got = str(at_path(document, wanted["path"]))
        if got not in {str(value) for value in wanted["equals"]}:
            again = got in {str(value) for value in wanted.get("retry", [])}
            return Answer(False, again, error=f"接口返回 {wanted['path']}={got[:60]}")
    found = at_path(document, wanted["id_path"]) if "id_path" in wanted else None
    return Answer(True, False, foreign_id=str(found or "")[:200])


def receipt(
    gateway: Gateway, headers: Mapping[str, str], body: bytes, environment: Mapping[str, str]
) -> list[tuple[str, bool]]:
    """(foreign id, delivered) of a signed delivery report. Raises GatewayError when the signature is wrong."""
    rule = gateway.receipt
    if not rule:
        raise GatewayError(f"gateway {gateway.id} sends no receipts")
    secret = _secret(rule["secret_env"], environment)
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, headers.get(rule["header"], "").strip().lower()):
        raise GatewayError("signature does not match")
    try:
        document = json.loads(body)
    except ValueError as fault:
        raise GatewayError("not JSON") from fault
    entries = at_path(document, rule["list_path"]) if "list_path" in rule else document
    rows = entries if isinstance(entries, list) else [entries]
    good = {str(value) for value in rule["delivered"]}
    return [
        (str(at_path(row, rule["id_path"])), str(at_path(row, rule["state_path"])) in good) for row in rows
    ]


def at_path(document: Any, path: str) -> Any:
    """``data.0.id`` in parsed JSON; None where it leads nowhere."""
    for step in path.split("."):
        if isinstance(document, list) and step.isdigit() and int(step) < len(document):
            document = document[int(step)]
        elif isinstance(document, Mapping):
            document = document.get(step)
        else:
            return None
    return document


def gateways() -> dict[str, Gateway]:
    """All gateways of this installation that can be read, by id."""
    return _read(_folders())[0]


def faults() -> list[str]:
    """What is wrong with gateway files. A bad file switches its gateway off; it never stops what people do."""
    return _read(_folders())[1]


def _folders() -> tuple[Path, ...]:
    return Path(settings.POLICY_DIR) / "notify" / "gateways", Path(settings.VAR) / "notify"


@cache
def _read(folders: tuple[Path, ...]) -> tuple[dict[str, Gateway], list[str]]:
    found: dict[str, Gateway] = {}
    wrong: list[str] = []
    for folder in folders:
        for file in sorted(folder.glob("*.toml")):
            try:
                made = parse(tomllib.loads(file.read_text("utf-8")))
                found[made.id] = made
            except (ValueError, OSError) as fault:
                wrong.append(f"{file.name}: {fault}")
                log.error("gateway file %s cannot be used: %s", file, fault)
    return found, wrong


def environment() -> Mapping[str, str]:
    return os.environ


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        for name, value in values.items():
            if part == "{" + name + "}":
                return value
        return _replace(part, values)
    if isinstance(part, Mapping):
        return {key: _filled(value, values) for key, value in part.items()}
    return [_filled(value, values) for value in part] if isinstance(part, list) else part


def _replace(text: str, values: Mapping[str, str]) -> str:
    """Each placeholder once, from left to right: a value that looks like a placeholder is not filled again."""
    out, rest = "", text
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, brace, after = rest.partition("}")
        out += before + (values[name] if brace and name in values else "{" + name + brace)
        rest = after
    return out + rest


def _with_secrets(text: str, environment: Mapping[str, str]) -> str:
    return _secret(text.removeprefix("env:"), environment).decode() if text.startswith("env:") else text


def _secret(name: str, environment: Mapping[str, str]) -> bytes:
    value = environment.get(name, "")
    if not value:
        raise GatewayError(f"环境变量 {name} 未设置")
    return value.encode()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _signature(gateway: Gateway, body: bytes, moment: str, environment: Mapping[str, str]) -> dict[str, str]:
    rule = gateway.sign
    over = (
        rule.get("over", "{time}\n{body}")
        .encode()
        .replace(b"{time}", moment.encode())
        .replace(b"{body}", body)
    )
    digest = mac(rule["kind"], _secret(rule["secret_env"], environment), over)
    text = base64.b64encode(digest).decode() if rule.get("encoding") == "base64" else digest.hex()
    return {rule.get("header", "X-Signature"): text, rule.get("time_header", "X-Timestamp"): moment}


def mac(kind: str, secret: bytes, over: bytes) -> bytes:
    """HMAC-SHA256, or HMAC-SM3 (GB/T 32905) as government gateways ask."""
    if kind == "hmac-sha256":
        return hmac.new(secret, over, hashlib.sha256).digest()
    made = crypto_hmac.HMAC(secret, hashes.SM3())
    made.update(over)
    return made.finalize()
