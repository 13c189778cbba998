"""A paper, its versions, opinions, number, service. The database itself refuses changes to issued ones."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.scope.registry import scoped

from .rules import METHODS, PATH, RESULTS, STATES


@scoped(
    territory="issuer__division__code",
    organisations=("issuer_id",),
    persons=("drafter_id",),
)
class Document(models.Model):
    """An official paper. From 印发 on its row and versions are frozen by triggers (migration 0002)."""

    issuer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="发文单位"
    )
    template = models.CharField("模板", max_length=60)
    template_version = models.CharField("模板版本", max_length=20)
    kind = models.CharField("文种", max_length=40)
    title = models.CharField("标题", max_length=300)
    state = models.CharField("环节", max_length=12, choices=list(STATES.items()), default="draft")
    values = models.JSONField("要素", default=dict)
    certainty = models.CharField("模板依据", max_length=12)
    drafter_id = models.BigIntegerField(null=True)
    drafter_name = models.CharField("拟稿人", max_length=80)
    drafted_at = models.DateTimeField("拟稿时间")
    reviewer_id = models.BigIntegerField(null=True)
    signer_name = models.CharField("签发人", max_length=80, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True)
    number = models.CharField("发文字号", max_length=100, blank=True)
    code = models.CharField("查验码", max_length=20, unique=True, null=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    manifest = models.JSONField(null=True)
    seal_sha256 = models.CharField("存证哈希", max_length=64, blank=True)
    issued_at = models.DateTimeField("印发时间", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    ended_reason = models.CharField("撤稿、作废或撤销原因", max_length=300, blank=True)
    link_model = models.CharField(max_length=80, blank=True)
    link_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "公文"
        indexes = [
            models.Index(fields=["issuer", "state", "-id"]),
            models.Index(fields=["link_model", "link_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="documents_issued_is_sealed",
                condition=~Q(state__in=["issued", "revoked"])
                | (~Q(seal_sha256="") & Q(issued_at__isnull=False, code__isnull=False) & ~Q(number="")),
                violation_error_message="印发的公文必须有文号、查验码和存证哈希。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def stage(self) -> int:
        """How far along the path, 0 … 7; -1 when it has left it."""
        return PATH.index(self.state) if self.state in PATH else -1

    @property
    def url(self) -> str:
        return f"/documents/{self.pk}/"


@scoped(organisations=("document__issuer_id",), persons=("document__drafter_id",))
class Version(models.Model):
    """A state of the body. Rows are only ever added."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版次")
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    source = models.CharField("来源", max_length=40)
    report = models.JSONField("回传说明", default=list)
    at = models.DateTimeField("时间")
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField("修改人", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "公文版本"
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="documents_version_once")]

    def __str__(self) -> str:
        return f"{self.document} 第{self.number}版"


@scoped(organisations=("document__issuer_id",), persons=("by_id",))
class Opinion(models.Model):
    """An entry of the 发文稿纸： who did what at which step, with what opinion."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="opinions")
    verb = models.CharField(max_length=20)
    label = models.CharField("环节", max_length=40)
    text = models.TextField("意见", blank=True)
    version = models.PositiveIntegerField("版次")
    at = models.DateTimeField("时间")
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField("办理人", max_length=80)
    organisation_name = models.CharField("单位", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理意见"

    def __str__(self) -> str:
        return f"{self.label} {self.by_name}"


@scoped(organisations=("organisation_id",))
class Countersign(models.Model):
    """One organisation's part in 会签， in one round. ``agreed``: None not yet, True, False returned."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="countersigns")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField(default=1)
    agreed = models.BooleanField(null=True)
    opinion = models.TextField("意见", blank=True)
    by_name = models.CharField("会签人", max_length=80, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会签"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "organisation", "round"], name="documents_countersign_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.organisation}"


@scoped(organisations=("organisation_id",), territory="organisation__division__code")
class IssuerCode(models.Model):
    """机关代字 of an issuer, for all kinds or for one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文种", max_length=40, blank=True)
    code = models.CharField("机关代字", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "机关代字"
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="documents_code_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.code}"


@scoped(organisations=("organisation_id",))
class Series(models.Model):
    """A run of numbers: one issuer, one pattern, one year. Its row is locked while a number is taken."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pattern = models.CharField(max_length=100)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "pattern", "year"], name="documents_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.pattern} {self.year}"


@scoped(organisations=("series__organisation_id",))
class Number(models.Model):
    """A number given. Void ones stay, with the reason, so that the run has no gap."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="numbers")
    serial = models.PositiveIntegerField("序号")
    text = models.CharField("发文字号", max_length=100, unique=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="numbered")
    at = models.DateTimeField("编号时间")
    void_at = models.DateTimeField("作废时间", null=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发文字号"
        constraints = [models.UniqueConstraint(fields=["series", "serial"], name="documents_serial_once")]

    def __str__(self) -> str:
        return self.text


@scoped(organisations=("organisation_id",))
class Service(models.Model):
    """Service of an issued paper on one recipient, with its receipt （送达回证）."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="services")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="受送达单位"
    )
    recipient = models.CharField("受送达人", max_length=200)
    method = models.CharField("送达方式", max_length=12, choices=list(METHODS.items()))
    result = models.CharField("结果", max_length=10, choices=list(RESULTS.items()), default="pending")
    place = models.CharField("送达地点", max_length=200, blank=True)
    served_at = models.DateTimeField("送达时间", null=True)
    served_by = models.CharField("送达人", max_length=80, blank=True)
    received_by = models.CharField("签收人", max_length=80, blank=True)
    relation = models.CharField("与受送达人关系", max_length=80, blank=True)
    witness = models.CharField("见证人", max_length=120, blank=True)
    remark = models.CharField("拒收事由或备注", max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "送达"

    def __str__(self) -> str:
        return f"{self.document} → {self.recipient}"
