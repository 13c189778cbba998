"""The ledger's head leaves the machine: to every auditor's inbox and mail, the day after it was sealed."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from wanghuo.base.accounts.models import Post
from wanghuo.base.jobs.events import on
from wanghuo.base.ledger.queries import published

from .sending import send


def pairs(text: str) -> str:
    """Hex two by two: no run of digits is long enough to be masked as somebody's number."""
    return ":".join(text[place : place + 2] for place in range(0, len(text), 2))


@on("ledger.head_published", "台账首部发给审计管理员")
def send_head(day: str, head: int, **_: object) -> None:
    """Once for each day and auditor."""
    shown = next((one for one in published(4000) if one.number == head and one.day == day), None)
    if shown is None:
        raise LookupError(f"首部 {head} 未公布")
    today = timezone.localdate()
    posts = Post.objects.filter(Q(until=None) | Q(until__gte=today), role="auditor", since__lte=today)
    send(
        posts.values_list("person_id", flat=True),
        template="ledger.head",
        values={
            "day": shown.day,
            "number": shown.number,
            "entries": shown.entries,
            "time": shown.time,
            "tree": pairs(shown.tree),
            "key": pairs(shown.key),
            "signature": pairs(shown.signature),
        },
        key=f"ledger.head:{day}",
        link="/ledger/",
    )
