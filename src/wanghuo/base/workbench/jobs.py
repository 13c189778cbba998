"""Long imports and exports, behind a progress bar; and the clearing away of what was kept for them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from wanghuo.base.jobs.registry import job
from wanghuo.base.jobs.sweeps import sweep

from . import exports, imports
from .models import ExportRun, ImportRun, Run

log = logging.getLogger("wanghuo.workbench")
KEPT = timedelta(days=30)  # sheets hold personal data: kept no longer than a correction may take


@contextmanager
def _told(run: Run) -> Iterator[None]:
    """A mistake of ours ends the progress bar with a sentence, instead of turning it for ever."""
    try:
        with transaction.atomic():
            yield
    except Exception:
        log.exception("%s %s", type(run).__name__, run.pk)
        run.tick(
            state=Run.State.FAILED,
            message="处理时系统出了问题，没有写入任何内容，问题已记入日志。请重试；仍不行请联系系统管理员。",
        )


@contextmanager
def _open_end(run: Run) -> Iterator[None]:
    """As :func:`_told`, for work that shows how far it is: no transaction around it."""
    try:
        yield
    except Exception:
        log.exception("%s %s", type(run).__name__, run.pk)
        run.tick(
            state=Run.State.FAILED,
            message="处理时系统出了问题，问题已记入日志。请重试；仍不行请联系系统管理员。",
        )


@job("workbench.check", "核对导入表格", atomic=False, attempts=1)
def check(run: int) -> None:
    found = ImportRun.objects.get(pk=run)
    if found.state == ImportRun.State.WORKING:
        with _open_end(found):
            imports.check(found, imports.actor_of(found.person_id))


@job("workbench.write", "写入导入表格", attempts=1)
def write(run: int) -> None:
    found = ImportRun.objects.get(pk=run)
    if found.state == ImportRun.State.WRITING:
        with _told(found):
            imports.write(found, imports.actor_of(found.person_id))


@job("workbench.export", "生成导出表格", atomic=False, attempts=1)
def export(run: int) -> None:
    found = ExportRun.objects.get(pk=run)
    if found.state == ExportRun.State.WORKING:
        with _open_end(found):
            exports.make(found, imports.actor_of(found.person_id))


@sweep("workbench.tidy", every=3600, label="清理过期的导入导出文件")
def tidy(now: datetime) -> None:
    """The record stays (who, when, how many rows); the sheet itself goes."""
    ImportRun._default_manager.filter(created_at__lt=now - KEPT).exclude(content=b"").update(content=b"")
    ExportRun._default_manager.filter(created_at__lt=now - KEPT, content__isnull=False).update(content=None)
