"""An attachment: a file that hangs on a row of any room. Its bytes lie in the store, named by their hash."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from wanghuo.base.scope.registry import scoped


@scoped(persons=("uploaded_by",), organisations=("organisation_id",))
class Attachment(models.Model):
    """One uploaded file. What was kept may differ from what came (a tip's photo without its place): both hashes stay.

    ``scanned``: None not looked at by a virus scanner, True clean, False infected (never handed out).
    """

    purpose = models.CharField("用途", max_length=60)
    owner_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_id = models.BigIntegerField(null=True, blank=True)
    owner = GenericForeignKey("owner_type", "owner_id")
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=12)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    original_sha256 = models.CharField("原文件 SHA-256", max_length=64)
    original_size = models.BigIntegerField("原文件大小")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    scanned = models.BooleanField("查毒", null=True)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_by_name = models.CharField("上传人", max_length=80)
    organisation_id = models.BigIntegerField(null=True)
    at = models.DateTimeField("上传时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        indexes = [
            models.Index(fields=["owner_type", "owner_id", "id"]),
            models.Index(fields=["at"], condition=models.Q(owner_id__isnull=True), name="files_unlinked"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Where it is downloaded, within the owner's scope."""
        return f"/files/{self.pk}/"

    @property
    def thumbnail_url(self) -> str:
        """A small picture of it; empty when it is no image."""
        return f"/files/{self.pk}/thumbnail/" if self.width else ""
