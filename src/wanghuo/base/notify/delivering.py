"""The way out: claim a delivery, send it, note how it went. A claim whose sender died is taken up again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wanghuo.base.accounts.models import Person

from . import channels, rules, timing
from .channels import Letter
from .gateways import Answer
from .models import Delivery, Message

State = Delivery.State
CLAIM_LASTS = timedelta(minutes=2)
DIGEST_LINES = 50


def due(now: datetime) -> list[Delivery]:
    """Single deliveries whose time has come, and claims that nobody came back to."""
    rows = Delivery.objects.filter(state=State.WAITING, digest=False, next_at__lte=now)
    lost = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=now - CLAIM_LASTS)
    return [*lost.order_by("pk")[:500], *rows.order_by("next_at", "pk")[:500]]


def digests_due(now: datetime) -> list[tuple[int, str]]:
    """(person, channel) with messages waiting for a digest whose time has come."""
    rows = Delivery.objects.filter(state=State.WAITING, digest=True, next_at__lte=now)
    return sorted(set(rows.values_list("message__person_id", "channel")))


def deliver(pk: int, now: datetime | None = None) -> Delivery | None:
    """Send one delivery if it is due and nobody else is at it. Returns the row as it stands afterwards."""
    row = _claim(pk, now or timezone.now())
    if row is None:
        return None
    message = row.message
    letter = Letter(
        f"wanghuo-{row.pk}", message.title, message.text, message.short, channels.link_of(message.link)
    )
    _note([row], channels.send(row.channel, message.person, letter), now or timezone.now())
    return row


def _claim(pk: int, now: datetime) -> Delivery | None:
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message__person")
            .filter(pk=pk)
            .first()
        )
        if row is None or not _ready(row, now):
            return None
        if row.attempts >= timing.most_attempts():  # its sender died each time
            row.state, row.error = State.FAILED, "发送进程多次中断"
            row.save(update_fields=["state", "error"])
            return None
        later = timing.earliest(now, urgent=row.message.urgent)
        if later > now:  # the queue was late, and it is night now
            row.next_at, row.state = later, State.WAITING
            row.save(update_fields=["next_at", "state"])
            return None
        _take([row], now)
    return row


def _ready(row: Delivery, now: datetime) -> bool:
    if row.state == State.SENDING:
        return row.claimed_at is not None and row.claimed_at < now - CLAIM_LASTS
    return row.state == State.WAITING and row.next_at <= now


def _take(rows: list[Delivery], now: datetime) -> None:
    for row in rows:
        row.state, row.claimed_at, row.attempts = State.SENDING, now, row.attempts + 1
    Delivery.objects.bulk_update(rows, ["state", "claimed_at", "attempts"])


def _note(rows: list[Delivery], answer: Answer, now: datetime) -> None:
    most = timing.most_attempts()
    for row in rows:
        row.error = answer.error[:500]
        if answer.taken:
            row.state, row.sent_at, row.foreign_id = State.SENT, now, answer.foreign_id
        elif answer.again and row.attempts < most:
            row.state, row.next_at = State.WAITING, now + rules.wait(row.attempts)
        else:
            row.state = State.FAILED
    Delivery.objects.bulk_update(rows, ["state", "error", "sent_at", "foreign_id", "next_at"])


def deliver_digest(person: int, channel: str, now: datetime | None = None) -> int:
    """One mail with all that waits for this person and is still unread. Returns how many messages it tells of."""
    moment = now or timezone.now()
    with transaction.atomic():
        rows = list(
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message")
            .filter(
                message__person=person, channel=channel, digest=True, state=State.WAITING, next_at__lte=moment
            )
            .order_by("pk")
        )
        unread = [row for row in rows if row.message.read_at is None]
        for row in rows:
            if row not in unread:
                row.state, row.error = State.DROPPED, "已在系统内阅读"
        Delivery.objects.bulk_update(rows, ["state", "error"])
        _take(unread, moment)
    if not unread:
        return 0
    letter = digest_letter([row.message for row in unread], f"wanghuo-digest-{unread[0].pk}-{unread[-1].pk}")
    _note(unread, channels.send(channel, Person.objects.get(pk=person), letter), moment)
    return len(unread)


def digest_letter(messages: list[Message], key: str) -> Letter:
    """Titles and links, oldest first; what is beyond fifty is counted."""
    lines = []
    for number, message in enumerate(messages[:DIGEST_LINES], start=1):
        link = channels.link_of(message.link)
        lines.append(
            f"{number}. {message.title}（{timezone.localtime(message.at):%m月%d日 %H:%M}）"
            + (f"\n   {link}" if link else "")
        )
    if len(messages) > DIGEST_LINES:
        lines.append(f"另有 {len(messages) - DIGEST_LINES} 条，请登录查看。")
    title = f"望火每日摘要：{len(messages)} 条消息"
    return Letter(key, title, "\n".join(lines), title, channels.link_of("/inbox/"))


def mark_read(messages, now: datetime) -> int:
    """Read receipts: these messages of one person were opened. Returns how many were unread."""
    return messages.filter(read_at=None).update(read_at=now)


def take_receipts(channel: str, reports: list[tuple[str, bool]], now: datetime) -> int:
    """Delivery reports of a gateway: delivered, or failed after all. Returns how many were ours."""
    count = 0
    for foreign_id, good in reports:
        rows = Delivery.objects.filter(channel=channel, foreign_id=foreign_id, state=State.SENT)
        if good:
            count += rows.update(state=State.DELIVERED, delivered_at=now)
        else:
            count += rows.update(state=State.FAILED, error="运营商报告未送达")
    return count
