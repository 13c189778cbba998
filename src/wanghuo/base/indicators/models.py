"""Values of past days, kept where the data they were counted from never changes."""

from __future__ import annotations

from django.db import models

from wanghuo.base.scope.registry import scoped


@scoped(everyone=True)
class Snapshot(models.Model):
    """One indicator's value for one scope and period, as counted on ``at``. ``value`` None: 数据不足, with the reason."""

    indicator = models.CharField("指标", max_length=80)
    scope = models.CharField("范围", max_length=400)
    since = models.DateField("自")
    until = models.DateField("至")
    value = models.DecimalField("值", max_digits=20, decimal_places=4, null=True, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    as_of = models.DateField("数据截至", null=True, blank=True)
    at = models.DateTimeField("计算时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标留存"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "scope", "since", "until"], name="indicators_snapshot_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.scope} {self.until}"
