"""The writers: store a file, hang it on a row, withdraw it."""

from __future__ import annotations

import hashlib
import io
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import NotNow, Refused
from wanghuo.base.scope.rows import may

from . import blobs, checks
from .kinds import IMAGES, KINDS
from .models import Attachment
from .purposes import PURPOSES, Purpose


@action("files.store", "上传附件")
def store(
    act: Act, file: BinaryIO | bytes, *, purpose: str, link: models.Model | None = None, name: str = ""
) -> Attachment:
    """Check a file and keep it. ``file``: an upload, an open binary file or bytes (then give ``name``).

    ``link`` is the row it hangs on; without one only the uploader sees it, until :func:`link_to`, and it is removed
    after some days. BadInput (field ``file``) when it is too large, not allowed, broken or a bomb. The bytes are durable
    before the row commits; when the transaction is rolled back they are tidied away later.
    """
    declared = PURPOSES[purpose]
    row = Attachment(
        purpose=purpose,
        uploaded_by=act.actor.person,
        uploaded_by_name=act.actor.name,
        organisation_id=act.actor.organisation,
        at=act.at,
    )
    act.on(row)
    if link is not None:
        _may_attach(act, declared, link)
        row.owner_type, row.owner_id = ContentType.objects.get_for_model(link), link.pk
    source = io.BytesIO(file) if isinstance(file, bytes) else file
    row.name = Path(name or getattr(source, "name", "") or "附件").name
    _take(row, source, declared)
    row.save(force_insert=True)
    act.note(purpose=declared.label, size=row.size, sha256=row.sha256, original_sha256=row.original_sha256)
    if link is not None:
        act.note(owner=link._meta.model_name, owner_id=row.owner_id)
    return row


@action("files.link", "关联附件")
def link_to(act: Act, attachment: Attachment, row: models.Model) -> Attachment:
    """Hang an attachment stored before its owner existed on that owner. NotNow when it hangs somewhere already."""
    act.on(attachment)
    if attachment.owner_id is not None:
        raise NotNow("附件已关联到其他业务。", rule=checks.RULE, next_step="请重新上传一份。")
    _may_attach(act, PURPOSES[attachment.purpose], row)
    attachment.owner_type, attachment.owner_id = ContentType.objects.get_for_model(row), row.pk
    attachment.save(update_fields=["owner_type", "owner_id"])
    act.note(owner=attachment.owner_type.model, owner_id=row.pk)
    return attachment


@action("files.withdraw", "撤下附件")
def withdraw(act: Act, attachment: Attachment, *, reason: str) -> Attachment:
    """Show it no longer; its bytes and its record stay. Whoever may add to the owner may withdraw."""
    act.on(attachment)
    if attachment.owner is not None:
        _may_attach(act, PURPOSES[attachment.purpose], attachment.owner)
    elif attachment.uploaded_by != act.actor.person:
        raise Refused("附件未关联业务，只能由上传人撤下。", rule=checks.RULE, next_step="请联系上传人。")
    if attachment.withdrawn_at:
        raise NotNow("附件已撤下。", rule=checks.RULE)
    act.changed(attachment, withdrawn_at=act.at, withdrawn_reason=reason)
    attachment.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return attachment


def _may_attach(act: Act, declared: Purpose, link: models.Model) -> None:
    decision = may(act.actor, declared.attach, link)
    if not decision.allowed:
        raise Refused(
            f"不能在此添加附件：{decision.reason}",
            rule="岗位与权限规则",
            next_step="请由经办单位的人员上传。",
        )


def _take(row: Attachment, source: BinaryIO, declared: Purpose) -> None:
    """Check, clean and keep the bytes; fill in what the row says of them."""
    with blobs.incoming() as received:
        row.original_sha256, row.original_size = _receive(source, received, declared.limit)
        kind = checks.checked_kind(received, row.name, row.original_size, declared)
        row.kind, row.mime, row.name = kind, KINDS[kind].mime, checks.clean_name(row.name, kind)
        if kind in IMAGES:
            picture = checks.check_picture(received, row.name, kind)
            row.width, row.height = picture.width, picture.height
        if not declared.strip_location:
            row.sha256, row.size = row.original_sha256, row.original_size
            _keep(received, row)
            return
        with blobs.incoming() as cleaned:
            checks.strip(received, cleaned, kind)
            cleaned.flush()
            cleaned.seek(0)
            row.sha256, row.size = blobs.digest(cleaned)
            _keep(cleaned, row)


def _receive(source: BinaryIO, received: BinaryIO, most: int) -> tuple[str, int]:
    """Copy what comes, at most one chunk more than allowed; its hash and size. An upload's own size is believed."""
    running, size = hashlib.sha256(), 0
    source.seek(0)
    while size <= most and (chunk := source.read(blobs.CHUNK)):
        running.update(chunk)
        size += len(chunk)
        received.write(chunk)
    received.flush()
    return running.hexdigest(), max(size, getattr(source, "size", 0) or 0)


def _keep(file: BinaryIO, row: Attachment) -> None:
    if row.width:
        _make_thumbnail(file, row.sha256)
    with transaction.atomic():
        blobs.keep(file, row.sha256)


def _make_thumbnail(file: BinaryIO, sha256: str) -> None:
    target = blobs.thumbnail_path(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.seek(0)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as small:
        try:
            checks.thumbnail(file, small)  # type: ignore[arg-type]
            small.flush()
            Path(small.name).replace(target)
        finally:
            Path(small.name).unlink(missing_ok=True)
