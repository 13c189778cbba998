"""What the district adds to the shipped law: local entries, verifications, settings, calendars."""

from __future__ import annotations

from django.db import models

from wanghuo.base.scope.registry import scoped


@scoped(everyone=True)
class Revision(models.Model):
    """One row whose token changes with every change below: what a process keeps in memory is good while it matches.

    A random token, not a number: a number written by a transaction that rolled back would come again.
    """

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "法律数据版本"


@scoped(everyone=True, persons=("proposed_by",))
class LocalEntry(models.Model):
    """A local value of a legal parameter, proposed by one person and approved by another.

    ``kind`` end: a proposal that the approved entry ``ends`` is in force until ``until`` and no longer.
    Persons are kept by id and by the name they then had: this room stands below accounts.
    """

    class Kind(models.TextChoices):
        SET = "set", "设定"
        END = "end", "停用"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待批准"
        APPROVED = "approved", "已批准"
        REJECTED = "rejected", "已驳回"
        WITHDRAWN = "withdrawn", "已撤回"
        VOID = "void", "已作废"

    parameter = models.CharField("参数", max_length=80, db_index=True)
    kind = models.CharField("事项", max_length=8, choices=Kind.choices, default=Kind.SET)
    state = models.CharField(
        "状态", max_length=12, choices=State.choices, default=State.PROPOSED, db_index=True
    )
    jurisdiction = models.CharField("适用地区", max_length=12)
    value = models.JSONField("值", null=True, blank=True)
    unit = models.CharField("单位", max_length=24, blank=True)
    since = models.DateField("施行日")
    until = models.DateField("最后有效日", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    article = models.CharField("条款", max_length=80, blank=True)
    source_text = models.TextField("原文摘录", blank=True)
    note = models.TextField("说明", blank=True)
    certainty = models.CharField("把握", max_length=12, default="secondary")
    first_day_counts = models.BooleanField("首日计入", null=True, blank=True)
    rolls_off_holiday = models.BooleanField("末日遇节假日顺延", null=True, blank=True)
    clock_source = models.CharField("计时规则的依据", max_length=200, blank=True)
    ends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="endings")
    proposed_by = models.BigIntegerField("提出人编号")
    proposed_name = models.CharField("提出人", max_length=40)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.BigIntegerField("决定人编号", null=True, blank=True)
    decided_name = models.CharField("决定人", max_length=40, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reason = models.TextField("决定理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "本地法律条目"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="law_four_eyes",
                condition=~models.Q(state__in=["approved", "rejected"])
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
                violation_error_message="提出人不得自己批准或者驳回",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.parameter} {self.since}"


@scoped(everyone=True)
class Verification(models.Model):
    """A person who states they hold the text has checked one entry, shipped or local, named by its fingerprint."""

    parameter = models.CharField("参数", max_length=80, db_index=True)
    fingerprint = models.CharField("条目指纹", max_length=16, unique=True)
    shown = models.CharField("核对的值", max_length=400)
    text_held = models.CharField("所持文本", max_length=200)
    by = models.BigIntegerField("核实人编号")
    by_name = models.CharField("核实人", max_length=40)
    on = models.DateField("核实日期")

    class Meta:
        verbose_name = verbose_name_plural = "核实"

    def __str__(self) -> str:
        return f"{self.parameter} {self.shown}"


@scoped(everyone=True)
class SettingValue(models.Model):
    """A change of a product setting; the newest row holds. ``value`` null: back to the default."""

    setting = models.CharField("设置", max_length=80, db_index=True)
    value = models.JSONField("值", null=True, blank=True)
    unit = models.CharField("单位", max_length=24, blank=True)
    reason = models.CharField("理由", max_length=300)
    by = models.BigIntegerField("修改人编号")
    by_name = models.CharField("修改人", max_length=40)
    at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "系统设置"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.setting


@scoped(everyone=True)
class LoadedCalendar(models.Model):
    """A year's holiday notice loaded here; the newest row of a year holds, above the shipped file."""

    year = models.PositiveIntegerField("年份", db_index=True)
    data = models.JSONField("内容")
    sha256 = models.CharField(max_length=64)
    by = models.BigIntegerField("载入人编号")
    by_name = models.CharField("载入人", max_length=40)
    at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "放假安排"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.year}年放假安排"
