"""Sessions: opened at sign-in, touched at most once a minute, ended by time, by their owner or by an administrator.

The touch is the one write a GET may make.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, login, user_logged_in
from django.contrib.sessions.models import Session as DjangoSession
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from . import backend
from .limits import SessionLimits, session_limits
from .models import Attempt, Person, Session, SignInLink

TOUCH_EVERY = timedelta(minutes=1)
# A page that asks by itself (polling) sends this header, so that it does not keep an idle session alive.
BACKGROUND = "X-Background"

_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("QQBrowser", "QQ浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_of(agent: str) -> str:
    """``Windows · Chrome 109`` from a user-agent header; 未知设备 when it says nothing known."""
    system = next((label for mark, label in _SYSTEMS if mark in agent), "")
    for mark, label in _BROWSERS:
        if mark in agent:
            found = re.search(re.escape(mark) + r"(\d+)", agent)
            browser = f"{label} {found[1]}" if found else label
            return f"{system} · {browser}" if system else browser
    return system or "未知设备"


def open_session(request: HttpRequest, person: Person, pending: str = "") -> None:
    """Sign ``person`` in on this request with a fresh session key; ``pending`` is the step still to take."""
    request.pending_step = pending  # type: ignore[attr-defined]
    login(request, person, backend=backend.PATH)


@receiver(user_logged_in)
def _opened(sender: type, request: HttpRequest, user: Person, **_: object) -> None:
    if request.session.session_key is None:
        request.session.create()
    now = timezone.now()
    Session.objects.update_or_create(
        key=request.session.session_key,
        defaults={
            "person": user,
            "device": device_of(request.META.get("HTTP_USER_AGENT", "")),
            "address": request.META.get("REMOTE_ADDR", "") or "",
            "since": now,
            "seen": now,
            "pending": getattr(request, "pending_step", ""),
            "ended_at": None,
            "ended_why": "",
        },
    )


def rekey(request: HttpRequest, row: Session) -> None:
    """Give the session a new key (after a password change or a passed step), so that an old cookie is worthless."""
    request.session.cycle_key()
    Session.objects.filter(pk=row.pk).update(key=request.session.session_key)


def why_over(row: Session, now: datetime, limits: SessionLimits) -> str:
    """Why this session is over (Chinese, for the list); empty while it lasts."""
    if row.ended_at:
        return row.ended_why or "已结束"
    if now - row.seen > limits.idle:
        return "无操作超时"
    if now - row.since > limits.whole:
        return "登录时间已到上限"
    return ""


def end(rows: list[Session], why: str, now: datetime) -> None:
    """End these sessions for good: marked here, and Django's rows deleted so that the cookie opens nothing."""
    Session.objects.filter(pk__in=[r.pk for r in rows], ended_at=None).update(ended_at=now, ended_why=why)
    DjangoSession.objects.filter(session_key__in=[r.key for r in rows]).delete()


def _belongs(request: HttpRequest, row: Session) -> bool:
    """Django's own checks of a session: its person, still active, with the password it was opened under."""
    person = row.person
    given = request.session.get(HASH_SESSION_KEY, "")
    return (
        request.session.get(SESSION_KEY) == str(person.pk)
        and person.is_active
        and constant_time_compare(given, person.get_session_auth_hash())
    )


def current(request: HttpRequest) -> tuple[Session | None, str]:
    """The live session of this request with its person, touched; or None and why it is over ("" : there is none)."""
    if SESSION_KEY not in request.session:
        return None, ""
    now = timezone.now()
    row = Session.objects.select_related("person").filter(key=request.session.session_key).first()
    if row is None or not _belongs(request, row):
        return None, (row.ended_why if row else "") or "会话已失效"
    if over := why_over(row, now, session_limits()):
        if not row.ended_at:
            end([row], over, now)
        return None, over
    if now - row.seen > TOUCH_EVERY and BACKGROUND not in request.headers:
        Session.objects.filter(pk=row.pk).update(seen=now)
        row.seen = now
    return row, ""


def keep_signed_in(request: HttpRequest, person: Person) -> None:
    """After a password change this session goes on: its stored hash is made to match the new password."""
    request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()


def tidy(now: datetime, keep: timedelta) -> dict[str, int]:
    """Drop what opens nothing any more: Django's expired rows at once, the rest when older than ``keep``.

    Who signed in when stays in the ledger.
    """
    old = now - keep
    gone = {
        "django": DjangoSession.objects.filter(expire_date__lt=now).delete()[0],
        "sessions": Session.objects.filter(seen__lt=old).delete()[0],
        "links": SignInLink.objects.filter(expires_at__lt=old).delete()[0],
        "attempts": Attempt.objects.filter(at__lt=old).delete()[0],
    }
    return {name: count for name, count in gone.items() if count}
