"""核稿， 会签， 签发， and the ways back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow

from .. import queries, rules
from ..body.forms import unset
from ..models import Countersign, Document
from .steps import add_version, move, need, not_drafter, opine, take


@action("documents.review", "核稿")
def review(
    act: Act, document: Document, *, text: str = "", countersigners: Iterable[Organisation] = ()
) -> Document:
    """核稿 passed: on to 会签 with these organisations, or to 签发 when there are none."""
    row = take(act, document, "review")
    not_drafter(act, row, "核稿人")
    asked = list(dict.fromkeys(countersigners))
    if row.issuer in asked:
        raise BadInput(
            "发文单位自身不需要会签。", fields={"countersigners": "请去掉发文单位"}, rule=rules.RULE
        )
    turn = row.countersigns.order_by("-round").values_list("round", flat=True).first() or 0
    for organisation in asked:
        Countersign.objects.create(document=row, organisation=organisation, round=turn + 1)
    act.note(countersigners=[str(o) for o in asked])
    move(act, row, "countersign" if asked else "sign", text, reviewer_id=act.actor.person)
    if asked:
        emit("documents.asked", document=row.pk)
    return row


@action("documents.countersign", "会签")
def countersign(act: Act, part: Countersign, *, agree: bool, text: str = "") -> Document:
    """An organisation agrees, or returns the paper to its drafter with an opinion. When all agree it goes on."""
    row = Document.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=part.document_id)
    part = Countersign.objects.select_related("organisation").get(pk=part.pk)
    act.on(part)
    if row.state != "countersign" or not queries.round_of(row).filter(pk=part.pk).exists():
        raise NotNow(
            f"公文现在处于“{rules.STATES[row.state]}”环节，不能会签。",
            rule=rules.RULE,
            next_step=rules.STEPS["countersign"].next_step,
        )
    if part.agreed is not None:
        raise NotNow(
            "本单位已经会签。", rule=rules.RULE, next_step="如需改变意见，请联系发文单位撤回重新会签。"
        )
    if not agree:
        need(text, "text", "退回意见")
    act.changed(part, agreed=agree, opinion=text.strip(), by_name=act.actor.name, at=act.at)
    part.save(update_fields=["agreed", "opinion", "by_name", "at"])
    word = f"{part.organisation}：{'同意' if agree else '退回'}。{text.strip()}"
    if not agree:
        move(act, row, "draft", word)
    elif queries.round_of(row).exclude(agreed=True).exists():
        opine(act, row, word)
    else:
        move(act, row, "sign", word)
    return row


@action("documents.sign", "签发")
def sign(act: Act, document: Document, *, text: str = "") -> Document:
    """签发： the text is final from here on, and its 成文日期 is today."""
    row = take(act, document, "sign")
    not_drafter(act, row, "签发人")
    return approve(act, row, text)


def approve(act: Act, row: Document, text: str) -> Document:
    """The signing itself, also for a 简易文书."""
    body = queries.body_of(row)
    if unset(body):
        raise NotNow(
            "公文中仍有“（未设定）”的法定参数，不能签发。",
            rule="未设定的法定参数不得用于公文",
            next_step="请有权人员在法规参数页设定并注明来源，或由拟稿人改写该处。",
        )
    add_version(act, row, replace(body, date=timezone.localdate(act.at)), "签发")
    move(act, row, "signed", text, signer_name=act.actor.name, signed_at=act.at)
    return row


@action("documents.send_back", "退回拟稿")
def send_back(act: Act, document: Document, *, text: str) -> Document:
    """Back to the drafter, from 核稿 or before 签发， with the reason."""
    row = take(act, document, "send_back")
    move(act, row, "draft", need(text, "text", "退回意见"))
    return row


@action("documents.recall", "撤回公文")
def recall(act: Act, document: Document, *, reason: str) -> Document:
    """The drafter takes the paper back before it is signed."""
    row = take(act, document, "recall")
    if act.actor.person is not None and act.actor.person != row.drafter_id:
        raise NotNow("只有拟稿人可以撤回。", rule=rules.RULE, next_step="其他人员请在本环节退回拟稿人。")
    move(act, row, "draft", need(reason, "reason", "撤回原因"))
    return row
