"""An import from upload to done: judged, tried and rolled back, shown, confirmed, written in one transaction."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.module_loading import import_string

from wanghuo.base.scope.errors import BadInput, Refused
from wanghuo.kernel.scope import Actor

from . import actions, sheets
from .declare import Importer, desk_for
from .models import ImportRun

AT_ONCE = 300  # lines judged while the person waits; more go to a job with progress
SHOWN = 200  # errors listed on the page; the annotated sheet has them all


def actor_of(person_id: int) -> Actor:
    """The actor behind a person's id, for work that goes on after the request. Accounts stand above this room, so
    the settings name the function."""
    person = get_user_model()._default_manager.get(pk=person_id)
    return import_string(settings.ACTOR_OF)(person)


class _TriedOnly(Exception):
    """Rolls the trial back."""


def _trial(actor: Actor, importer: Importer, found: sheets.Judged) -> None:
    """Run the room's action and take it back: what it refuses is known before anybody confirms."""
    try:
        with transaction.atomic():
            importer.run(actor, [dict(row) for row in found.rows])
            raise _TriedOnly
    except _TriedOnly:
        return
    except BadInput as refusal:
        _blame(found, refusal)
    except Refused as refusal:
        found.blame(0, str(refusal))


def _blame(found: sheets.Judged, refusal: BadInput) -> None:
    by_line = {k: m for k, m in refusal.fields.items() if str(k).isdigit() and int(k) < len(found.lines)}
    for index, message in by_line.items():
        found.blame(found.lines[int(index)], message)
    if not by_line:
        found.blame(0, " ".join([str(refusal), *refusal.fields.values()]))


def check(run: ImportRun, actor: Actor) -> None:
    """Judge the kept sheet and put down the report. Nothing of the room's is written."""
    importer = desk_for(run.desk).importer
    assert importer is not None
    try:
        found = sheets.judge(importer, bytes(run.content), lambda done: run.tick(done=done))
        if not found.errors:
            _trial(actor, importer, found)
    except BadInput as refusal:
        found = sheets.Judged()
        found.blame(0, str(refusal))
    state = ImportRun.State.REFUSED if found.errors else ImportRun.State.READY
    report = {"rows": len(found.rows), "errors": {str(k): v for k, v in sorted(found.errors.items())}}
    run.tick(state=state, report=report, done=len(found.rows))


def write(run: ImportRun, actor: Actor) -> None:
    """Write the judged sheet: all of it or nothing. A refusal stays in the report."""
    importer = desk_for(run.desk).importer
    assert importer is not None
    found = sheets.judge(importer, bytes(run.content))
    try:
        if found.errors:
            raise BadInput("核对之后数据有了变化，表格不能原样导入。", next_step="请重新上传核对。")
        actions.import_rows(actor, run, importer=importer, rows=found.rows)
    except BadInput as refusal:
        _blame(found, refusal)
        report = {"rows": len(found.rows), "errors": {str(k): v for k, v in sorted(found.errors.items())}}
        run.tick(state=ImportRun.State.REFUSED, report=report)
    except Refused as refusal:
        run.tick(state=ImportRun.State.FAILED, message=str(refusal))
