"""What the page of a paper shows: where it stands, which steps this person may take, the 发文稿纸."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wanghuo.base.files.queries import attachments_of
from wanghuo.base.scope.rows import may, visible
from wanghuo.kernel.scope import Actor

from . import queries, rules
from .body import from_json
from .body.fonts import fonts
from .forms import ReviewForm, ServiceForm
from .models import Document
from .printing import fonts_folder
from .templates_in_force import form_of

LABELS = {
    "submit": "送核稿", "issue_slip": "签发并印发", "review": "核稿通过", "agree": "同意会签", "disagree": "退回（会签）",
    "sign": "签发", "send_back": "退回拟稿人", "number": "编号并生成定稿", "seal": "上传用印扫描件", "issue": "印发",
    "recall": "撤回", "discard": "撤稿", "void": "作废文号", "revoke": "撤销公文",
}  # fmt: skip
_MAIN = ("submit", "issue_slip", "review", "sign", "number", "seal", "issue")
_AWAY = {
    "send_back": "退回意见",
    "recall": "撤回原因",
    "discard": "撤稿原因",
    "void": "作废原因",
    "revoke": "撤销原因",
}
_LOOKS = {"issued": "ok", "draft": "todo", "withdrawn": "none", "void": "none", "revoked": "late"}

RESULT_LOOKS = {"pending": "todo", "received": "ok", "refused": "late", "left": "ok", "failed": "risk"}


@dataclass(frozen=True, slots=True)
class Button:
    """A step this person may take now. ``ask``: what has to be typed; "" an opinion that may be left out."""

    verb: str
    label: str
    ask: str = ""

    @property
    def danger(self) -> bool:
        return self.verb in _AWAY


def look(state: str) -> str:
    """The status look of a state."""
    return _LOOKS.get(state, "doing")


def context(actor: Actor, document: Document) -> dict[str, Any]:
    """Everything the template needs."""
    form = form_of(document.template, document.template_version)
    newest = queries.latest(document)
    own = may(actor, "documents.view", document).allowed
    return {
        "paper": document,
        "form": form,
        "own": own,
        "body": from_json(newest.body),
        "newest": newest,
        "look": look(document.state),
        "state": rules.STATES[document.state],
        "steps": _steps(document),
        "main": _buttons(actor, document, form.short, _MAIN),
        "away": _buttons(actor, document, form.short, tuple(_AWAY)),
        "part": queries.part_for(actor, document) if document.state == "countersign" else None,
        "parts": queries.round_of(document),
        "may_edit": rules.allowed("edit", document.state) and may(actor, "documents.edit", document).allowed,
        "may_serve": document.state == "issued" and may(actor, "documents.serve", document).allowed,
        "review_form": ReviewForm(),
        "service_form": ServiceForm(),
        "organisations": queries.organisation_names() if document.state == "issued" else [],
        "timeline": _timeline(document),
        "versions": document.versions.order_by("-number") if own else (),
        "files": attachments_of(document) if own else (),
        "services": document.services.order_by("id") if own else (),
        "mine": visible(actor, document.services.all(), "documents.receive"),
        "stand_ins": fonts(fonts_folder()).stand_ins if own else (),
        "linked": queries.linked_row(document) if own else None,
        "trail": [("公文", "/w/documents/"), (document.number or document.title[:16], "")],
    }


def _buttons(actor: Actor, document: Document, short: bool, verbs: tuple[str, ...]) -> list[Button]:
    held = []
    for verb in verbs:
        if verb == "issue_slip" and not short:
            continue
        if verb == "issue" and document.state == "numbered":
            continue
        if verb in ("review", "sign") and actor.person is not None and actor.person == document.drafter_id:
            continue
        if verb == "recall" and actor.person != document.drafter_id:
            continue
        if rules.allowed(verb, document.state) and may(actor, f"documents.{verb}", document).allowed:
            held.append(Button(verb, LABELS[verb], _AWAY.get(verb, "")))
    return held


def _steps(document: Document) -> list[dict[str, str]]:
    """The path with what is done, now and to come; a paper that left it shows how far it came."""
    skip = set()
    if not document.countersigns.exists() and document.state != "countersign":
        skip.add("countersign")
    form = form_of(document.template, document.template_version)
    if not form.stamped:
        skip.add("numbered")
    at = document.stage
    made = []
    for n, state in enumerate(rules.PATH[:-1]):
        if state in skip:
            continue
        done = n < at or document.state in ("issued", "revoked")
        made.append(
            {"label": rules.STEP_LABELS[n], "state": "done" if done else "now" if n == at else "todo"}
        )
    return made


def _timeline(document: Document) -> list[dict[str, Any]]:
    kinds = {
        "send_back": "late",
        "revoke": "late",
        "void": "late",
        "issue": "ok",
        "issue_slip": "ok",
        "sign": "ok",
    }
    icons = {
        "send_back": "arrow-back-up",
        "recall": "arrow-back-up",
        "issue": "circle-check",
        "sign": "check",
    }
    return [
        {
            "title": o.label,
            "text": o.text,
            "who": f"{o.by_name}（{o.organisation_name}）" if o.organisation_name else o.by_name,
            "at": o.at,
            "note": f"第{o.version}版",
            "kind": kinds.get(o.verb, "doing"),
            "icon": icons.get(o.verb, "point"),
        }
        for o in document.opinions.order_by("-id")
    ]
