"""What a person does to their own account: password, second factor, tokens, sessions."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow

from .. import sessions
from ..limits import password_rules, token_days
from ..models import ApiToken, PasswordUsed, Person, RecoveryCode, Session, Totp
from ..queries import must_use_totp, password_about
from ..rules import password_faults
from ..sealing import digest, new_token, recovery_codes, recovery_digest, seal, unseal
from ..tokens import PREFIX
from ..totp import matching_step, new_secret

PASSWORD_RULE = "登录与账号设置：口令要求（GB/T 22239-2019 第三级身份鉴别，待核）"  # noqa: S105
TOTP_RULE = "登录与账号设置：动态口令（GB/T 22239-2019 第三级身份鉴别，待核）"


def _own_password(person: Person, password: str) -> None:
    if not check_password(password, person.password):
        raise BadInput(
            "当前口令不正确。", fields={"current": "请输入您现在登录用的口令。"}, rule="本人操作须核对口令"
        )


def _used_before(person: Person, password: str, count: int) -> bool:
    recent = list(person.passwords_used.order_by("-id").values_list("hash", flat=True)[:count])
    now = [person.password] if person.has_usable_password() and person.password not in recent else []
    return any(check_password(password, used) for used in [*now, *recent])


@action("accounts.set_password", "设置口令")
def set_password(
    act: Act, person: Person, new: str, *, current: str | None, keep: Session | None = None
) -> None:
    """``current`` None only where a link or forced step already proved the person. Ends all other sessions."""
    act.on(person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if current is not None:
        _own_password(person, current)
    rules = password_rules()
    faults = password_faults(new, rules, about=password_about(person))
    if not faults and rules.history and _used_before(person, new, rules.history):
        faults = [f"不能与最近 {rules.history} 次用过的口令相同"]
    if faults:
        raise BadInput("新口令不符合要求。", fields={"new": "；".join(faults) + "。"}, rule=PASSWORD_RULE)
    person.password = make_password(new)
    person.password_set_at = act.at
    person.must_set_password = False
    person.save(update_fields=["password", "password_set_at", "must_set_password"])
    PasswordUsed(person=person, hash=person.password, at=act.at).save()
    others = Session.objects.filter(person=person, ended_at=None)
    if keep is not None:
        others = others.exclude(pk=keep.pk)
    sessions.end(list(others), "口令已更改", act.at)


@action("accounts.start_totp", "申请绑定动态口令")
def start_totp(act: Act, person: Person) -> str:
    """A new secret to scan, not in use until confirmed. Returns it (base 32)."""
    act.on(person)
    factor = Totp.objects.select_for_update().filter(person=person).first()
    if factor and factor.confirmed_at:
        raise NotNow("已绑定动态口令。", rule=TOTP_RULE, next_step="如需更换手机，请先解除绑定。")
    if factor:
        return unseal(factor.sealed)
    secret = new_secret()
    Totp(person=person, sealed=seal(secret), made_at=act.at).save()
    return secret


def _new_codes(person: Person) -> list[str]:
    codes = recovery_codes()
    person.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, code_hash=recovery_digest(person.pk, code)) for code in codes
    )
    return codes


@action("accounts.confirm_totp", "绑定动态口令")
def confirm_totp(act: Act, person: Person, code: str) -> list[str]:
    """Takes the scanned secret into use; returns recovery codes, shown once."""
    act.on(person)
    factor = Totp.objects.select_for_update().filter(person=person, confirmed_at=None).first()
    if factor is None:
        raise NotNow("没有待绑定的动态口令。", rule=TOTP_RULE, next_step="请重新开始绑定。")
    step = matching_step(unseal(factor.sealed), code, act.at, factor.last_step)
    if step is None:
        raise BadInput(
            "动态口令不正确。",
            fields={"code": "请输入验证器当前显示的 6 位数字；若总不正确，请核对手机时间。"},
            rule=TOTP_RULE,
        )
    factor.confirmed_at, factor.last_step = act.at, step
    factor.save(update_fields=["confirmed_at", "last_step"])
    return _new_codes(person)


@action("accounts.renew_codes", "更换恢复码")
def renew_codes(act: Act, person: Person, *, current: str) -> list[str]:
    act.on(person)
    _own_password(person, current)
    if not Totp.objects.filter(person=person).exclude(confirmed_at=None).exists():
        raise NotNow("尚未绑定动态口令。", rule=TOTP_RULE, next_step="请先绑定动态口令。")
    return _new_codes(person)


@action("accounts.drop_totp", "解除动态口令")
def drop_totp(act: Act, person: Person, *, current: str) -> None:
    act.on(person)
    _own_password(person, current)
    if must_use_totp(person):
        raise NotNow(
            "您的岗位必须使用动态口令，不能自行解除。",
            rule=TOTP_RULE,
            next_step="更换手机时，请安全管理员核实身份后重置。",
        )
    Totp.objects.filter(person=person).delete()
    person.recovery_codes.all().delete()


@action("accounts.make_token", "创建访问令牌")
def make_token(act: Act, person: Person, *, name: str, reach: str, days: int) -> tuple[ApiToken, str]:
    """Returns the row and the token itself, which is shown once and never again."""
    most = token_days()
    fields = {}
    if not name.strip():
        fields["name"] = "请写明用途，例如“网格平台对接”。"
    if reach not in ApiToken.Reach.values:
        fields["reach"] = "请选择只读或读写。"
    if not 1 <= days <= most:
        fields["days"] = f"有效期应为 1 至 {most} 天。"
    token = PREFIX + new_token()
    row = ApiToken(
        person=person,
        name=name.strip()[:60],
        hint=token[:8],
        token_hash=digest(token),
        reach=reach,
        made_at=act.at,
        expires_at=act.at + timedelta(days=min(max(days, 1), most)),
    )
    act.on(row)
    if fields:
        raise BadInput("访问令牌未创建。", fields=fields, rule="登录与账号设置：访问令牌")
    row.save()
    act.note(reach=row.get_reach_display(), expires=row.expires_at.date())
    return row, token


@action("accounts.revoke_token", "吊销访问令牌")
def revoke_token(act: Act, row: ApiToken) -> None:
    act.on(row)
    if row.revoked_at:
        raise NotNow("此令牌已吊销。", rule="访问令牌只能吊销一次", next_step="不需要再办理。")
    row.revoked_at = act.at
    row.save(update_fields=["revoked_at"])


@action("accounts.end_session", "结束登录会话")
def end_session(act: Act, row: Session, *, why: str = "本人结束") -> None:
    """The cookie of that device opens nothing any more, from the next request on."""
    act.on(row)
    sessions.end([row], why, act.at)
    act.note(device=row.device, address=row.address)


@action("accounts.end_other_sessions", "结束其他登录会话")
def end_other_sessions(act: Act, person: Person, *, keep: Session | None) -> int:
    act.on(person)
    others = Session.objects.filter(person=person, ended_at=None)
    rows = list(others.exclude(pk=keep.pk) if keep else others)
    sessions.end(rows, "本人结束", act.at)
    act.note(count=len(rows))
    return len(rows)
