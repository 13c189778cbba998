"""后台任务: what waits, what runs, what failed and why, and when each sweep last ran."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import visible

from . import actions, queries
from .models import Failure, SweepRun
from .sweeps import SWEEPS

WORDS = {"todo": "等待", "scheduled": "定时", "doing": "执行中", "failed": "失败"}


@require_safe
@page("jobs.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Depths of the queues, failed jobs with their errors, sweeps."""
    context = {
        "depths": [
            (queue, [(WORDS[state], count, state == "failed" and count) for state, count in states.items()])
            for queue, states in queries.queue_depths().items()
        ],
        "oldest": int(queries.oldest_waiting()),
        "failed": queries.failed_jobs(),
        "sweeps": _sweeps(request),
    }
    return render(request, "jobs/overview.html", context)


def _sweeps(request: HttpRequest) -> list[dict[str, Any]]:
    runs = {run.name: run for run in visible(request.actor, SweepRun.objects.all(), "jobs.view")}  # type: ignore[attr-defined]
    now, rows = timezone.now(), []
    for known in SWEEPS.values():
        run = runs.get(known.name)
        ended = run.finished if run else None
        broken = bool(run and run.failed and (ended is None or run.failed >= (run.started or run.failed)))
        late = ended is not None and (now - ended).total_seconds() > known.every + 60
        state = (
            ("late", "出错")
            if broken
            else ("none", "等待首次运行")
            if ended is None
            else ("risk", "未按时")
            if late
            else ("ok", "正常")
        )
        rows.append(
            {
                "label": known.label,
                "every": known.every,
                "ended": ended,
                "error": run.error if run and broken else "",
                "state": state,
            }
        )
    return rows


def _failure(request: HttpRequest, number: int) -> Failure:
    rows = visible(request.actor, Failure.objects.filter(job=number).order_by("-id"), "jobs.view")  # type: ignore[attr-defined]
    return rows.first() or get_object_or_404(rows)


@require_POST
@page("jobs.retry")
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Run a failed job again, now."""
    actions.retry(request.actor, _failure(request, number))  # type: ignore[attr-defined]
    messages.success(request, "已重新排入队列，几秒后执行。")
    return HttpResponseRedirect("/jobs/")


@require_POST
@page("jobs.dismiss")
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Give a failed job up."""
    actions.dismiss(request.actor, _failure(request, number), reason=request.POST.get("reason", "")[:200])  # type: ignore[attr-defined]
    messages.success(request, "已放弃这个任务。")
    return HttpResponseRedirect("/jobs/")
