"""Signing in and out: every success and every failure is in the ledger."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest

from wanghuo.base.ledger.context import origin
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow

from .. import sessions
from ..models import Attempt, Person, RecoveryCode, Session, SignInLink
from ..sealing import account_digest, digest, recovery_digest, unseal
from ..totp import matching_step

LINK_RULE = "一次性登录链接在有效期内只能用一次"
LINK_NEXT = "请向安全管理员重新申请链接。"


def _attempt(
    act: Act, person: Person | None, username: str, *, ok: bool, how: str, device: str, reason: str
) -> Attempt:
    return Attempt(
        account=account_digest(username),
        person=person,
        address=origin().ip,
        device=device,
        at=act.at,
        ok=ok,
        how=how,
        reason=reason,
    )


@action("accounts.sign_in", "登录")
def sign_in(act: Act, person: Person, *, how: str, device: str = "") -> None:
    """A person proved who they are: by password, link or second factor."""
    act.on(person)
    _attempt(act, person, person.username, ok=True, how=how, device=device, reason="").save()
    act.note(how=how, device=device)


@action("accounts.sign_in_failed", "登录失败")
def sign_in_failed(
    act: Act, username: str, person: Person | None, *, how: str, why: str, device: str = ""
) -> None:
    """Somebody failed to. What was typed as user name is kept as a digest only."""
    row = _attempt(act, person, username, ok=False, how=how, device=device, reason=why)
    act.on(row)
    row.save()
    act.note(how=how, why=why, device=device, account=person.username if person else "未知账号")


@action("accounts.use_link", "使用一次性登录链接")
def use_link(act: Act, token: str) -> SignInLink:
    """Consume a link. Of two at the same moment one wins: the row is taken by one conditional update."""
    link = SignInLink.objects.select_related("person").filter(token_hash=digest(token)).first()
    if link is None:
        raise NotNow("链接无效。", rule=LINK_RULE, next_step=LINK_NEXT)
    act.on(link)
    if link.person is not None and not link.person.is_active:
        raise NotNow("账号已停用。", rule=LINK_RULE, next_step="请联系系统管理员。")
    taken = SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=act.at).update(used_at=act.at)
    if not taken:
        raise NotNow("链接已用过或已过期。", rule=LINK_RULE, next_step=LINK_NEXT)
    act.note(purpose=link.get_purpose_display())
    return link


def _by_recovery_code(act: Act, person: Person, code: str) -> bool:
    return bool(
        RecoveryCode.objects.filter(
            person=person, used_at=None, code_hash=recovery_digest(person.pk, code)
        ).update(used_at=act.at)
    )


@action("accounts.pass_totp", "通过动态口令")
def pass_totp(act: Act, person: Person, code: str) -> None:
    """The second factor of a sign-in: a code of this half minute, not used before, or a recovery code."""
    act.on(person)
    factor = Person.objects.select_for_update().get(pk=person.pk).totp
    step = matching_step(unseal(factor.sealed), code, act.at, factor.last_step)
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        act.note(by="动态口令")
    elif _by_recovery_code(act, person, code):
        act.note(by="恢复码", left=person.recovery_codes.filter(used_at=None).count())
    else:
        raise BadInput(
            "动态口令不正确，或已经用过。",
            fields={
                "code": "动态口令不正确，或已经用过。请输入验证器当前显示的 6 位数字；每个只能用一次。也可输入一个恢复码。"
            },
            rule="身份鉴别",
        )


@action("accounts.step_done", "完成登录步骤")
def step_done(act: Act, row: Session, *, following: str) -> None:
    """A pending step of signing in is passed; ``following`` is the next one or empty."""
    act.on(row)
    act.changed(row, pending=following)
    row.save(update_fields=["pending"])


@action("accounts.sign_out", "退出登录")
def sign_out(act: Act, person: Person, request: HttpRequest) -> None:
    act.on(person)
    row = request.session_row  # type: ignore[attr-defined]
    if row is not None:
        sessions.end([row], "本人退出", act.at)
    logout(request)
