"""A clock that ran on a case, and what was done when it came due."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from wanghuo.base.scope.registry import scoped

from .case import Case

OF_CASE = {
    "territory": "case__division__code",
    "sector": "case__sector",
    "organisations": ("case__owner_id", "case__sender_id", "case__receiver_id", "case__holder_id"),
    "persons": ("case__assignee_id",),
}


@scoped(**OF_CASE)
class ClockRun(models.Model):
    """One run of one clock. ``amount`` units from ``started_at``, ``extra`` added by extensions.

    ``amount`` is None when the limit is 未设定: the run is shown but never comes due. ``next_at`` is when the
    escalation with number ``position`` comes due; the sweep asks for runs whose ``next_at`` has passed. An extension
    begins the steps anew: ``cycle_from`` is the position it began at.
    ``suspensions``: [[since, until or null], …] in ISO time.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    clock = models.CharField("时限", max_length=40)
    label = models.CharField("名称", max_length=80)
    started_at = models.DateTimeField("起算")
    amount = models.PositiveIntegerField("数量", null=True)
    unit = models.CharField("单位", max_length=16, blank=True)
    first_day_counts = models.BooleanField(null=True)
    rolls_off_holiday = models.BooleanField(null=True)
    basis = models.CharField("依据", max_length=300)
    basis_url = models.CharField(max_length=200, blank=True)
    extra = models.PositiveIntegerField("延长", default=0)
    suspensions = models.JSONField("中止", default=list)
    suspended = models.BooleanField("中止中", default=False)
    due_at = models.DateTimeField("到期", null=True)
    provisional = models.BooleanField("暂算", default=False)
    explanation = models.TextField("算法", blank=True)
    stopped_at = models.DateTimeField("停止", null=True)
    stopped_by = models.CharField("因何停止", max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0)
    cycle_from = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField("升级", default=0)
    expired_at = models.DateTimeField("到期处理", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "clock"],
                condition=models.Q(stopped_at__isnull=True),
                name="clock_runs_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="clock_next", condition=models.Q(stopped_at__isnull=True)),
            models.Index(fields=["clock", "started_at"], name="clock_started"),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.label}"

    @property
    def running(self) -> bool:
        return self.stopped_at is None and not self.suspended

    def late(self, now: datetime) -> bool:
        """Past its due moment, or stopped only after it."""
        return self.due_at is not None and (self.stopped_at or now) > self.due_at


@scoped(
    territory="run__case__division__code",
    sector="run__case__sector",
    organisations=(
        "run__case__owner_id",
        "run__case__sender_id",
        "run__case__receiver_id",
        "run__case__holder_id",
    ),
    persons=("run__case__assignee_id",),
)
class Escalation(models.Model):
    """One escalation done. The unique pair is what makes each happen exactly once, whatever was killed."""

    run = models.ForeignKey(ClockRun, on_delete=models.PROTECT, related_name="escalations")
    position = models.PositiveIntegerField()
    step = models.CharField("步骤", max_length=40)
    label = models.CharField("名称", max_length=80)
    level = models.PositiveSmallIntegerField("级别")
    due_at = models.DateTimeField("应于")
    at = models.DateTimeField("实于")
    told = models.JSONField("告知", default=list)
    overtaken = models.BooleanField("已被后续步骤取代", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "升级"
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="escalated_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.run} {self.label}"
