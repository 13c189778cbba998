"""The check behind the sign-in form: one account at a time, the same answer and the same work whatever is wrong."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from wanghuo.base.ledger.context import origin
from wanghuo.base.scope import BadInput
from wanghuo.kernel.scope import Actor

from .actions import signin
from .backend import PersonBackend
from .limits import lock_rules, password_rules
from .models import Person, Session
from .queries import account_locked_until, address_locked_until, has_totp, must_use_totp
from .rules import expired
from .sealing import account_digest


def _refusal() -> BadInput:
    rules = lock_rules()
    return BadInput(
        "登录名或口令不正确，或账号已暂时锁定。",
        fields={"password": "请核对登录名和口令后再试。"},
        rule=f"连续失败 {rules.tries} 次锁定 {rules.minutes} 分钟",
        next_step="忘记口令或需要解锁，请联系本单位安全管理员。",
    )


def one_at_a_time(username: str) -> None:
    """Within this transaction no other try on the same account runs: parallel guesses are counted too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"signin:{account_digest(username)}"]
        )


def _judge(username: str, password: str, now: datetime) -> tuple[Person | None, Person | None, str]:
    """(who signed in or None, whose account it was or None, why not)."""
    known = Person.objects.filter(username=username).first()
    right = PersonBackend().authenticate(None, username=username, password=password)
    if account_locked_until(username, known, now):
        return None, known, "账号锁定中"
    if address_locked_until(origin().ip, now):
        return None, known, "来源地址锁定中"
    if right is None:
        why = "账号不存在" if known is None else "口令错误" if known.is_active else "账号已停用"
        return None, known, why
    return right, known, ""


def check_password(username: str, password: str, *, now: datetime, device: str = "") -> Person:
    """The person, when user name and password are right and nothing is locked. Raises BadInput, always the same."""
    username = username.strip()
    with transaction.atomic():
        one_at_a_time(username)
        person, known, why = _judge(username, password, now)
        if person is not None:
            if not has_totp(person):
                signin.sign_in(Actor.public(), person, how="口令", device=device)
            return person
        signin.sign_in_failed(Actor.public(), username, known, how="口令", why=why, device=device)
    raise _refusal()


def check_totp(person: Person, code: str, *, now: datetime, device: str = "") -> None:
    """The second factor of a pending sign-in. Failures count towards the lock. Raises BadInput."""
    from .actors import member

    with transaction.atomic():
        one_at_a_time(person.username)
        refusal = _refusal()
        if not account_locked_until(person.username, person, now):
            try:
                signin.pass_totp(member(person), person, code)
                signin.sign_in(Actor.public(), person, how="口令与动态口令", device=device)
                return
            except BadInput as bad:
                refusal = bad
        signin.sign_in_failed(
            Actor.public(), person.username, person, how="动态口令", why="动态口令错误", device=device
        )
    raise refusal


def first_step(person: Person, now: datetime) -> str:
    """What stands between a proven person and the system: second factor, new password, binding one."""
    return Session.Pending.TOTP if has_totp(person) else after_totp(person, now)


def after_totp(person: Person, now: datetime) -> str:
    if person.demo:
        return ""
    if person.must_set_password or (
        person.has_usable_password() and expired(person.password_set_at, now, password_rules())
    ):
        return Session.Pending.PASSWORD
    return after_password(person)


def after_password(person: Person) -> str:
    return Session.Pending.ENROL if must_use_totp(person) and not has_totp(person) else ""
