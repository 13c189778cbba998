"""拟稿： draft from a template, edit, take back a Word file, send on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

from django.apps import apps
from django.db import models
from django.utils import timezone

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.files.actions import store
from wanghuo.base.files.kinds import IMAGES, PAPERS, TABLES
from wanghuo.base.files.models import Attachment
from wanghuo.base.files.purposes import purpose
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow

from .. import queries, rules
from ..body import Body, BodyError
from ..body.docx_read import Reading, read_docx
from ..body.forms import Form, Unfilled, fill, locked_breaches
from ..law_values import law_text
from ..models import Document, IssuerCode, Version
from ..templates_in_force import form_of, form_on
from .steps import add_version, move, need, opine, take

purpose(
    queries.PAPER,
    "公文附件",
    view="documents.view",
    attach="documents.attach",
    kinds=PAPERS | TABLES | IMAGES,
)


@action("documents.draft", "拟稿")
def draft(
    act: Act,
    *,
    template: str,
    values: Mapping[str, Any],
    issuer: Organisation,
    link: models.Model | tuple[str, int] | None = None,
) -> Document:
    """A paper drafted from the template in force today.

    ``values``: key → text, date, list of lines, rows, or an Organisation (its full name is printed, and the paper is
    served on it when issued). ``link``: the row it is about, or ("cases.case", id). BadInput with ``fields`` when
    values are missing.
    """
    today = timezone.localdate(act.at)
    form = form_on(template, today)
    given, recipients = _given(form, values, today)
    try:
        body = fill(form, given, issuer=issuer.name, today=today)
    except Unfilled as error:
        raise BadInput(
            "文书要素没有填全。",
            fields=error.fields,
            rule=f"{form.name}模板",
            next_step="已填的内容都还在，请补填后再提交。",
        ) from error
    model, pk = _link(link)
    document = Document(
        issuer=issuer,
        template=form.id,
        template_version=form.version,
        kind=form.kind,
        certainty=form.certainty,
        title=body.title[:300],
        values={**{k: _plain(v) for k, v in given.items()}, "_recipients": recipients},
        drafter_id=act.actor.person,
        drafter_name=act.actor.name,
        drafted_at=act.at,
        link_model=model,
        link_id=pk,
    )
    act.on(document)
    document.save(force_insert=True)
    add_version(act, document, body, f"模板：{form.name} 第{form.version}版")
    opine(act, document, "")
    return document


def _given(form: Form, values: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[int]]:
    """The values with organisations as names and law parameters as they stand today; ids of recipients."""
    given: dict[str, Any] = {}
    recipients = []
    for key, value in values.items():
        if isinstance(value, Organisation):
            recipients.append(value.pk)
            value = value.name
        given[key] = value
    for field in form.fields:
        if field.type == "law" and not given.get(field.key):
            given[field.key] = law_text(field.law, today)
    return given, recipients


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool | dict) or value is None else str(value)


def _link(link: models.Model | tuple[str, int] | None) -> tuple[str, int | None]:
    if link is None:
        return "", None
    if isinstance(link, models.Model):
        return link._meta.label_lower, link.pk
    return apps.get_model(link[0])._meta.label_lower, link[1]


@action("documents.edit", "修改公文")
def edit(act: Act, document: Document, body: Body, *, base: int, source: str = "网页编辑") -> Version:
    """A new version of the body, written upon version ``base``. NotNow when somebody was faster."""
    row = take(act, document, "edit")
    return _write(act, row, body, base, source, ())


@action("documents.upload", "回传 Word 稿")
def upload(act: Act, document: Document, data: bytes, *, base: int) -> tuple[Version, Reading]:
    """A clerk's .docx becomes a new version; what could not be taken is kept with the version.

    The uploaded file itself is kept beside it, so that nothing is lost.
    """
    row = take(act, document, "edit")
    reading = read(data)
    store(act.actor, data, purpose=queries.PAPER, link=row, name=f"回传稿-{row.pk}.docx")
    version = _write(act, row, reading.body, base, "Word 回传", [str(n) for n in reading.notes])
    return version, reading


def read(data: bytes) -> Reading:
    """The reading of a .docx; BadInput (field ``file``) when it cannot be opened. Writes nothing."""
    try:
        return read_docx(data)
    except BodyError as error:
        raise BadInput(str(error), fields={"file": str(error)}, rule="公文回传格式（.docx）") from error


def _write(
    act: Act, row: Document, body: Body, base: int, source: str, report: list[str] | tuple[str, ...]
) -> Version:
    newest = queries.latest(row)
    if newest.number != base:
        raise NotNow(
            f"您修改期间，{newest.by_name}已存了第{newest.number}版，您的修改基于第{base}版。",
            rule="同一公文不覆盖他人的修改",
            next_step="您填写的内容还在页面上。请先查看新版本的变化，再重新提交。",
        )
    if body.secrecy:
        raise BadInput(
            "本系统不处理涉密公文。",
            fields={"secrecy": "请删去密级"},
            rule="保守国家秘密的规定：涉密文件不得在非涉密系统处理",
            next_step="涉密公文请改用涉密渠道办理。",
        )
    if not body.title:
        raise BadInput("公文没有标题。", fields={"title": "请填写标题"}, rule=rules.RULE)
    # 文号， dates belong to later steps: what a draft says of them is dropped
    return add_version(act, row, replace(body, number="", date=None, print_date=None), source, report)


@action("documents.attach", "添加公文附件")
def attach(act: Act, document: Document, file: BinaryIO | bytes, *, name: str = "") -> Attachment:
    """A file that goes with the paper; it is part of what is frozen at 印发."""
    row = take(act, document, "edit")
    made = store(act.actor, file, purpose=queries.PAPER, link=row, name=name)
    act.note(attachment=made.name, sha256=made.sha256)
    return made


@action("documents.submit", "送核稿")
def submit(act: Act, document: Document, *, text: str = "") -> Document:
    """From 拟稿 to 核稿. Refused when locked wording of the template was changed."""
    row = take(act, document, "submit")
    broken = locked_breaches(form_of(row.template, row.template_version), queries.body_of(row))
    if broken:
        raise BadInput(
            f"模板中锁定的文字被改动或删除：“{'”“'.join(broken)}”。",
            rule="文书模板的锁定文字不得改动",
            next_step="请在编辑页恢复这些文字后再送核稿。",
        )
    move(act, row, "review", text)
    return row


@action("documents.discard", "撤稿")
def discard(act: Act, document: Document, *, reason: str) -> Document:
    """A draft that will not be sent. It stays on record."""
    row = take(act, document, "discard")
    move(act, row, "withdrawn", reason, ended_reason=need(reason, "reason", "撤稿原因"))
    return row


@action("documents.set_issuer_code", "设定机关代字")
def set_issuer_code(act: Act, organisation: Organisation, *, code: str, kind: str = "") -> IssuerCode:
    """机关代字 of an organisation, for all kinds or one. Two organisations cannot share one."""
    code = need(code, "code", "机关代字")
    row = IssuerCode.objects.filter(organisation=organisation, kind=kind).first()
    row = row or IssuerCode(organisation=organisation, kind=kind)
    act.on(row)
    if IssuerCode.objects.filter(code=code).exclude(organisation=organisation).exists():
        raise BadInput(
            f"机关代字“{code}”已被其他单位使用。",
            fields={"code": "已被其他单位使用"},
            rule="发文字号不得重复",
            next_step="请改用不同的代字。",
        )
    act.changed(row, code=code)
    row.save()
    return row
