"""Sending one text by mail or by a gateway, and saying plainly how it went."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import sha256
from urllib.parse import unquote, urlsplit

import httpx
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from wanghuo.base.accounts.models import Person

from . import gateways
from .gateways import Answer, GatewayError

MAIL = "email"
_TIMEOUT = 15


@dataclass(frozen=True)
class Letter:
    """What leaves by a channel. ``key`` stays the same over attempts, so that a repeated one can be recognised."""

    key: str
    title: str
    text: str
    short: str
    link: str


def available() -> dict[str, str]:
    """Channels of this installation besides the inbox: id → Chinese label."""
    found = {MAIL: "邮件"} if settings.SMTP_URL else {}
    return found | {one.id: one.label for one in gateways.gateways().values()}


def address(person: Person, channel: str) -> str:
    """Where the person is reached by a channel; empty when it cannot be."""
    if channel == MAIL:
        return person.email
    gateway = gateways.gateways().get(channel)
    if gateway is None:
        return ""
    return person.phone if gateway.to == "phone" else person.username


def send(channel: str, person: Person, letter: Letter) -> Answer:
    """Never raises for what a mail server or a gateway may do; says whether to try again."""
    if not address(person, channel):
        return Answer(False, False, error="没有可用的地址，或渠道已停用")
    return _mail(person, letter) if channel == MAIL else _gateway(channel, person, letter)


def link_of(path: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + path if path else ""


def _mail(person: Person, letter: Letter) -> Answer:
    try:
        connection = _connection()
    except ValueError:
        return Answer(False, True, error="邮件服务器地址 WANGHUO_SMTP_URL 有误")
    body = "\n\n".join(
        part for part in (letter.text, letter.link, "本邮件由望火系统自动发出，请勿回复。") if part
    )
    domain = settings.MAIL_FROM.rpartition("@")[2].rstrip(">") or "localhost"
    fixed = f"<{sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"
    mail = EmailMessage(
        letter.title,
        body,
        settings.MAIL_FROM,
        [person.email],
        headers={
            "Message-ID": fixed,
            "Date": formatdate(localtime=True),
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as fault:
        codes = [code for code, _ in fault.recipients.values()]
        return Answer(False, all(400 <= code < 500 for code in codes), error=f"收件人被拒（{codes[0]}）")
    except smtplib.SMTPResponseException as fault:
        return Answer(False, 400 <= fault.smtp_code < 500, error=f"邮件服务器返回 {fault.smtp_code}")
    except (smtplib.SMTPException, OSError) as fault:
        return Answer(False, True, error=f"邮件服务器不可用（{type(fault).__name__}）")
    return Answer(True, False, foreign_id=fixed)


def _connection():
    parts = urlsplit(settings.SMTP_URL)
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp+tls",
        timeout=_TIMEOUT,
    )


def _gateway(channel: str, person: Person, letter: Letter) -> Answer:
    gateway = gateways.gateways()[channel]
    values = {
        "phone": person.phone,
        "name": person.name,
        "person": person.username,
        "title": letter.title,
        "text": letter.short,
        "link": letter.link,
        "key": letter.key,
        "time": str(int(timezone.now().timestamp())),
    }
    try:
        call = gateways.call(gateway, values, gateways.environment())
        with httpx.Client(timeout=gateway.timeout, follow_redirects=False) as client:
            answer = client.request(call.method, call.url, headers=call.headers, content=call.body)
    except GatewayError as fault:
        return Answer(False, True, error=str(fault))
    except httpx.HTTPError as fault:
        return Answer(False, True, error=f"接口不可用（{type(fault).__name__}）")
    return gateways.judge(gateway, answer.status_code, answer.content[:65536])
