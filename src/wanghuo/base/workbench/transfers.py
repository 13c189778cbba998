"""Pages of import and export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render

from wanghuo.base.scope.errors import BadInput
from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import visible
from wanghuo.kernel.scope import Actor

from . import actions, exports, imports, jobs, keyset, sheets
from .declare import Desk, Importer
from .listing import Asked
from .models import ExportRun, ImportRun

View = Callable[..., HttpResponseBase]


def download(content: Any, name: str, kind: str) -> HttpResponseBase:
    """A file to keep. Not cached: what a person may see changes."""
    made = (
        HttpResponse(content, content_type=kind)
        if isinstance(content, bytes)
        else StreamingHttpResponse(content, content_type=kind)
    )
    made["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    made["Cache-Control"] = "no-store"
    return made


def _runs(model: Any, desk: Desk, actor: Actor, action: str) -> Any:
    return visible(actor, model._default_manager.filter(desk=desk.slug), action)


def _run_or_404(model: Any, desk: Desk, actor: Actor, action: str, pk: str) -> Any:
    found = _runs(model, desk, actor, action).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def import_page(desk: Desk, importer: Importer) -> View:
    """GET: how it goes, the template, earlier uploads. POST: a sheet is kept and judged."""

    def view(request: HttpRequest) -> HttpResponseBase:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        problem, status = None, 200
        if request.method == "POST":
            try:
                return HttpResponseRedirect(f"{desk.base}import/{_take(desk, actor, request).pk}/")
            except BadInput as refusal:
                problem, status = refusal, refusal.status
        runs = (
            _runs(ImportRun, desk, actor, "workbench.upload").defer("content", "report").order_by("-id")[:10]
        )
        context = {"desk": desk, "importer": importer, "runs": runs, "problem": problem, "most": sheets.MOST}
        return render(request, "workbench/import.html", context, status=status)

    return page(importer.verb)(view)


def _take(desk: Desk, actor: Actor, request: HttpRequest) -> ImportRun:
    file = request.FILES.get("file")
    if file is None:
        raise BadInput("没有选择文件。", next_step="请先选择填好的 .xlsx 文件，再点“上传核对”。")
    content = file.read(sheets.LARGEST + 1)
    lines = sheets.count_lines(content)
    run = actions.upload(actor, desk=desk.slug, name=file.name or "未命名.xlsx", content=content)
    run.tick(total=lines)
    if lines <= imports.AT_ONCE:
        imports.check(run, actor)
    else:
        jobs.check.defer(run=run.pk)
    return run


def import_run_page(desk: Desk, importer: Importer) -> View:
    """The report of one upload; POST confirms it."""

    def view(request: HttpRequest, pk: str) -> HttpResponseBase:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        run = _run_or_404(ImportRun, desk, actor, "workbench.import_rows", pk)
        if request.method == "POST":
            _confirm(run, actor)
            return HttpResponseRedirect(f"{desk.base}import/{run.pk}/")
        return _progress_or(
            request, run, lambda: render(request, "workbench/import_run.html", _report(desk, run))
        )

    return page(importer.verb)(view)


def _confirm(run: ImportRun, actor: Actor) -> None:
    if run.state != ImportRun.State.READY:
        return
    if run.total <= imports.AT_ONCE:
        imports.write(run, actor)
    else:
        run.tick(state=ImportRun.State.WRITING)
        jobs.write.defer(run=run.pk)


def _report(desk: Desk, run: ImportRun) -> dict[str, Any]:
    errors = run.report.get("errors", {})
    listed = [(int(line), messages) for line, messages in errors.items()]
    return {
        "desk": desk,
        "run": run,
        "errors": listed[: imports.SHOWN],
        "error_count": len(listed),
        "shown": imports.SHOWN,
    }


def _progress_or(request: HttpRequest, run: Any, whole: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """While work goes on, htmx asks for the bar alone; when it is over, for the whole page anew."""
    if not request.headers.get("HX-Request"):
        return whole()
    if run.under_way:
        return render(request, "workbench/_progress.html", {"run": run, "poll": request.path})
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


def import_template(desk: Desk, importer: Importer) -> View:
    def view(request: HttpRequest) -> HttpResponseBase:
        return download(
            sheets.template(importer, desk.title), f"{desk.title}-导入模板.xlsx", exports.TYPES["xlsx"]
        )

    return page(importer.verb)(view)


def import_errors(desk: Desk, importer: Importer) -> View:
    """The person's own sheet, with what is wrong written beside each line."""

    def view(request: HttpRequest, pk: str) -> HttpResponseBase:
        run = _run_or_404(ImportRun, desk, request.actor, "workbench.import_rows", pk)  # type: ignore[attr-defined]
        if not run.content:
            raise Http404
        errors = {int(k): v for k, v in run.report.get("errors", {}).items() if int(k) > 0}
        return download(
            sheets.annotated(bytes(run.content), errors), f"有错误-{run.name}", exports.TYPES["xlsx"]
        )

    return page(importer.verb)(view)


def export_page(desk: Desk) -> View:
    """POST: what the list shows under these conditions, as a file; noted in the ledger."""

    def view(request: HttpRequest) -> HttpResponseBase:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        format, query = request.POST.get("format", ""), request.POST.get("query", "")
        if request.method != "POST" or format not in desk.exports:
            return HttpResponseRedirect(f"{desk.base}?{request.GET.urlencode()}")
        total = keyset.capped_count(Asked(desk, actor, QueryDict(query)).rows(), exports.SHEET)
        name = exports.file_name(desk, format)
        run = actions.export(actor, desk=desk.slug, name=name, query=query, format=format, total=total)
        if format == "xlsx" and total > exports.AT_ONCE:
            jobs.export.defer(run=run.pk)
            return HttpResponseRedirect(f"{desk.base}export/{run.pk}/")
        run.tick(state=ExportRun.State.DONE, done=total)
        return download(
            exports.content(desk, exports.rows_of(desk, actor, query), format), name, exports.TYPES[format]
        )

    return page(desk.view)(view)


def export_run_page(desk: Desk) -> View:
    def view(request: HttpRequest, pk: str) -> HttpResponseBase:
        run = _run_or_404(ExportRun, desk, request.actor, "workbench.export", pk)  # type: ignore[attr-defined]
        return _progress_or(
            request, run, lambda: render(request, "workbench/export_run.html", {"desk": desk, "run": run})
        )

    return page(desk.view)(view)


def export_file(desk: Desk) -> View:
    def view(request: HttpRequest, pk: str) -> HttpResponseBase:
        run = _run_or_404(ExportRun, desk, request.actor, "workbench.export", pk)  # type: ignore[attr-defined]
        if run.content is None:
            raise Http404
        return download(bytes(run.content), run.name, exports.TYPES["xlsx"])

    return page(desk.view)(view)
