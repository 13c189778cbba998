"""Who is told of a paper: those who have to receive, countersign or mend it."""

from __future__ import annotations

from wanghuo.base.jobs.events import on
from wanghuo.base.notify.sending import send
from wanghuo.base.scope.policy import policy

from .models import Countersign, Document, Service


def _roles(action: str) -> list[str]:
    """Roles that may do the action for their office."""
    return sorted({r.role for r in policy().rules_for(action) if r.reach == "organisation"})


@on("documents.issued")
def tell_recipients(document: int, **_: object) -> None:
    """Every office the paper was served on inside the system."""
    waiting = Service.objects.filter(document=document, method="inside", result="pending")
    for service in waiting.select_related("document__issuer"):
        paper = service.document
        send(
            roles=_roles("documents.receive"),
            organisation=service.organisation_id,
            template="documents.to_receive",
            values={"issuer": str(paper.issuer), "number": paper.number, "title": paper.title},
            link=paper.url,
            key=f"documents.to_receive:{service.pk}",
        )


@on("documents.asked")
def tell_countersigners(document: int, **_: object) -> None:
    """Every office whose opinion is asked for in this round."""
    for part in Countersign.objects.filter(document=document, agreed=None).select_related("document__issuer"):
        send(
            roles=_roles("documents.countersign"),
            organisation=part.organisation_id,
            template="documents.to_countersign",
            values={"issuer": str(part.document.issuer), "title": part.document.title},
            link=part.document.url,
            key=f"documents.to_countersign:{part.pk}",
        )


@on("documents.returned")
def tell_drafter(document: int, opinion: int, **_: object) -> None:
    """The drafter, unless he took the paper back himself."""
    paper = Document.objects.get(pk=document)
    said = paper.opinions.get(pk=opinion)
    if paper.drafter_id is None or paper.drafter_id == said.by_id:
        return
    send(
        to=[paper.drafter_id],
        template="documents.returned",
        values={"title": paper.title, "by": said.by_name, "words": said.text},
        link=paper.url,
        key=f"documents.returned:{opinion}",
    )


@on("documents.served")
def tell_of_refusal(document: int, service: int, result: str, **_: object) -> None:
    """The drafter of a paper that was refused."""
    paper = Document.objects.get(pk=document)
    if result != "refused" or paper.drafter_id is None:
        return
    row = Service.objects.get(pk=service)
    send(
        to=[paper.drafter_id],
        template="documents.refused",
        values={
            "recipient": row.recipient,
            "number": paper.number,
            "title": paper.title,
            "words": row.remark,
        },
        link=paper.url,
        key=f"documents.refused:{service}",
    )
