"""The HTTP API: one NinjaAPI; each room adds ``router`` from its ``api.py``. Every refusal has one shape."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from wanghuo.base.scope.errors import BadInput, Refused

REFUSAL = {
    "type": "object",
    "title": "Refusal",
    "description": "发生了什么、依据什么、下一步怎么办。",
    "required": ["error"],
    "properties": {
        "error": {"type": "string"},
        "rule": {"type": "string"},
        "next": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
REFUSED = {
    400: "请求无法读取",
    401: "未登录",
    403: "无权限",
    404: "没有",
    405: "方法不适用",
    409: "状态不允许",
    422: "输入有误",
}


class Api(NinjaAPI):
    """NinjaAPI whose schema names the refusals that any operation may answer with."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**more)
        schema.setdefault("components", {}).setdefault("schemas", {})["Refusal"] = REFUSAL
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
        for path in schema["paths"].values():
            for operation in path.values():
                for status, label in REFUSED.items():
                    operation["responses"].setdefault(status, {"description": label, "content": content})
        return schema


api = Api(title="望火 Wanghuo", version="1", urls_namespace="api", docs_url=None)


def _answer(request: HttpRequest, status: int, error: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"error": error, **more}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal as JSON: what happened, under which rule, what to do next."""
    fields = {"fields": error.fields} if isinstance(error, BadInput) else {}
    return _answer(request, error.status, error.reason, rule=error.rule, next=error.next_step, **fields)


@api.exception_handler(ValidationError)
def not_as_the_schema_says(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Input that does not fit the schema: which field, and why."""
    fields = {".".join(str(part) for part in e["loc"]): str(e["msg"]) for e in error.errors}
    return _answer(
        request, 422, "输入不符合接口格式。", next="请对照 /api/openapi.json 改正。", fields=fields
    )


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A request that could not be read, or another HTTP error a route raised."""
    said = "请求内容无法读取，应为 JSON。" if error.status_code == HTTPStatus.BAD_REQUEST else str(error)
    return _answer(request, error.status_code, said)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, 404, "没有这条记录，或不在您的权限范围内。")
