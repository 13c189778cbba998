"""Signing in: the form, the steps after it, one-time links, signing out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wanghuo.base.scope import BadInput, NotNow
from wanghuo.base.scope.guards import public
from wanghuo.kernel.scope import Actor

from .. import sessions, signing
from ..actions import credentials, signin
from ..actors import member
from ..first_run import SESSION_MARK
from ..forms import CodeForm, NewPasswordForm, SignInForm, take
from ..limits import lock_rules, password_rules
from ..middleware import STEPS
from ..models import Person, Session, Totp
from ..queries import link_by_token, totp_of
from ..sealing import unseal
from ..totp import qr

HOME = "/desk/"
FIRST_RUN_SECONDS = 12 * 60 * 60


def _safe_next(request: HttpRequest, wanted: str | None) -> str:
    if wanted and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return HOME


def _device(request: HttpRequest) -> str:
    return sessions.device_of(request.headers.get("User-Agent", ""))


def _onward(request: HttpRequest, pending: str) -> HttpResponse:
    """To the pending step, or to where the person wanted to go."""
    where = STEPS[Session.Pending(pending)] if pending else request.session.pop("next", HOME)
    return HttpResponseRedirect(where)


def _enter(request: HttpRequest, person: Person, pending: str, wanted: str) -> HttpResponse:
    sessions.open_session(request, person, pending)
    request.session["next"] = wanted
    return _onward(request, pending)


def _passed(request: HttpRequest, person: Person, following: str) -> HttpResponse:
    """A step is done: on with a new session key."""
    row = request.session_row  # type: ignore[attr-defined]
    signin.step_done(member(person), row, following=following)
    sessions.rekey(request, row)
    return _onward(request, following)


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST" and request.actor.kind == "person":  # type: ignore[attr-defined]
        return HttpResponseRedirect(_safe_next(request, request.GET.get("next")))
    form = SignInForm(request.POST if request.method == "POST" else None)
    wanted = _safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            person = signing.check_password(**form.cleaned_data, now=now, device=_device(request))
        except BadInput as bad:
            form.add_error(None, str(bad))
        else:
            return _enter(request, person, signing.first_step(person, now), wanted)
    context = {"form": form, "wanted": wanted, "lock": lock_rules()}
    return render(request, "accounts/signin.html", context, status=422 if form.errors else 200)


def _waiting(request: HttpRequest, step: str) -> Person | HttpResponse:
    """The person whose sign-in waits at ``step``, or where to go instead."""
    person = request.pending_person  # type: ignore[attr-defined]
    if person is None:
        return HttpResponseRedirect(HOME if request.actor.kind == "person" else "/signin/")  # type: ignore[attr-defined]
    pending = request.session_row.pending  # type: ignore[attr-defined]
    return person if pending == step else HttpResponseRedirect(STEPS[Session.Pending(pending)])


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def totp(request: HttpRequest) -> HttpResponse:
    person = _waiting(request, Session.Pending.TOTP)
    if isinstance(person, HttpResponse):
        return person
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            signing.check_totp(person, form.cleaned_data["code"], now=now, device=_device(request))
        except BadInput as bad:
            take(form, bad)
        else:
            return _passed(request, person, signing.after_totp(person, now))
    return render(
        request, "accounts/totp.html", {"form": form, "person": person}, status=422 if form.errors else 200
    )


@public
@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    person = _waiting(request, Session.Pending.PASSWORD)
    if isinstance(person, HttpResponse):
        return person
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        row = request.session_row  # type: ignore[attr-defined]
        try:
            credentials.set_password(member(person), person, form.cleaned_data["new"], current=None, keep=row)
        except BadInput as bad:
            take(form, bad)
        else:
            person.refresh_from_db()
            sessions.keep_signed_in(request, person)
            return _passed(request, person, signing.after_password(person))
    context = {"form": form, "person": person, "rules": password_rules()}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Binding a second factor before going on. The secret is made by a POST, as GET never writes."""
    person = _waiting(request, Session.Pending.ENROL)
    if isinstance(person, HttpResponse):
        return person
    if request.method == "POST" and "start" in request.POST:
        credentials.start_totp(member(person), person)
        return HttpResponseRedirect(request.path)
    factor = totp_of(person)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = credentials.confirm_totp(member(person), person, form.cleaned_data["code"])
        except (BadInput, NotNow) as bad:
            form.add_error(None, str(bad))
        else:
            _passed(request, person, "")
            return render(request, "accounts/codes.html", {"codes": codes, "onward": HOME, "focus": True})
    context: dict[str, Any] = {"form": form, "person": person, **qr_context(factor, person)}
    return render(request, "accounts/enrol.html", context, status=422 if form.errors else 200)


def qr_context(factor: Totp | None, person: Person) -> dict[str, str]:
    """``qr`` (data URI) and ``secret`` in groups of four, while a binding is under way."""
    if factor is None or factor.confirmed_at:
        return {}
    secret = unseal(factor.sealed)
    return {
        "qr": qr(secret, person.username),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    }


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """GET only shows a button, so that a mail scanner or a preview does not burn the link; POST consumes it."""
    if request.method != "POST":
        row = link_by_token(token)
        fresh = row is not None and row.used_at is None and row.expires_at > timezone.now()
        return render(
            request, "accounts/link.html", {"link": row, "fresh": fresh}, status=200 if fresh else 410
        )
    taken = signin.use_link(Actor.public(), token)
    if taken.person is None:
        request.session.flush()
        request.session[SESSION_MARK] = True
        request.session.set_expiry(FIRST_RUN_SECONDS)
        return HttpResponseRedirect("/first-run/")
    now = timezone.now()
    person = taken.person
    signin.sign_in(Actor.public(), person, how="一次性链接", device=_device(request))
    return _enter(request, person, signing.first_step(person, now), HOME)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    person = request.pending_person or (request.user if request.user.is_authenticated else None)  # type: ignore[attr-defined]
    if person is not None:
        signin.sign_out(member(person), person, request)
    return HttpResponseRedirect("/signin/")
