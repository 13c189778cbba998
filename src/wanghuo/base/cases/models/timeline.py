"""What happened on a case, what was said about it, and what it is tied to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.scope.registry import scoped

from .case import Case
from .clock import OF_CASE


class AppendOnly(models.Model):
    """Rows are added and never changed; the database holds it too (migration 0002)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise RuntimeError(f"{self._meta.label} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RuntimeError(f"{self._meta.label} is append-only")


@scoped(**OF_CASE)
class Event(AppendOnly):
    """One event of the timeline. ``name`` is a verb, ``expired:<clock>`` or ``moved:<state>``.

    ``key`` is the caller's idempotency key: the same person's same key finds the event again.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField("序号")
    name = models.CharField(max_length=60)
    label = models.CharField("事件", max_length=80)
    at = models.DateTimeField("时间")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person_name = models.CharField("办理人", max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    organisation_name = models.CharField("单位", max_length=200, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    flow_version = models.PositiveIntegerField()
    values = models.JSONField("内容", default=dict)
    facts = models.JSONField(default=list)
    key = models.CharField(max_length=80, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "经过"
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_seq_once"),
            models.UniqueConstraint(
                fields=["person", "key"], condition=models.Q(key__isnull=False), name="event_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.label}"


@scoped(**OF_CASE)
class Comment(AppendOnly):
    """A remark seen by all bodies of the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="comments")
    at = models.DateTimeField("时间")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person_name = models.CharField("留言人", max_length=80)
    organisation_name = models.CharField("单位", max_length=200, blank=True)
    text = models.TextField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "留言"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.person_name}：{self.text[:20]}"


@scoped(**OF_CASE)
class Reminder(AppendOnly):
    """A reminder (催办) sent by hand to the body that has to act."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reminders")
    at = models.DateTimeField("时间")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person_name = models.CharField("催办人", max_length=80)
    organisation_name = models.CharField("单位", max_length=200, blank=True)
    to_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.person_name} 催办 {self.to_org}"


@scoped(**OF_CASE)
class CaseLink(models.Model):
    """Ties a case to a row of any room, or to another case, without importing it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    relation = models.CharField("关系", max_length=20, default="about")
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=80)
    label = models.CharField("名称", max_length=200)
    url = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "关联"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "target_type", "target_id", "relation"], name="case_link_once"
            ),
        ]
        indexes = [models.Index(fields=["target_type", "target_id"], name="case_link_target")]

    def __str__(self) -> str:
        return self.label


@scoped(persons=("person_id",))
class FormDraft(models.Model):
    """A half-filled form, kept for its author until it is sent or thrown away."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    updated_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "表单草稿"
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="form_draft_once")]

    def __str__(self) -> str:
        return self.form
