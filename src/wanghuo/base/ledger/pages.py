"""Pages of the ledger: the list, one entry with its proof, and for everybody the published heads."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanghuo.base.scope.guards import page as guarded
from wanghuo.base.scope.guards import public
from wanghuo.base.scope.rows import visible
from wanghuo.kernel.seal import BadProof, EntryProof, check_proof, entry_leaf, verify_signature
from wanghuo.kernel.seal import algorithm as hash_by

from . import keys, listing, queries, words
from .models import Entry


@require_safe
@guarded("ledger.view")
def entries(request: HttpRequest) -> HttpResponse:
    """操作台账: newest first; a person sees what he did, the auditor sees all."""
    form = listing.Filters(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    shown = listing.page(
        listing.filtered(request.actor, asked),  # type: ignore[attr-defined]
        before=listing.number(request.GET.get("before")),
        after=listing.number(request.GET.get("after")),
    )
    kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = {
        "form": form,
        "asked": bool(kept),
        "rows": [{"entry": row, "kind": words.object_word(row.object_type)} for row in shown.rows],
        "older": shown.older and f"?{urlencode(kept | {'before': shown.older})}",
        "newer": shown.newer and f"?{urlencode(kept | {'after': shown.newer})}",
        "total_text": f"每页 {listing.PAGE} 条，最新的在前",
    }
    return render(request, "ledger/entries.html", context)


def _entry(request: HttpRequest, number: int) -> Entry:
    row = visible(request.actor, Entry.objects.filter(pk=number), "ledger.view").first()  # type: ignore[attr-defined]
    if row is None:
        raise Http404("没有这条记录，或不在您的权限范围内。")
    return row


@require_safe
@guarded("ledger.view")
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry: what it says, and what proves it."""
    row = _entry(request, number)
    proof = queries.proof_of(number)
    context = {
        "row": row,
        "channel": words.CHANNELS.get(row.channel, row.channel),
        "kind": words.object_word(row.object_type),
        "facts": words.facts(row.object_type, row.detail),
        "trail": [("操作台账", "/ledger/entries/"), (f"记录 {row.pk}", "")],
        "proof": _shown(proof) if proof else None,
    }
    return render(request, "ledger/entry.html", context)


def _shown(proof: EntryProof) -> dict[str, Any]:
    """The proof as steps for the screen, each checked here and now."""
    batch, head = json.loads(proof.batch), json.loads(proof.head)
    using = hash_by(head["algorithm"])
    try:
        holds = bool(check_proof(proof))
    except BadProof:
        holds = False
    signed = bool(proof.public_key) and verify_signature(
        proof.head, bytes.fromhex(proof.signature), keys.load_public(proof.public_key)
    )
    published = queries.publication_covering(batch["number"])
    return {
        "holds": holds,
        "signed": signed,
        "leaf": entry_leaf(proof.entry.encode(), using).hex(),
        "batch": batch,
        "head": head,
        "steps_in_batch": len(proof.entry_path),
        "steps_to_head": len(proof.batch_path),
        "published": published,
        "sealed_at": datetime.fromisoformat(batch["sealed_at"]),
        "text": proof.entry,
    }


@require_safe
@guarded("ledger.view")
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """The proof of one entry as a file."""
    _entry(request, number)
    found = queries.proof_of(number)
    if found is None:
        raise Http404("这条记录尚未封存，请十秒后再试。")
    response = JsonResponse(found.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="wanghuo-ledger-{number}.json"'
    return response


@require_safe
@public
def heads(request: HttpRequest) -> HttpResponse:
    """台账公示: the signed heads of the last days, for anybody to keep."""
    newest = queries.newest_head()
    shown = queries.published()
    context = {
        "published": shown[:60],
        "newest": newest,
        "bulletin": queries.bulletin(shown[0]) if shown else "",
        "keys": keys.known_keys(),
    }
    return render(request, "ledger/heads.html", context)


@require_safe
@public
def heads_file(request: HttpRequest) -> HttpResponse:
    """The published heads and all public keys as a file, for ``wanghuo ledger verify --heads``."""
    numbers = [row.number for row in queries.published(4000)]
    response = JsonResponse(queries.exported(numbers), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="wanghuo-ledger-heads.json"'
    return response


@require_safe
@public
def verifier(request: HttpRequest) -> HttpResponse:
    """The independent verifier, as it stands in the documentation."""
    text = (settings.CHECKOUT / "docs" / "verify_entry.py").read_text("utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_entry.py"'
    return response
