"""送达： who received an issued paper, when, how, or refused it."""

from __future__ import annotations

from datetime import datetime

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow

from .. import rules
from ..models import Document, Service
from .steps import take

_RULE = "送达回证要素（系统默认，措辞待核）"


@action("documents.serve", "登记送达")
def serve(
    act: Act,
    document: Document,
    *,
    recipient: str,
    method: str,
    result: str,
    served_at: datetime,
    organisation: Organisation | None = None,
    place: str = "",
    received_by: str = "",
    relation: str = "",
    witness: str = "",
    remark: str = "",
) -> Service:
    """A receipt of service. A refusal needs its reason; 留置 needs a witness and the place."""
    row = take(act, document, "serve")
    wrong = _wrong(method, result, recipient, received_by, witness, remark, place)
    if served_at > act.at:
        wrong["served_at"] = "送达时间不能晚于现在"
    elif row.issued_at and served_at.date() < row.issued_at.date():
        wrong["served_at"] = "送达时间不能早于印发日期"
    if wrong:
        raise BadInput("送达回证没有填全。", fields=wrong, rule=_RULE, next_step="请补填标出的内容。")
    made = Service.objects.create(
        document=row,
        organisation=organisation,
        recipient=recipient.strip(),
        method=method,
        result=result,
        place=place.strip(),
        served_at=served_at,
        served_by=act.actor.name,
        received_by=received_by.strip(),
        relation=relation.strip(),
        witness=witness.strip(),
        remark=remark.strip(),
        created_at=act.at,
    )
    act.note(method=rules.METHODS[method], result=rules.RESULTS[result])
    emit("documents.served", document=row.pk, service=made.pk, result=result)
    return made


def _wrong(
    method: str, result: str, recipient: str, received_by: str, witness: str, remark: str, place: str
) -> dict[str, str]:
    wrong = {}
    if not recipient.strip():
        wrong["recipient"] = "请填写受送达人"
    if method not in rules.METHODS:
        wrong["method"] = "请选择送达方式"
    if result not in rules.RESULTS:
        wrong["result"] = "请选择送达结果"
    if result == "received" and method in ("direct", "entrusted") and not received_by.strip():
        wrong["received_by"] = "请填写签收人"
    if result in ("refused", "failed") and not remark.strip():
        wrong["remark"] = "请写明拒收事由或未送达的原因"
    if method == "left" or result == "left":
        if not witness.strip():
            wrong["witness"] = "留置送达请填写见证人"
        if not place.strip():
            wrong["place"] = "留置送达请填写送达地点"
    return wrong


@action("documents.receive", "签收公文")
def receive(act: Act, service: Service, *, refuse: str = "") -> Service:
    """The recipient's office signs for a paper served inside the system, or refuses it with a reason."""
    row = Service.objects.select_for_update(of=("self",)).select_related("document").get(pk=service.pk)
    act.on(row)
    if row.method != "inside" or row.result != "pending":
        raise NotNow(
            f"这份公文的送达结果已是“{rules.RESULTS[row.result]}”。",
            rule=_RULE,
            next_step="如有异议，请联系发文单位。",
        )
    act.changed(
        row,
        result="refused" if refuse.strip() else "received",
        remark=refuse.strip(),
        received_by=act.actor.name,
        served_at=act.at,
    )
    row.save(update_fields=["result", "remark", "received_by", "served_at"])
    emit("documents.served", document=row.document_id, service=row.pk, result=row.result)
    return row
