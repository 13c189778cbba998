"""Organisations as a tree, and reorganising them with a preview."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wanghuo.base.scope import BadInput, Refused
from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import visible

from ..actions.organisations import reorganise as do_reorganise
from ..forms import ReorganiseForm, take
from ..models import Organisation, Reorganisation
from ..queries import find_organisations, standing
from ..reorganising import preview


@dataclass
class Node:
    """An organisation in the tree with what is below it; ``count`` of all below."""

    row: Organisation
    below: list[Node] = field(default_factory=list)
    open: bool = False

    @property
    def count(self) -> int:
        return len(self.below) + sum(n.count for n in self.below)


# Government first, then party, departments, brigade, towns; villages and offices inside their towns.
_FIRST = list(Organisation.Kind.values)


def _tree(rows: list[Organisation]) -> list[Node]:
    rank = {kind: n for n, kind in enumerate(_FIRST)}
    nodes = {r.pk: Node(r) for r in sorted(rows, key=lambda r: (rank.get(r.kind, 99), r.pinyin, r.pk))}
    top: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.row.parent_id or 0)
        (parent.below if parent else top).append(node)
    for node in top:
        node.open = True
    return top


@page("accounts.organisations")
def tree(request: HttpRequest) -> HttpResponse:
    """The whole tree as of a day; with ``q`` the matches as a list."""
    text = request.GET.get("q", "").strip()
    day = _day(request.GET.get("asof", ""))
    rows = visible(request.actor, standing(Organisation.objects.all(), day), "accounts.organisations")  # type: ignore[attr-defined]
    found = (
        list(find_organisations(rows.select_related("parent"), text).order_by("pinyin")[:100]) if text else []
    )
    everything = [] if text else list(rows)
    counts: dict[str, int] = defaultdict(int)
    for row in everything:
        counts[row.get_kind_display()] += 1
    context = {
        "q": text,
        "day": day,
        "found": found,
        "tree": _tree(everything),
        "counts": dict(counts),
        "total": len(everything),
        "changes": list(
            visible(
                request.actor,  # type: ignore[attr-defined]
                Reorganisation.objects.prefetch_related("lines"),
                "accounts.organisations",
            )[:6]  # type: ignore[attr-defined]
        ),
    }
    return render(request, "accounts/organisations.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


@page("accounts.reorganise")
@require_http_methods(["GET", "HEAD", "POST"])
def reorganise(request: HttpRequest) -> HttpResponse:
    """First 预览 (what moves), then 办理. A GET with ``before`` fills the form."""
    rows = visible(request.actor, Organisation.objects.all(), "accounts.organisations")  # type: ignore[attr-defined]
    chosen = rows.filter(pk__in=[p for p in request.GET.getlist("before") if p.isdigit()])
    form = ReorganiseForm(
        request.POST if request.method == "POST" else None,
        initial={"befores": "、".join(o.name for o in chosen), "effective": timezone.localdate()},
    )
    moves = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "do" in request.POST:
            try:
                change = do_reorganise(request.actor, **data)  # type: ignore[attr-defined]
            except BadInput as bad:
                take(form, bad)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已办理{change.get_kind_display()}。")
                return HttpResponseRedirect(f"/w/organisations/{data['befores'][0].pk}/")
        moves = preview(data["befores"], data["effective"])
    context = {"form": form, "moves": moves}
    return render(request, "accounts/reorganise.html", context, status=422 if form.errors else 200)
