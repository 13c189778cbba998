"""The ledger: one row an action, written in the action's own transaction, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Func
from django.db.models.functions import Now

from wanghuo.base.scope.registry import scoped


class CurrentXact(Func):
    """``pg_current_xact_id()`` as bigint: which transaction wrote the row (the sealer must know which are over)."""

    template = "pg_current_xact_id()::text::bigint"
    arity = 0
    output_field = models.BigIntegerField()


@scoped(persons=("actor_id",), organisations=("organisation_id",), territory="territory")
class Entry(models.Model):
    """Who did what, when, to what, with what result, from where. Names are kept as they were on the day."""

    class Result(models.TextChoices):
        DONE = "done", "完成"
        REFUSED = "refused", "被拒"

    id = models.BigAutoField(primary_key=True)
    xact = models.BigIntegerField(db_default=CurrentXact(), editable=False)
    at = models.DateTimeField("时间", db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField("操作人", max_length=80)
    actor_kind = models.CharField(max_length=8)
    organisation_id = models.BigIntegerField(null=True)
    organisation_name = models.CharField("单位", max_length=200, blank=True)
    role = models.CharField("角色", max_length=40, blank=True)
    deputy_for = models.BigIntegerField(null=True)
    verb = models.CharField("操作", max_length=80)
    label = models.CharField("操作名称", max_length=80)
    object_type = models.CharField("对象类型", max_length=80)
    object_id = models.CharField("对象标识", max_length=80, blank=True)
    object_label = models.CharField("对象", max_length=300, blank=True)
    territory = models.CharField(max_length=20, null=True)
    result = models.CharField("结果", max_length=8, choices=Result.choices, default=Result.DONE)
    reason = models.TextField("理由", blank=True)
    detail = models.JSONField("内容", default=dict)
    channel = models.CharField("渠道", max_length=8)
    ip = models.CharField("来源地址", max_length=45, blank=True)
    request_id = models.CharField("请求编号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"]),
            models.Index(fields=["actor_id", "id"]),
            models.Index(fields=["verb", "id"]),
            models.Index(fields=["at"]),
            models.Index(fields=["actor_name", "id"]),
            models.Index(fields=["id"], condition=models.Q(result="refused"), name="ledger_entry_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.label} {self.object_label}"


@scoped()
class Pending(models.Model):
    """An entry not sealed yet. Filled by a trigger in the entry's own transaction, emptied by the sealer."""

    entry = models.BigIntegerField(primary_key=True)
    xact = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "待封存记录"
        indexes = [models.Index(fields=["xact", "entry"], name="ledger_pending_order")]


@scoped()
class Key(models.Model):
    """A public key that heads were signed with, from batch ``since`` on. Its predecessor signed ``statement``."""

    number = models.IntegerField("序号", primary_key=True)
    fingerprint = models.CharField("指纹", max_length=64, unique=True)
    since = models.BigIntegerField("自第几批")
    public_key = models.TextField("公钥")
    statement = models.TextField("更换声明")
    signature = models.CharField("前任签名", max_length=128, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账公钥"


@scoped()
class Batch(models.Model):
    """A sealed batch: the fields of :class:`wanghuo.kernel.seal.Batch`, and the hash of them."""

    number = models.BigIntegerField("批号", primary_key=True)
    count = models.IntegerField("条数")
    first = models.BigIntegerField("最小编号")
    last = models.BigIntegerField("最大编号")
    root = models.CharField("根哈希", max_length=64)
    previous = models.CharField("上一批哈希", max_length=64, blank=True)
    sealed_at = models.CharField("封存时间", max_length=27)
    algorithm = models.CharField("算法", max_length=10)
    hash = models.CharField("批哈希", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "封存批次"


@scoped()
class Member(models.Model):
    """Which entry stands where in which batch, with its leaf. The primary key makes it one batch only."""

    entry = models.BigIntegerField(primary_key=True)
    batch = models.BigIntegerField()
    position = models.IntegerField()
    leaf = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "封存席位"
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="ledger_member_seat")]


@scoped()
class Head(models.Model):
    """The signed statement after a batch. ``peaks`` let the next batch be added without reading all; not trusted."""

    number = models.BigIntegerField("批号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    text = models.TextField("原文")
    signature = models.CharField("签名", max_length=128)
    peaks = models.JSONField()

    class Meta:
        verbose_name = verbose_name_plural = "台账首部"


@scoped()
class Publication(models.Model):
    """The last head of a day, sent out of the machine. One row a day."""

    day = models.DateField("日期", primary_key=True)
    head = models.BigIntegerField("批号")
    at = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = verbose_name_plural = "首部公布"
