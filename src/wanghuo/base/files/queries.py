"""Readers: the attachments of a row, one attachment for one who may see it, its bytes."""

from __future__ import annotations

from typing import BinaryIO

from django.contrib.contenttypes.models import ContentType
from django.db import models

from wanghuo.base.scope import Refused
from wanghuo.base.scope.rows import may
from wanghuo.kernel.scope import Actor

from . import blobs
from .models import Attachment
from .purposes import PURPOSES


def attachments_of(row: models.Model, *purposes: str, withdrawn: bool = False) -> models.QuerySet[Attachment]:
    """The attachments of a row that the caller has already found to be visible, oldest first."""
    kind = ContentType.objects.get_for_model(row)
    found = Attachment.objects.filter(owner_type=kind, owner_id=row.pk).order_by("id")
    if purposes:
        found = found.filter(purpose__in=purposes)
    return found if withdrawn else found.filter(withdrawn_at=None)


def readable(actor: Actor, number: int) -> Attachment:
    """The attachment, when the actor may see the row it hangs on (or uploaded it, while it hangs on none).

    Raises Refused: 404 alike for what is not there, not his or withdrawn; 403 for an infected file.
    """
    found = Attachment.objects.filter(pk=number, withdrawn_at=None).select_related("owner_type").first()
    if found is None or not _may_see(actor, found):
        raise Refused(
            "没有这个附件，或不在您的权限范围内。",
            rule="岗位与权限规则",
            next_step="请从所属业务页面打开附件；如需查看，请联系经办单位。",
            status=404,
        )
    if found.scanned is False:
        raise Refused(
            "附件查出病毒，已停止下载。", rule="附件管理规则（系统默认）", next_step="请上传人重新提供。"
        )
    return found


def _may_see(actor: Actor, found: Attachment) -> bool:
    if found.owner_id is None:
        return actor.person is not None and found.uploaded_by == actor.person
    owner = found.owner
    declared = PURPOSES.get(found.purpose)
    return owner is not None and declared is not None and may(actor, declared.view, owner).allowed


def open_file(attachment: Attachment) -> BinaryIO:
    """Its bytes. FileNotFoundError when the store has lost them (``wanghuo files check`` lists such)."""
    return blobs.path_of(attachment.sha256).open("rb")
