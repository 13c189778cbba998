"""My account: sessions, password, second factor, tokens, leave, contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wanghuo.base.scope import BadInput, Refused
from wanghuo.base.scope.guards import signed_in
from wanghuo.base.scope.rows import visible

from .. import sessions
from ..actions import credentials, leave
from ..desk_forms import LeaveForm, TokenForm
from ..forms import ChangePasswordForm, CodeForm, ContactForm, CurrentPasswordForm, take
from ..limits import password_rules, session_limits, token_days
from ..models import ApiToken, Leave, Person, Session
from ..queries import has_totp, live_sessions, must_use_totp, recent_attempts, totp_of
from .signin import qr_context

HERE = "/me/"


def _me(request: HttpRequest) -> Person:
    """The person behind this request, by session or token."""
    return request.user  # type: ignore[return-value]


def attempt(request: HttpRequest, form: forms.Form, do: Callable[[], Any]) -> Any:
    """Run an action for a valid form; a refusal goes into the form. None when it was not done."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        found = do()
    except BadInput as bad:
        take(form, bad)
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return True if found is None else found


def _shown(request: HttpRequest, name: str, form: forms.Form, **more: Any) -> HttpResponse:
    context = {"form": form, "person": _me(request), **more}
    return render(request, f"accounts/me/{name}.html", context, status=422 if form.errors else 200)


@signed_in
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    person = _me(request)
    context = {
        "person": person,
        "sessions": live_sessions(person),
        "here": request.session_row,  # type: ignore[attr-defined]
        "limits": session_limits(),
        "attempts": recent_attempts(person, 10),
        "totp": has_totp(person),
        "must_totp": must_use_totp(person),
        "codes_left": person.recovery_codes.filter(used_at=None).count(),
        "tokens": list(
            visible(request.actor, person.tokens.all(), "accounts.revoke_token")  # type: ignore[attr-defined]
        ),  # type: ignore[attr-defined]
        "leaves": list(person.leaves.select_related("deputy")[:10]),
        "standing_in": list(person.stands_in.exclude(approved_at=None).filter(ended_at=None)[:10]),
        "posts": list(person.posts.select_related("organisation")),
    }
    return render(request, "accounts/me/overview.html", context)


@signed_in
@never_cache
@sensitive_post_parameters("current", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    person = _me(request)
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    row = request.session_row  # type: ignore[attr-defined]

    def do() -> None:
        data = form.cleaned_data
        credentials.set_password(request.actor, person, data["new"], current=data["current"], keep=row)  # type: ignore[attr-defined]

    if attempt(request, form, do):
        person.refresh_from_db()
        sessions.keep_signed_in(request, person)
        sessions.rekey(request, row)
        messages.success(request, "口令已更改，其他设备上的登录已结束。")
        return HttpResponseRedirect(HERE)
    return _shown(request, "password", form, rules=password_rules())


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def totp(request: HttpRequest) -> HttpResponse:
    """Bind a second factor, unbind it, or get new recovery codes."""
    person, actor = _me(request), request.actor  # type: ignore[attr-defined]
    bound, step = has_totp(person), request.POST.get("step", "")
    if step == "start":
        credentials.start_totp(actor, person)
        return HttpResponseRedirect(request.path)
    made = CurrentPasswordForm if bound else CodeForm
    form = made(request.POST if request.method == "POST" else None)

    def do() -> Any:
        if not bound:
            return credentials.confirm_totp(actor, person, form.cleaned_data["code"])
        if step == "drop":
            return credentials.drop_totp(actor, person, current=form.cleaned_data["current"])
        return credentials.renew_codes(actor, person, current=form.cleaned_data["current"])

    done = attempt(request, form, do)
    if isinstance(done, list):
        return render(request, "accounts/codes.html", {"codes": done, "onward": HERE})
    if done:
        messages.success(request, "已解除动态口令。")
        return HttpResponseRedirect(HERE)
    more = {"bound": bound, "must": must_use_totp(person), **qr_context(totp_of(person), person)}
    return _shown(request, "totp", form, **more)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = attempt(
        request,
        form,
        lambda: credentials.make_token(request.actor, _me(request), **form.cleaned_data),  # type: ignore[attr-defined]
    )
    if made:
        row, secret = made
        return render(request, "accounts/me/token_made.html", {"row": row, "secret": secret})
    return _shown(request, "token", form, most=token_days())


def mine(request: HttpRequest, rows: Any, action: str, pk: int) -> Any:
    found = visible(request.actor, rows, action).filter(pk=pk, person=_me(request)).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@signed_in
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row = mine(request, ApiToken.objects.all(), "accounts.revoke_token", pk)
    credentials.revoke_token(request.actor, row)  # type: ignore[attr-defined]
    messages.success(request, f"已吊销：{row}")
    return HttpResponseRedirect(HERE)


@signed_in
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    row = mine(request, Session.objects.all(), "accounts.end_session", pk)
    credentials.end_session(request.actor, row)  # type: ignore[attr-defined]
    messages.success(request, f"已结束：{row.device}")
    return HttpResponseRedirect(HERE)


@signed_in
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    count = credentials.end_other_sessions(request.actor, _me(request), keep=request.session_row)  # type: ignore[attr-defined]
    messages.success(request, f"已结束其他 {count} 处登录。")
    return HttpResponseRedirect(HERE)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_leave(request: HttpRequest) -> HttpResponse:
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if attempt(request, form, lambda: leave.request_leave(request.actor, _me(request), **form.cleaned_data)):  # type: ignore[attr-defined]
        messages.success(request, "申请已提交，批准后生效。")
        return HttpResponseRedirect(HERE)
    return _shown(request, "leave", form)


@signed_in
@require_POST
def end_leave(request: HttpRequest, pk: int) -> HttpResponse:
    row = mine(request, Leave.objects.all(), "accounts.end_leave", pk)
    leave.end_leave(request.actor, row)  # type: ignore[attr-defined]
    messages.success(request, "已撤销请假代理。")
    return HttpResponseRedirect(HERE)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    from ..actions import people

    person = _me(request)
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial={"phone": person.phone, "email": person.email},
    )
    if attempt(request, form, lambda: people.change_contact(request.actor, person, **form.cleaned_data)):  # type: ignore[attr-defined]
        messages.success(request, "联系方式已保存。")
        return HttpResponseRedirect(HERE)
    return _shown(request, "contact", form)
