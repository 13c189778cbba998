"""文书查验， for anyone: no account, nothing personal, nothing kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from wanghuo.base.scope.guards import public

from .. import queries

LARGEST = 50 * 1024 * 1024
_ROLES = {"scan": "用印后的印发件", "pdf": "编号定稿（未用印）", "attachment": "公文附件"}


@require_safe
@public
def ask(request: HttpRequest) -> HttpResponse:
    """The form that asks for a code."""
    code = request.GET.get("code", "").strip().upper()
    if code:
        return redirect("documents-verify", code=code[:20].replace("/", ""))
    return render(request, "documents/verify.html", {"code": ""})


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@public
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What an issued paper is; with a file, whether it is the very file. The file is hashed and forgotten."""
    found = queries.verify(code)
    context = {"code": code.upper(), "found": found, "asked": True}
    if request.method == "POST" and found is not None:
        file = request.FILES.get("file")
        if file is None or file.size is None or file.size > LARGEST:
            context["file_error"] = "请选择不超过 50 MB 的文件。"
        else:
            role = queries.is_same_file(code, file)
            context |= {"checked": True, "same": _ROLES.get(role, ""), "name": file.name}
    return render(request, "documents/verify.html", context, status=200 if found else 404)
