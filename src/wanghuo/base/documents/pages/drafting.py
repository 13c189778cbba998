"""Pages of 拟稿： choose a template, fill it, edit the paper, take back a Word file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wanghuo.base.scope import BadInput, Refused
from wanghuo.base.scope.guards import page

from .. import actions, queries
from ..body import BodyError, from_json
from ..body.diff import diff
from ..editor import KINDS, body_from, rows_from, rows_of
from ..forms import ValuesForm
from ..templates_in_force import current, form_on

LARGEST = 20 * 1024 * 1024  # bytes of a .docx, 系统默认
_TRAIL = [("公文", "/w/documents/")]


@require_safe
@page("documents.draft")
def choose(request: HttpRequest) -> HttpResponse:
    """The templates in force today, by layout."""
    forms = current(timezone.localdate())
    groups = [
        ("公文", [f for f in forms if f.layout == "document"]),
        ("业务单据", [f for f in forms if f.layout == "form" and f.short]),
        ("执法文书", [f for f in forms if f.layout == "form" and not f.short]),
    ]
    return render(request, "documents/choose.html", {"groups": groups, "trail": [*_TRAIL, ("拟稿", "")]})


@require_http_methods(["GET", "HEAD", "POST"])
@page("documents.draft")
def new(request: HttpRequest, template: str) -> HttpResponse:
    """Fill the fields of a template; a refusal shows the form again with all that was typed."""
    chosen = form_on(template, timezone.localdate())
    issuers = queries.issuers_for(request.actor)  # type: ignore[attr-defined]
    form = ValuesForm(chosen, issuers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        office = next(o for o in issuers if o.pk == form.cleaned_data["issuer"])
        try:
            paper = actions.draft(
                request.actor,  # type: ignore[attr-defined]
                template=template,
                values=form.values(),
                issuer=office,  # type: ignore[attr-defined]
            )
        except BadInput as refusal:
            _mark(form, refusal)
        else:
            messages.success(request, "已拟稿。请核对正文，修改后送核稿。")
            return redirect(paper.url)
    context = {
        "form": form,
        "template": chosen,
        "organisations": queries.organisation_names(),
        "trail": [*_TRAIL, ("拟稿", "/documents/new/"), (chosen.name, "")],
    }
    return render(request, "documents/new.html", context, status=422 if form.errors else 200)


def _mark(form: Any, refusal: Refused) -> None:
    for key, message in getattr(refusal, "fields", {}).items():
        form.add_error(key if key in form.fields else None, message)
    if not getattr(refusal, "fields", {}):
        form.add_error(None, str(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@page("documents.edit")
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """The structured form. Its buttons 插入， 删除， 上移 redraw it without saving; nothing typed is lost."""
    paper = queries.one(request.actor, number)  # type: ignore[attr-defined]
    newest = queries.latest(paper)
    body = from_json(newest.body)
    context: dict[str, Any] = {"paper": paper, "kinds": KINDS, "error": None, "base": newest.number}
    if request.method != "POST":
        context |= {
            "body": body,
            "rows": rows_of(body),
            "issuers": "\n".join(body.issuers),
            "attachments": "\n".join(a.title for a in body.attachments),
        }
        return _editor(request, context)
    context |= {
        "attachments": request.POST.get("attachments", ""),
        "issuers": request.POST.get("issuers", ""),
        "base": request.POST.get("base", ""),
    }
    try:
        rows = rows_from(request.POST)
        context |= {"rows": rows, "body": _typed(request)}
        if request.POST.get("op"):
            return _editor(request, context)
        made = body_from(request.POST, rows, body)
        base = request.POST.get("base", "")
        actions.edit(request.actor, paper, made, base=int(base) if base.isdigit() else 0)  # type: ignore[attr-defined]
    except BodyError as error:
        context.setdefault("rows", [])
        context |= {"body": _typed(request), "error": BadInput(str(error), rule="公文格式")}
        return _editor(request, context, 422)
    except Refused as refusal:
        return _editor(request, context | {"error": refusal}, refusal.status)
    messages.success(request, "已保存为新版本。")
    return redirect(paper.url)


def _typed(request: HttpRequest) -> dict[str, Any]:
    typed: dict[str, Any] = dict(request.POST.items())
    typed["signers"] = request.POST.get("signers", "").split()
    return typed


def _editor(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    paper = context["paper"]
    context["trail"] = [*_TRAIL, (paper.number or paper.title[:16], paper.url), ("修改", "")]
    return render(request, "documents/edit.html", context, status=status)


@require_POST
@page("documents.upload")
def upload(request: HttpRequest, number: int) -> HttpResponse:
    """The edited .docx comes back; the answer is the page of the new version with what changed."""
    paper = queries.one(request.actor, number)  # type: ignore[attr-defined]
    file = request.FILES.get("file")
    if file is None:
        raise BadInput(
            "没有选择文件。", fields={"file": "请选择 .docx 文件"}, next_step="请选择修改后的 Word 稿再上传。"
        )
    if (file.size or 0) > LARGEST:
        raise BadInput(
            "Word 稿超过 20 MB。",
            fields={"file": "文件过大"},
            next_step="请删去其中的图片，图片作为附件上传。",
        )
    base = request.POST.get("base", "")
    version, reading = actions.upload(
        request.actor,  # type: ignore[attr-defined]
        paper,
        file.read(),
        base=int(base) if base.isdigit() else 0,  # type: ignore[attr-defined]
    )
    messages.success(request, f"Word 稿已存为第{version.number}版，{len(reading.lost)}处内容未能读入。")
    return redirect(f"{paper.url}versions/{version.number}/")


@require_POST
@page("documents.attach")
def attach(request: HttpRequest, number: int) -> HttpResponse:
    paper = queries.one(request.actor, number)  # type: ignore[attr-defined]
    file = request.FILES.get("file")
    if file is None:
        raise BadInput("没有选择文件。", fields={"file": "请选择附件"}, next_step="请选择附件再上传。")
    actions.attach(request.actor, paper, file)  # type: ignore[attr-defined, arg-type]
    messages.success(request, "附件已添加。")
    return redirect(paper.url)


@require_http_methods(["GET", "HEAD", "POST"])
@page("documents.view")
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """A version: what changed against the one before, and what a Word file held that could not be taken."""
    paper = queries.one(request.actor, number)  # type: ignore[attr-defined]
    shown = queries.version_of(paper, version)
    if request.method == "POST":
        newest = queries.latest(paper)
        actions.edit(
            request.actor,  # type: ignore[attr-defined]
            paper,
            from_json(shown.body),
            base=newest.number,
            source=f"恢复第{version}版",  # type: ignore[attr-defined]
        )
        messages.success(request, f"已恢复第{version}版的内容，存为新版本。")
        return redirect(paper.url)
    before = queries.version_of(paper, version - 1) if version > 1 else None
    changes = diff(from_json(before.body), from_json(shown.body)) if before else []
    context = {
        "paper": paper,
        "version": shown,
        "before": before,
        "changes": changes,
        "newest": queries.latest(paper).number,
        "trail": [*_TRAIL, (paper.number or paper.title[:16], paper.url), (f"第{version}版", "")],
    }
    return render(request, "documents/version.html", context)
