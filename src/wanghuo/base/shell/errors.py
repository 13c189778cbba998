"""Error pages: what happened, under which rule, what to do next, and the number to give the operator."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .context import Shell


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    title: str
    what: str
    next: str
    rule: str = ""
    icon: str = "alert-circle"
    url: str = "/"
    url_label: str = "回到首页"


BAD_REQUEST = Problem(
    400, "请求无法处理", "浏览器发来的内容不完整或不符合格式，系统没有改动任何数据。",
    "请返回上一页刷新后重试；若是从收藏或旧链接进来的，请从首页重新进入。",
)  # fmt: skip
FORBIDDEN = Problem(
    403, "没有办理权限", "您的岗位不能进行这项操作，系统没有改动任何数据。",
    "如确需办理，请联系本单位安全管理员调整岗位，或移交有权单位。", rule="岗位与权限规则", icon="lock",
)  # fmt: skip
NOT_FOUND = Problem(
    404, "没有找到这一页", "网址可能写错了，内容可能已撤下，或不在您的管辖范围内。",
    "请核对网址，或从首页、搜索中查找。", icon="map-pin",
)  # fmt: skip
EXPIRED = Problem(
    403, "页面已过期", "这一页打开得太久，或浏览器没有保存本站的 Cookie，提交没有被接受。",
    "请返回上一页，刷新后再提交；已填的内容通常还在。", rule="防跨站提交保护（CSRF）", icon="clock-exclamation",
)  # fmt: skip


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page in the frame of whoever looks at it."""
    request_id = getattr(request, "id", "")
    context = {"problem": problem, "request_id": request_id, "page": Shell(request).layout}
    return into_main(request, render(request, "shell/error.html", context, status=problem.status))


def into_main(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An htmx request that ended in a whole page replaces the page's main part, not the small thing it aimed at."""
    if request.headers.get("HX-Request"):
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, NOT_FOUND)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem_page(request, EXPIRED)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database: it may be what failed."""
    body = render_to_string("shell/500.html", {"request_id": getattr(request, "id", "")})
    return HttpResponse(body, status=500)
