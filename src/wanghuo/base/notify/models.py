"""Messages to persons, and their way out by each channel. Delivery rows are the outbox."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from wanghuo.base.scope.registry import scoped


@scoped(persons=("person_id",))
class Message(models.Model):
    """One thing told to one person: at once in the inbox, by :class:`Delivery` elsewhere.

    ``key`` names what is told; the same key never reaches a person twice.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    template = models.CharField("模板", max_length=80)
    key = models.CharField("标识", max_length=200)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    short = models.CharField("短文本", max_length=500, blank=True)
    link = models.CharField("链接", max_length=300, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notify_message_told_once")]
        indexes = [models.Index(fields=["person", "-id"], name="notify_inbox", condition=Q(read_at=None))]

    def __str__(self) -> str:
        return self.title


@scoped(persons=("message__person_id",))
class Delivery(models.Model):
    """One message by one channel. Found by query when ``next_at`` has come; a dead sender's claim is taken up again."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发出"
        DELIVERED = "delivered", "已送达"
        FAILED = "failed", "发送失败"
        DROPPED = "dropped", "已取消"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField("渠道", max_length=40)
    digest = models.BooleanField("并入摘要", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("最早发送")
    claimed_at = models.DateTimeField("开始发送", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    foreign_id = models.CharField("渠道回执号", max_length=200, blank=True, db_index=True)
    error = models.CharField("原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="notify_delivery_once_a_channel")
        ]
        indexes = [
            models.Index(fields=["next_at"], name="notify_due", condition=Q(state__in=("waiting", "sending")))
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.get_state_display()}"


@scoped(persons=("person_id",))
class Preference(models.Model):
    """How a person wants to be told by a channel. The inbox cannot be switched off."""

    class Mode(models.TextChoices):
        NOW = "now", "立即"
        DIGEST = "digest", "每日摘要"
        URGENT = "urgent", "仅紧急"
        OFF = "off", "不发"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField("渠道", max_length=40)
    mode = models.CharField("方式", max_length=8, choices=Mode.choices)

    class Meta:
        verbose_name = verbose_name_plural = "接收方式"
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="notify_preference_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.get_mode_display()}"
