"""What the security administrator does to other people's accounts: links, locks, second factors, sessions."""

from __future__ import annotations

from datetime import timedelta

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow

from .. import sessions
from ..limits import link_minutes
from ..models import Person, Session, SignInLink, Totp, Unlock
from ..sealing import digest, new_token

IDENTITY_RULE = "找回账号须先核实身份"


def _checked(note: str, kind: str) -> str:
    if len(note.strip()) < 4:
        raise BadInput(
            f"{kind}前须写明如何核实了身份。",
            fields={"note": "例如：本人持工作证到场；或经本单位负责人张某电话确认。"},
            rule=IDENTITY_RULE,
        )
    return note.strip()[:200]


@action("accounts.issue_link", "签发一次性登录链接")
def issue_link(
    act: Act,
    person: Person | None,
    *,
    purpose: str = SignInLink.Purpose.SIGN_IN,
    minutes: int | None = None,
    note: str = "",
) -> str:
    """Returns the token for ``/link/<token>/``; only its hash is stored. ``person`` None: the first run.

    A recovery link needs a note how the identity was checked, and makes the person set a new password.
    Earlier unused links of the person are spent.
    """
    if person is not None and not person.is_active:
        raise NotNow("账号已停用，不能签发链接。", rule=IDENTITY_RULE, next_step="请先启用账号。")
    token = new_token()
    row = SignInLink(
        person=person,
        purpose=purpose,
        token_hash=digest(token),
        made_at=act.at,
        expires_at=act.at + timedelta(minutes=minutes or link_minutes()),
        made_by=act.actor.name,
    )
    act.on(row)
    if purpose == SignInLink.Purpose.RECOVER:
        row.note = _checked(note, "签发找回链接")
    SignInLink.objects.filter(person=person, purpose=purpose, used_at=None, expires_at__gt=act.at).exclude(
        purpose=SignInLink.Purpose.SIGN_IN
    ).update(expires_at=act.at)
    row.save()
    if person is not None and purpose in (SignInLink.Purpose.RECOVER, SignInLink.Purpose.FIRST):
        person.must_set_password = True
        person.save(update_fields=["must_set_password"])
    act.note(purpose=row.get_purpose_display(), note=row.note)
    return token


@action("accounts.unlock", "解除登录锁定")
def unlock(act: Act, person: Person) -> None:
    act.on(person)
    Unlock(person=person, at=act.at).save()


@action("accounts.reset_totp", "重置动态口令")
def reset_totp(act: Act, person: Person, *, note: str) -> None:
    """The phone is lost, and the codes too: the person binds a new one at the next sign-in."""
    act.on(person)
    if act.actor.person == person.pk:
        raise NotNow("不能重置自己的动态口令。", rule=IDENTITY_RULE, next_step="请另一名安全管理员办理。")
    note = _checked(note, "重置动态口令")
    Totp.objects.filter(person=person).delete()
    person.recovery_codes.all().delete()
    sessions.end(list(Session.objects.filter(person=person, ended_at=None)), "动态口令已重置", act.at)
    act.note(note=note)


@action("accounts.end_sessions_of", "结束某人的登录会话")
def end_sessions_of(act: Act, person: Person, *, note: str) -> int:
    act.on(person)
    rows = list(Session.objects.filter(person=person, ended_at=None))
    sessions.end(rows, "安全管理员结束", act.at)
    act.note(count=len(rows), note=note)
    return len(rows)
