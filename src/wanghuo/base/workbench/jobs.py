"""Long imports and exports, behind a progress bar."""

from __future__ import annotations

from wanghuo.base.jobs.registry import job

from . import exports, imports
from .models import ExportRun, ImportRun


@job("workbench.check", atomic=False)
def check(run: int) -> None:
    found = ImportRun.objects.get(pk=run)
    if found.state == ImportRun.State.WORKING:
        imports.check(found, imports.actor_of(found.person_id))


@job("workbench.write")
def write(run: int) -> None:
    found = ImportRun.objects.get(pk=run)
    if found.state == ImportRun.State.WRITING:
        imports.write(found, imports.actor_of(found.person_id))


@job("workbench.export", atomic=False)
def export(run: int) -> None:
    found = ExportRun.objects.get(pk=run)
    if found.state == ExportRun.State.WORKING:
        exports.make(found, imports.actor_of(found.person_id))
