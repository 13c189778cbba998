"""The first run of an empty district: when it is open, and the link that opens it."""

from __future__ import annotations

from django.http import HttpRequest

from wanghuo.base.divisions.models import Division
from wanghuo.kernel.scope import Actor

from .actions.security import issue_link
from .models import FirstRun, Person, SignInLink

OPERATOR = "首次运行"
SESSION_MARK = "first_run"


def state() -> FirstRun:
    """How far it has come; an unsaved row when nothing has been done."""
    return FirstRun.objects.filter(pk=1).first() or FirstRun(pk=1)


def is_open() -> bool:
    """Open until closed by its last step; never where people came another way (demo, restore)."""
    row = state()
    if row.closed_at:
        return False
    return bool(row.administrators_at) or not Person.objects.exists()


def admits(request: HttpRequest) -> bool:
    """The holder of the one-time link, while it is open."""
    return bool(request.session.get(SESSION_MARK)) and is_open()


def sample_divisions() -> bool:
    """Do the sample district's divisions stand here, so that its organisations would fit?"""
    return Division.objects.filter(code="500154000000").exists()


def actor() -> Actor:
    """Who acts in the first run: the platform, on behalf of whoever has the machine."""
    return Actor.system(OPERATOR)


def first_run_links(minutes: int = 24 * 60) -> list[dict[str, str]]:
    """The link to print, as ``name``, ``about``, ``url`` (path); empty once the first run is closed for ever."""
    if not is_open():
        return []
    token = issue_link(actor(), None, purpose=SignInLink.Purpose.FIRST_RUN, minutes=minutes)
    return [{"name": "首次运行", "about": "设立三类管理员，装入区划和单位", "url": f"/link/{token}/"}]
