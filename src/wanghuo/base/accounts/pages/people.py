"""One-time links for others, issued by the security administrator; the matrix of roles."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wanghuo.base.scope.guards import page
from wanghuo.base.scope.rows import visible

from ..forms import LinkForm
from ..limits import link_minutes
from ..links import make_link
from ..matrix import matrix
from ..models import Person
from .me import attempt


@page("accounts.issue_link")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The link is shown once; recovery needs a note how the identity was checked."""
    person = visible(request.actor, Person.objects.all(), "accounts.people").filter(pk=pk).first()  # type: ignore[attr-defined]
    if person is None:
        raise Http404
    form = LinkForm(
        request.POST if request.method == "POST" else None,
        initial={"purpose": "recover" if person.password_set_at else "first"},
    )
    path = attempt(
        request,
        form,
        lambda: make_link(person, by=request.actor, **form.cleaned_data),  # type: ignore[attr-defined]
    )
    url = request.build_absolute_uri(path) if path else ""
    context = {"person": person, "form": form, "url": url, "minutes": link_minutes()}
    return render(request, "accounts/issue_link.html", context, status=422 if form.errors else 200)


@page("accounts.roles")
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what, drawn from the policy in force."""
    role = request.GET.get("role", "")
    return render(request, "accounts/roles.html", matrix(role))
