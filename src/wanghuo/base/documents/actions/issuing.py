"""编号， 用印， 印发， and the ends: 作废 and 撤销."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import BinaryIO

from django.utils import timezone

from wanghuo.base.files.actions import store
from wanghuo.base.files.kinds import IMAGES, PAPERS
from wanghuo.base.files.purposes import purpose
from wanghuo.base.files.queries import attachments_of
from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow

from .. import queries, rules
from ..models import Document, IssuerCode, Number, Series, Service
from ..printing import final_pdf
from ..templates_in_force import form_of
from .approving import approve
from .steps import add_version, move, need, take

purpose(queries.FINAL, "公文定稿", view="documents.view", attach="documents.number", kinds=frozenset({"pdf"}))
purpose(
    queries.SCAN,
    "用印扫描件",
    view="documents.view",
    attach="documents.seal",
    kinds=IMAGES | (PAPERS & {"pdf"}),
)


@action("documents.number", "编号")
def number(act: Act, document: Document) -> Document:
    """The next 发文字号 of the issuer's series, the verification code, and the final PDF to be printed and stamped."""
    return give_number(act, take(act, document, "number"))


def give_number(act: Act, row: Document) -> Document:
    """Numbers run without a gap: the series' row stays locked until this transaction is over."""
    form = form_of(row.template, row.template_version)
    today = timezone.localdate(act.at)
    code = _issuer_code(row)
    pattern = form.number.replace("{code}", code)
    Series.objects.get_or_create(organisation=row.issuer, pattern=pattern, year=today.year)
    series = Series.objects.select_for_update().get(organisation=row.issuer, pattern=pattern, year=today.year)
    series.last += 1
    series.save(update_fields=["last"])
    text = form.number_of(code, today.year, series.last)
    if Number.objects.filter(text=text).exists():  # two offices with one short name and no 机关代字
        raise NotNow(
            f"发文字号“{text}”已被其他单位使用。",
            rule="发文字号不得重复",
            next_step="请先为本单位设定不同的机关代字，再编号。",
        )
    Number.objects.create(series=series, serial=series.last, text=text, document=row, at=act.at)
    body = replace(
        queries.body_of(row), number=text, print_date=today if queries.body_of(row).printer else None
    )
    version = add_version(act, row, body, "编号")
    act.changed(row, number=text, code=rules.code_of(secrets.token_bytes(12)), body_sha256=version.sha256)
    row.save(update_fields=["number", "code", "body_sha256"])
    printed = final_pdf(row, body, act.at)
    store(act.actor, printed.pdf, purpose=queries.FINAL, link=row, name=f"{text}.pdf")
    move(act, row, "numbered" if form.stamped else "sealed", text)
    return row


def _issuer_code(row: Document) -> str:
    """机关代字 of the kind, else of the issuer, else the issuer's short name."""
    held = {
        c.kind: c.code for c in IssuerCode.objects.filter(organisation=row.issuer, kind__in=["", row.kind])
    }
    return held.get(row.kind) or held.get("") or row.issuer.short_name or row.issuer.name


@action("documents.seal", "用印")
def seal(act: Act, document: Document, file: BinaryIO | bytes, *, name: str = "") -> Document:
    """The scan of the stamped print comes back as the issued copy (PDF or image)."""
    row = take(act, document, "seal")
    made = store(act.actor, file, purpose=queries.SCAN, link=row, name=name)
    act.note(scan=made.sha256)
    move(act, row, "sealed", f"扫描件：{made.name}")
    return row


@action("documents.issue", "印发")
def issue(act: Act, document: Document, *, text: str = "") -> Document:
    """印发： the paper and its files are frozen under one hash, and served on the recipients known to the system."""
    row = take(act, document, "issue")
    if row.state == "numbered":
        raise NotNow("公文尚未用印。", rule=rules.RULE, next_step="请打印定稿、盖章，上传扫描件后再印发。")
    return freeze(act, row, text)


def freeze(act: Act, row: Document, text: str) -> Document:
    """The seal over body and files; from here on the database refuses changes."""
    roles = {queries.FINAL: "pdf", queries.SCAN: "scan", queries.PAPER: "attachment"}
    files = [(roles[a.purpose], a.sha256) for a in attachments_of(row, *roles)]
    made = rules.manifest(row.body_sha256, files)
    for pk in row.values.get("_recipients", []):
        Service.objects.create(
            document=row,
            organisation_id=pk,
            recipient=row.values.get("recipient") or row.values.get("party") or str(pk),
            method="inside",
            created_at=act.at,
        )
    move(act, row, "issued", text, manifest=made, seal_sha256=rules.seal_hash(made), issued_at=act.at)
    emit("documents.issued", document=row.pk)
    return row


@action("documents.issue_slip", "签发并印发")
def issue_slip(act: Act, document: Document, *, text: str = "") -> Document:
    """A 简易文书 （移交函， 移交单， 催办单） in one step: signed, numbered, issued and served by the person in charge."""
    row = take(act, document, "issue_slip")
    form = form_of(row.template, row.template_version)
    if not form.short:
        raise NotNow(f"{form.name}须经核稿、签发，不能一步印发。", rule=rules.RULE, next_step="请送核稿。")
    approve(act, row, text)
    give_number(act, row)
    return freeze(act, row, "")


@action("documents.void", "作废文号")
def void(act: Act, document: Document, *, reason: str) -> Document:
    """A numbered paper that will not be issued. Its number is kept as void and never given again."""
    row = take(act, document, "void")
    reason = need(reason, "reason", "作废原因")
    given = Number.objects.select_for_update().get(document=row)
    given.void_at, given.void_reason = act.at, reason
    given.save(update_fields=["void_at", "void_reason"])
    move(act, row, "void", reason, ended_reason=reason)
    return row


@action("documents.revoke", "撤销公文")
def revoke(act: Act, document: Document, *, reason: str) -> Document:
    """An issued paper is no longer in force. It stays as it is; the public page says so."""
    row = take(act, document, "revoke")
    reason = need(reason, "reason", "撤销原因")
    if len(reason) > 300:
        raise BadInput("撤销原因过长。", fields={"reason": "请在300字以内"}, rule=rules.RULE)
    move(act, row, "revoked", reason, ended_reason=reason, revoked_at=act.at)
    emit("documents.revoked", document=row.pk)
    return row
