"""The workbench's own writers."""

from __future__ import annotations

from typing import Any

from django.db import models

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope.errors import BadInput, NotNow
from wanghuo.base.scope.registry import fields_of

from .declare import Importer
from .models import ExportRun, ImportRun, SavedFilter


def _person(act: Act) -> int:
    if act.actor.person is None:
        raise NotNow("只有登录的人员可以使用。", next_step="请先登录。")
    return act.actor.person


@action("workbench.save_filter", "保存常用筛选")
def save_filter(act: Act, *, desk: str, name: str, query: str) -> SavedFilter:
    """Keep the conditions under a name; the same name again replaces them."""
    name = name.strip()
    if not name:
        raise BadInput("请给常用筛选起个名字。", fields={"name": "请填写名称。"})
    person = _person(act)
    saved = SavedFilter.objects.filter(person_id=person, desk=desk, name=name[:40]).first()
    saved = saved or SavedFilter(person_id=person, desk=desk, name=name[:40])
    act.on(saved)
    saved.query = query[:2000]
    saved.save()
    act.note(desk=desk, query=query)
    return saved


@action("workbench.drop_filter", "删除常用筛选")
def drop_filter(act: Act, saved: SavedFilter) -> None:
    act.on(saved)
    SavedFilter.objects.filter(pk=saved.pk).delete()


@action("workbench.upload", "上传导入表格")
def upload(act: Act, *, desk: str, name: str, content: bytes) -> ImportRun:
    """Keep the sheet as it came. It is judged next, and written only when the person confirms."""
    run = ImportRun(person_id=_person(act), desk=desk, name=name[:200], content=content)
    act.on(run)
    run.save()
    act.note(desk=desk, bytes=len(content))
    return run


@action("workbench.import_rows", "确认导入")
def import_rows(act: Act, run: ImportRun, *, importer: Importer, rows: list[dict[str, Any]]) -> int:
    """All lines of a judged sheet, or none: the room's own action runs inside this transaction."""
    act.on(run)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in (ImportRun.State.READY, ImportRun.State.WRITING):
        raise NotNow("这份表格不能导入：还有错误，或已经导入过。", next_step="请看导入报告，改好后重新上传。")
    count = importer.run(act.actor, rows)
    count = len(rows) if count is None else int(count)
    act.changed(run, state=ImportRun.State.DONE, done=count)
    run.content = b""  # written: the sheet is needed no longer
    run.save(update_fields=["state", "done", "content"])
    act.note(desk=run.desk, rows=count)
    return count


@action("workbench.export", "导出数据")
def export(act: Act, *, desk: str, name: str, query: str, format: str, total: int) -> ExportRun:
    """Note that data leaves the house: who, which list, by which conditions, about how many rows."""
    run = ExportRun(
        person_id=_person(act), desk=desk, name=name[:200], query=query[:2000], format=format, total=total
    )
    act.on(run)
    run.save()
    act.note(desk=desk, query=query, format=format, rows=total)
    return run


@action("workbench.unmask", "查看遮蔽内容")
def unmask(act: Act, row: models.Model, *, field: str, reason: str) -> str:
    """One masked field of one row in full, for a stated reason. The value itself is not put in the ledger."""
    if field not in fields_of(type(row)).masked:
        raise BadInput("这一项没有遮蔽，不需要申请查看。", fields={"field": "不是遮蔽字段。"})
    if len(reason.strip()) < 4:
        raise BadInput(
            "请写明查看的事由。",
            fields={"reason": "请写明事由，至少四个字。"},
            rule="个人信息保护法 第六条（最小必要）",
        )
    act.on(row)
    act.note(field=field, reason=reason.strip())
    return str(getattr(row, field) or "")
