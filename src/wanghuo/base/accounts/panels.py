"""What the panels of people's and organisations' pages show."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from wanghuo.base.divisions.models import Division
from wanghuo.base.scope.policy import policy
from wanghuo.base.scope.rows import may, visible

from .models import Leave, Organisation, Person, Post
from .queries import account_locked_until, has_totp, live_sessions, must_use_totp, recent_attempts, standing
from .sectors import labels as sector_labels


def second_factor(row: Person) -> str:
    if has_totp(row):
        return "已绑定"
    return "未绑定（下次登录时须绑定）" if must_use_totp(row) else "未绑定"


def password_state(row: Person) -> str:
    if row.demo and not row.has_usable_password():
        return "无（演示人员凭一次性链接登录）"
    if row.password_set_at is None:
        return "未设置"
    return f"{timezone.localtime(row.password_set_at):%Y-%m-%d} 设置"


def has_factor(row: Person) -> bool:
    return has_totp(row)


def lock(row: Person) -> str:
    until = account_locked_until(row.username, row, timezone.now())
    return f"锁定至 {timezone.localtime(until):%H:%M}" if until else "未锁定"


def is_locked(row: Person) -> bool:
    return account_locked_until(row.username, row, timezone.now()) is not None


def post_sectors(row: Post) -> str:
    if row.sectors is None:
        return "不限"
    keys = row.sectors or row.organisation.sectors
    return "、".join(sector_labels().get(s, s) for s in keys) or "无"


def posts(request: HttpRequest, row: Person) -> dict[str, Any]:
    """All posts of a person, newest first, each as the timeline draws it."""
    today = timezone.localdate()
    labels = policy().labels
    held = visible(request.actor, row.posts.all(), "accounts.people")  # type: ignore[attr-defined]
    items = []
    for post in held.select_related("organisation").prefetch_related("divisions"):
        state = "future" if post.since > today else "now" if post.holds(today) else "past"
        items.append(
            {
                "post": post,
                "role": labels.get(post.role, post.role),
                "state": state,
                "areas": "、".join(str(d) for d in post.divisions.all()),
                "sectors": post_sectors(post),
                "icon": {"now": "id-badge-2", "past": "history", "future": "calendar"}[state],
                "kind": {"now": "ok", "past": "none", "future": "doing"}[state],
            }
        )
    return {"items": items}


def leaves(request: HttpRequest, row: Person) -> dict[str, Any]:
    about = Leave.objects.filter(Q(person=row) | Q(deputy=row)).select_related("person", "deputy")
    return {"leaves": list(about[:10])}


def security(request: HttpRequest, row: Person) -> dict[str, Any]:
    """Sessions and attempts, for the security administrator alone."""
    if not may(request.actor, "accounts.end_sessions_of", row).allowed:  # type: ignore[attr-defined]
        return {"hidden": True}
    return {
        "sessions": live_sessions(row),
        "attempts": recent_attempts(row, 8),
        "may_link": may(request.actor, "accounts.issue_link").allowed,  # type: ignore[attr-defined]
    }


def checked(row: Organisation) -> str:
    return "已核" if row.name_checked else "待核"


def towns() -> list[tuple[str, str]]:
    """Prefix and name of each standing town."""
    rows = Division.objects.current().filter(level="town").order_by("pinyin")
    return [(d.prefix, d.name) for d in rows]


def has_history(row: Organisation) -> bool:
    return row.former_names.exists() or row.became.exists() or row.came_from.exists()


def history(request: HttpRequest, row: Organisation) -> dict[str, Any]:
    lines = (row.became.all() | row.came_from.all()).select_related("change", "before", "after")
    return {
        "lines": list(lines.order_by("-change__effective", "-id").distinct()),
        "names": list(row.former_names.all()),
    }


def holders(request: HttpRequest, row: Organisation) -> dict[str, Any]:
    """Who holds a post here today, as far as the viewer may see people."""
    today = timezone.localdate()
    mine = visible(request.actor, row.posts.select_related("person"), "accounts.people")  # type: ignore[attr-defined]
    held = [p for p in mine.order_by("person__pinyin") if p.holds(today)]
    labels = policy().labels
    return {
        "holders": [(p, labels.get(p.role, p.role)) for p in held],
        "may_see": may(request.actor, "accounts.people").allowed,  # type: ignore[attr-defined]
    }


def family(request: HttpRequest, row: Organisation) -> dict[str, Any]:
    """The way up and what is directly below."""
    above: list[Organisation] = []
    at = row.parent
    while at is not None and len(above) < 10:
        above.insert(0, at)
        at = at.parent
    below = list(standing(row.children.all(), timezone.localdate()).order_by("kind", "pinyin")[:80])
    return {
        "above": above,
        "below": below,
        "may_reorganise": may(request.actor, "accounts.reorganise").allowed,  # type: ignore[attr-defined]
    }
