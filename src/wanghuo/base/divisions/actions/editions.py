"""Next year's codes: upload → preview → choose row by row → apply in one transaction."""

from __future__ import annotations

import hashlib
from datetime import date

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope.errors import BadInput, NotNow

from .. import editions
from ..codes import CodeError, check
from ..editions import EditionError, Entry
from ..making import Taking
from ..models import Division, Upload
from ..proposals import after, change_of, row_of, standing
from .rows import refuse_orphans, take


@action("divisions.preview_edition", "上传新版区划代码")
def preview_edition(act: Act, *, content: bytes, file_name: str, source: str, effective: date) -> Upload:
    """Compare a list of codes with what stands now. Nothing is changed; the proposals wait in an Upload.

    Raises BadInput when the file cannot be read, each fault named by its line.
    """
    entries = _read(content)
    rows = [row_of(c) for c in editions.compare(standing(), entries)]
    upload = Upload(
        what=Upload.What.EDITION,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        source=source.strip() or file_name,
        effective=effective,
        rows=rows,
        uploaded_by=act.actor.name,
    )
    act.on(upload)
    upload.save()
    act.note(file=file_name, sha256=upload.sha256, lines=len(entries), changes=len(rows))
    return upload


@action("divisions.choose", "确认区划变更提案")
def choose(act: Act, upload: Upload, *, accepted: set[str], heirs: dict[str, str]) -> Upload:
    """Keep which proposals are accepted, and into which unit each vanished one was merged. Still nothing changes."""
    act.on(upload)
    _still_open(upload)
    faults = {
        f"heir-{key}": str(_code_fault(code)) for key, code in heirs.items() if code and _code_fault(code)
    }
    if faults:
        raise BadInput("并入单位的代码有误。", fields=faults, next_step="请填写现行单位的 12 位统计代码。")
    for row in upload.rows:
        row["accepted"] = row["key"] in accepted
        row["heir"] = heirs.get(row["key"], "").strip()
    upload.save(update_fields=["rows"])
    act.note(accepted=len(accepted), of=len(upload.rows))
    return upload


@action("divisions.apply_edition", "新版区划代码生效")
def apply_edition(act: Act, upload: Upload) -> Upload:
    """All accepted rows, in one transaction, towns before villages. Raises NotNow and changes nothing on any fault."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    act.on(upload)
    _still_open(upload)
    chosen = [(change_of(row), row["heir"]) for row in upload.rows if row["accepted"]]
    if not chosen:
        raise NotNow("没有勾选任何变更。", next_step="请至少勾选一行并保存，或放弃本次上传。")
    live = {key.key for key in editions.compare(standing(), after(upload))}
    stale = [change for change, _ in chosen if change.key not in live]
    if stale:
        raise NotNow(
            "上传之后现行区划已有变化，部分提案不再成立。",
            next_step="请放弃本次上传，重新上传同一文件生成新的预览。",
        )
    first = not Division.objects.exists()
    taking = Taking(None if first else upload.effective, upload.source)
    for change, heir in chosen:
        take(act, change, taking, heir)
    refuse_orphans(act)
    act.changed(upload, state=Upload.State.APPLIED, applied_at=act.at)
    upload.save(update_fields=["state", "applied_at"])
    act.note(applied=[change.key for change, _ in chosen][:200], effective=str(upload.effective))
    return upload


@action("divisions.discard", "放弃区划更新")
def discard(act: Act, upload: Upload) -> Upload:
    act.on(upload)
    _still_open(upload)
    act.changed(upload, state=Upload.State.DISCARDED)
    upload.save(update_fields=["state"])
    return upload


def _read(content: bytes) -> list[Entry]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadInput(
            "文件不是文本。",
            fields={"file": "请另存为 CSV（UTF-8 或 GBK）后再上传。"},
            next_step="Excel 可另存为 CSV。",
        )
    try:
        return editions.read_csv(text)
    except EditionError as fault:
        raise BadInput(
            f"文件有 {len(fault.problems)} 处问题，未导入任何内容。",
            fields={"file": " ".join(fault.problems[:20])},
            next_step="请按行号修改后重新上传。",
        ) from fault


def _code_fault(code: str) -> CodeError | None:
    try:
        check(code)
    except CodeError as fault:
        return fault
    return None


def _still_open(upload: Upload) -> None:
    if upload.state != Upload.State.PREVIEW:
        raise NotNow(
            f"该更新{upload.get_state_display()}，不能再改。", next_step="如需再次更新，请重新上传文件。"
        )
