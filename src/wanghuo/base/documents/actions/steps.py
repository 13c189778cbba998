"""Steps shared by the actions. Each takes the act under way."""

from __future__ import annotations

from collections.abc import Iterable

from wanghuo.base.jobs.events import emit
from wanghuo.base.ledger.record import Act
from wanghuo.base.scope import BadInput, NotNow

from .. import rules
from ..body import Body, sha256, to_json
from ..models import Document, Opinion, Version


def take(act: Act, document: Document, verb: str) -> Document:
    """The row, locked, after the permission check and the check that its state allows the verb."""
    row = Document.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=document.pk)
    act.on(row)
    if not rules.allowed(verb, row.state):
        raise NotNow(
            f"公文现在处于“{rules.STATES[row.state]}”环节，不能{act.label}。",
            rule=rules.RULE if row.state != "issued" else rules.FROZEN_RULE,
            next_step=rules.STEPS[verb].next_step,
        )
    return row


def move(act: Act, document: Document, state: str, text: str = "", **more: object) -> None:
    """To another state, with an entry on the 发文稿纸."""
    act.changed(document, state=state, **more)
    document.save(update_fields=["state", *more])
    said = opine(act, document, text)
    if state == "draft":
        emit("documents.returned", document=document.pk, opinion=said.pk)


def opine(act: Act, document: Document, text: str) -> Opinion:
    """An entry on the 发文稿纸 at the present version."""
    last = document.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return Opinion.objects.create(
        document=document,
        verb=act.verb.partition(".")[2],
        label=act.label,
        text=text.strip(),
        version=last,
        at=act.at,
        by_id=act.actor.person,
        by_name=act.actor.name,
        organisation_name=act.actor.organisation_name,
    )


def add_version(act: Act, document: Document, body: Body, source: str, report: Iterable[str] = ()) -> Version:
    """A new version of the body; the row's title follows."""
    last = document.versions.order_by("-number").values_list("number", flat=True).first() or 0
    made = Version.objects.create(
        document=document,
        number=last + 1,
        body=to_json(body),
        sha256=sha256(body),
        source=source,
        report=list(report),
        at=act.at,
        by_id=act.actor.person,
        by_name=act.actor.name,
    )
    if body.title != document.title:
        act.changed(document, title=body.title[:300])
        document.save(update_fields=["title"])
    act.note(version=made.number, sha256=made.sha256)
    return made


def need(text: str, field: str, what: str) -> str:
    """The text, bare; BadInput when there is none."""
    if not text.strip():
        raise BadInput(f"请填写{what}。", fields={field: f"请填写{what}"}, rule=rules.RULE)
    return text.strip()


def not_drafter(act: Act, document: Document, role: str) -> None:
    """Two pairs of eyes: who drafted does not approve."""
    if act.actor.person is not None and act.actor.person == document.drafter_id:
        raise NotNow(
            f"拟稿人不能作为本公文的{role}。",
            rule="公文审核、签发与拟稿分离（系统默认）",
            next_step=f"请由本单位其他有权人员{act.label}。",
        )
