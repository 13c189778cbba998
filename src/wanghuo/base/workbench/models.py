"""What the workbench keeps for a person: saved filters, imports under way, exports made."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now

from wanghuo.base.scope.registry import scoped


@scoped(persons=("person_id",))
class SavedFilter(models.Model):
    """A person's own name for a search and filters of a desk."""

    person_id = models.BigIntegerField()
    desk = models.CharField("列表", max_length=60)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=2000)
    created_at = models.DateTimeField("建立", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        constraints = [
            models.UniqueConstraint(fields=["person_id", "desk", "name"], name="workbench_filter_name")
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """Long work for one person, with progress. The counters are bookkeeping, no act of anybody."""

    class State(models.TextChoices):
        WORKING = "working", "处理中"
        REFUSED = "refused", "有错误"
        READY = "ready", "待确认"
        WRITING = "writing", "写入中"
        DONE = "done", "完成"
        FAILED = "failed", "未完成"

    person_id = models.BigIntegerField()
    desk = models.CharField("列表", max_length=60)
    name = models.CharField("文件", max_length=200)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WORKING)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.TextField("说明", blank=True)
    created_at = models.DateTimeField("开始", db_default=Now())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.WORKING, self.State.WRITING)

    @property
    def progress_text(self) -> str:
        return f"已处理 {self.done} 行，共 {self.total} 行"

    def tick(self, **values: Any) -> None:
        """Put down how far the work is."""
        for name, value in values.items():
            setattr(self, name, value)
        type(self)._default_manager.filter(pk=self.pk).update(**values)


@scoped(persons=("person_id",))
class ImportRun(Run):
    """An uploaded sheet: kept until it is imported, so that nothing typed is lost."""

    content = models.BinaryField()
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        indexes = [models.Index(fields=["person_id", "desk", "-id"], name="workbench_import_own")]


@scoped(persons=("person_id",))
class ExportRun(Run):
    """An export: who took out what, how many rows, by which conditions."""

    query = models.CharField("条件", max_length=2000, blank=True)
    format = models.CharField("格式", max_length=8)
    content = models.BinaryField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导出"
