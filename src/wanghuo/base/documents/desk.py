"""公文 on the workbench, in the side bar and in 我的工作."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wanghuo.base.scope.rows import visible
from wanghuo.base.shell.registry import WorkItem, my_work, nav
from wanghuo.base.workbench import Column, Desk, DeskAction, Filter, register
from wanghuo.kernel.scope import Actor

from . import actions, queries, rules
from .forms import IssuerCodeForm
from .models import Document, IssuerCode, Number, Service
from .panels import RESULT_LOOKS, look


@register
class DocumentDesk(Desk):
    model = Document
    slug = "documents"
    title = "发文"
    noun = "份"
    nav = ("公文", 30, "file-text")
    view = "documents.view"
    columns = (
        Column("title", "标题", link=True),
        Column("number", "发文字号"),
        Column("kind", "文种"),
        Column("state", "环节", as_="status", looks=look),
        Column("issuer__name", "发文单位"),
        Column("drafter_name", "拟稿人"),
        Column("drafted_at", "拟稿时间", as_="datetime"),
    )
    search = ("title", "number")
    filters = (
        Filter("state", "环节", choices=tuple(rules.STATES.items())),
        Filter("kind", "文种"),
        Filter("issued_at", "印发时间", match="range"),
    )
    related = ("issuer",)
    exports = ("xlsx", "csv")
    detail_url = "/documents/{pk}/"
    empty = ("还没有公文", "从“拟稿”选择模板开始；移交案件等业务会自动带出文书。")


@register
class ReceivedDesk(Desk):
    model = Service
    slug = "received"
    title = "收文"
    noun = "份"
    nav = ("公文", 31, "inbox")
    view = "documents.receive"
    columns = (
        Column("document__title", "标题", link=True),
        Column("document__number", "发文字号"),
        Column("document__issuer__name", "发文单位"),
        Column("result", "签收", as_="status", looks=RESULT_LOOKS),
        Column("created_at", "收到时间", as_="datetime"),
    )
    search = ("document__title", "document__number")
    filters = (Filter("result", "签收", choices=tuple(rules.RESULTS.items())),)
    related = ("document__issuer",)
    empty = ("还没有收到公文", "其他单位向本单位印发的公文会出现在这里，请及时签收。")

    def url_of(self, row: Any) -> str:
        return f"/documents/{row.document_id}/"


@register
class NumberDesk(Desk):
    model = Number
    slug = "document-numbers"
    title = "文号登记"
    noun = "个"
    nav = ("公文", 33, "hash")
    view = "documents.view"
    columns = (
        Column("text", "发文字号", link=True),
        Column("document__title", "标题"),
        Column("at", "编号时间", as_="datetime"),
        Column("void_at", "作废时间", as_="datetime"),
        Column("void_reason", "作废原因"),
    )
    search = ("text", "document__title")
    filters = (Filter("void", "在用", path="void_at", match="isnull"),)
    related = ("document",)
    exports = ("xlsx", "csv")
    empty = ("还没有编过文号", "签发后的公文编号，号码连续，作废的号码保留。")

    def url_of(self, row: Any) -> str:
        return f"/documents/{row.document_id}/"


@register
class IssuerCodeDesk(Desk):
    model = IssuerCode
    slug = "issuer-codes"
    title = "机关代字"
    noun = "个"
    nav = ("公文", 34, "rubber-stamp")
    view = "documents.set_issuer_code"
    columns = (
        Column("code", "机关代字", link=True),
        Column("organisation__name", "单位"),
        Column("kind", "文种", value=lambda row: row.kind or "全部文种"),
    )
    search = ("code", "organisation__name")
    related = ("organisation",)
    create = DeskAction(actions.set_issuer_code, form=IssuerCodeForm, label="设定机关代字", icon="plus")
    empty = ("还没有设定机关代字", "未设定时发文字号用单位简称。")


nav("公文", "拟稿", "/documents/new/", action="documents.draft", order=32, icon="pencil")


def _item(document: Document, kind: str, do: str) -> WorkItem:
    return WorkItem(
        f"{do}：{document.title}",
        document.url,
        kind,
        from_whom=document.drafter_name,
        detail=f"{document.kind} · {rules.STATES[document.state]}",
    )


@my_work("documents")
def waiting(actor: Actor, now: datetime) -> Iterator[WorkItem]:
    """Papers that wait for this person: to review, sign, countersign, number, stamp, issue, receive or mend."""
    for state, verb, kind, do in (
        ("review", "documents.review", "approve", "核稿"),
        ("sign", "documents.sign", "approve", "签发"),
        ("signed", "documents.number", "handle", "编号"),
        ("numbered", "documents.seal", "handle", "用印"),
        ("sealed", "documents.issue", "handle", "印发"),
    ):
        papers = visible(actor, Document.objects.filter(state=state), verb).order_by("id")
        if kind == "approve":
            papers = papers.exclude(drafter_id=actor.person)
        for document in papers[:50]:
            yield _item(document, kind, do)
    for document in visible(
        actor, Document.objects.filter(state="draft", drafter_id=actor.person), "documents.edit"
    )[:50]:
        yield _item(document, "handle", "继续拟稿")
    for document in queries.to_countersign(actor)[:50]:
        yield _item(document, "approve", "会签")
    pending = visible(actor, Service.objects.filter(method="inside", result="pending"), "documents.receive")
    for service in pending.select_related("document__issuer").order_by("id")[:50]:
        yield WorkItem(
            f"签收：{service.document}",
            service.document.url,
            "receive",
            from_whom=str(service.document.issuer),
            detail=service.document.kind,
        )
