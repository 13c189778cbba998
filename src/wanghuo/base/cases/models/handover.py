"""One hand-over from one body to another. A case forwarded to a third body has two of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.scope.registry import scoped

from .case import Case


@scoped(organisations=("from_org_id", "to_org_id"), territory="case__division__code", sector="case__sector")
class HandOver(models.Model):
    class Kind(models.TextChoices):
        HAND_OVER = "hand_over", "移交"
        FORWARD = "forward", "再移交"
        DESIGNATED = "designated", "上级指定"

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待接收"
        RECEIVED = "received", "已接收"
        RETURNED = "returned", "被退回"
        WITHDRAWN = "withdrawn", "已撤回"
        REASSIGNED = "reassigned", "已改派"
        FORWARDED = "forwarded", "已再移交"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    kind = models.CharField("方式", max_length=12, choices=Kind.choices, default=Kind.HAND_OVER)
    from_org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="移出"
    )
    to_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="移入")
    at = models.DateTimeField("移交时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    answered_at = models.DateTimeField("回应时间", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField("理由", blank=True)
    handle_by = models.DateField("办理期限", null=True)
    letter_id = models.BigIntegerField("移交函", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "移交记录"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(outcome="waiting"), name="one_handover_waits"
            ),
        ]
        indexes = [
            models.Index(fields=["to_org", "at"], name="handover_to"),
            models.Index(fields=["from_org", "at"], name="handover_from"),
        ]

    def __str__(self) -> str:
        return f"{self.from_org} → {self.to_org}"
