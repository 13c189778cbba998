"""Bookkeeping of background work: what has been done once, what failed and why, when each sweep last ran."""

from __future__ import annotations

from django.db import models

from wanghuo.base.scope.registry import scoped


@scoped()
class Done(models.Model):
    """A key whose work is done. Written in the work's own transaction, so both happen or neither does."""

    key = models.CharField("去重键", max_length=250, primary_key=True)
    at = models.DateTimeField("完成时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已办任务"

    def __str__(self) -> str:
        return self.key


@scoped()
class Failure(models.Model):
    """One attempt of a job that ended in an error, in words an operator can use."""

    job = models.BigIntegerField("任务编号", db_index=True)
    task = models.CharField("任务", max_length=200)
    attempt = models.PositiveIntegerField("第几次")
    error = models.TextField("错误")
    trace = models.TextField("出错位置", blank=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务错误"

    def __str__(self) -> str:
        return f"{self.task} #{self.job}: {self.error}"


@scoped()
class SweepRun(models.Model):
    """When a sweep last ran, on whichever worker. One row a sweep."""

    name = models.CharField("巡查", max_length=80, primary_key=True)
    started = models.DateTimeField("开始", null=True)
    finished = models.DateTimeField("结束", null=True)
    failed = models.DateTimeField("出错时间", null=True)
    error = models.TextField("错误", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "到期巡查"

    def __str__(self) -> str:
        return self.name
