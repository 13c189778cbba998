"""A case: what has a life of its own. Its kind is a flow, its state is the fold of its events."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.divisions.models import Division
from wanghuo.base.scope.registry import scoped
from wanghuo.base.workbench.search import BigramIndex
from wanghuo.kernel.flow import Flow, State

from ..flows import flow


class Priority(models.TextChoices):
    NORMAL = "normal", "普通"
    URGENT = "urgent", "紧急"
    CRITICAL = "critical", "特急"


class Source(models.TextChoices):
    """Where a case comes from. ``police_unlicensed`` starts the legal transfer clock (120号令)."""

    INSPECTION = "inspection", "监督检查"
    POLICE_STATION = "police_station", "派出所日常检查"
    POLICE_UNLICENSED = "police_unlicensed", "派出所发现擅自营业"
    GRID = "grid", "网格巡查"
    TIP = "tip", "举报投诉"
    ALARM = "alarm", "设备报警"
    MEETING = "meeting", "会议交办"
    OTHER = "other", "其他"


@scoped(
    territory="division__code",
    sector="sector",
    organisations=("owner_id", "sender_id", "receiver_id", "holder_id"),
    persons=("assignee_id",),
)
class Case(models.Model):
    """One case. ``owner`` opened it, ``sender`` and ``receiver`` are the bodies of the hand-over under way,
    ``holder`` is the body that has to act now (None: the committee's office, or nobody when it is over).

    ``due_at`` is the nearest due moment of its running clocks, ``level`` the highest escalation of those.
    """

    number = models.CharField("编号", max_length=40, unique=True)
    flow_id = models.CharField("流程", max_length=40)
    flow_version = models.PositiveIntegerField("流程版本")
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=40)
    state_since = models.DateTimeField("进入此状态")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    opened_at = models.DateTimeField("起草时间")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="移交方")
    sender = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="本次移交单位"
    )
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="接收单位"
    )
    holder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="现由谁办"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承办人",
    )
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="属地"
    )
    sector = models.CharField("行业", max_length=40, blank=True)
    priority = models.CharField("缓急", max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    source = models.CharField("来源", max_length=20, choices=Source.choices, default=Source.OTHER)
    facts = models.TextField("事实与依据", blank=True)
    requirement = models.TextField("办理要求", blank=True)
    confidential = models.BooleanField("附件去除位置信息", default=False)
    due_at = models.DateTimeField("到期", null=True, blank=True)
    provisional = models.BooleanField("期限暂算", default=False)
    level = models.PositiveSmallIntegerField("升级", default=0)
    demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        indexes = [
            models.Index(fields=["owner", "-id"], name="case_owner"),
            models.Index(fields=["sender", "-id"], name="case_sender"),
            models.Index(fields=["receiver", "-id"], name="case_receiver"),
            models.Index(fields=["holder", "state", "-id"], name="case_holder"),
            models.Index(fields=["state", "-id"], name="case_state"),
            models.Index(fields=["due_at"], name="case_due", condition=models.Q(due_at__isnull=False)),
            BigramIndex("number", "title", name="case_words"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def flow(self) -> Flow:
        return flow(self.flow_id, self.flow_version)

    @property
    def state_now(self) -> State:
        return self.flow.state(self.state)

    @property
    def open(self) -> bool:
        return self.closed_at is None

    def overdue(self, now: datetime) -> bool:
        return self.open and self.due_at is not None and self.due_at < now

    def get_absolute_url(self) -> str:
        return f"/cases/{self.pk}/"


@scoped()
class CaseNumber(models.Model):
    """The last number given, by prefix and year. Locked while one is given: no gaps, no doubles."""

    prefix = models.CharField(max_length=12)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "事项编号"
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="case_number_once")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:04d}"
