"""People and posts. The system administrator makes people, the security administrator gives them posts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.utils.timezone import localdate

from wanghuo.base.divisions.models import Division
from wanghuo.base.divisions.pinyin import person_initials, person_key
from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope import BadInput, NotNow
from wanghuo.base.scope.policy import policy

from .. import reassign, sessions
from ..models import Organisation, Person, Post, Session
from ..queries import holding
from ..rules import APART_RULE, KEPT_APART, Held, tail_of_term, why_not_together

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
PHONE = re.compile(r"\+?[0-9][0-9 -]{6,18}")
LAST_RULE = "三类管理员各须至少有一人在任"


def _faults(username: str, name: str, phone: str, email: str) -> dict[str, str]:
    fields = {}
    if not USERNAME.fullmatch(username):
        fields["username"] = "登录名以小写字母开头，3 至 40 位，可用小写字母、数字和 . _ -。"
    elif Person.objects.filter(username=username).exists():
        fields["username"] = "此登录名已有人使用，请换一个。"
    fields |= _contact_faults(name, phone, email)
    return fields


def _contact_faults(name: str, phone: str, email: str) -> dict[str, str]:
    fields = {}
    if not 1 < len(name) <= 40:
        fields["name"] = "请填写姓名（2 至 40 字）。"
    if phone and not PHONE.fullmatch(phone):
        fields["phone"] = "手机号码应为数字，例如 13800000000。"
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        fields["email"] = "邮箱格式不对，例如 zhang@example.cn。"
    return fields


@action("accounts.create_person", "新建人员")
def create_person(
    act: Act, *, username: str, name: str, phone: str = "", email: str = "", demo: bool = False
) -> Person:
    """Somebody without any authority yet; they get in by a first link and set their own password."""
    username, name, phone, email = (t.strip() for t in (username, name, phone, email))
    person = Person(
        username=username,
        name=name,
        phone=phone,
        email=email,
        pinyin=person_key(name),
        initials=person_initials(name),
        must_set_password=not demo,
        demo=demo,
    )
    act.on(person)
    if fields := _faults(username, name, phone, email):
        raise BadInput("人员未建立。", fields=fields, rule="人员登记")
    person.set_unusable_password()
    person.save()
    act.note(username=username)
    return person


@action("accounts.change_person", "修改人员")
def change_person(act: Act, person: Person, *, name: str, phone: str = "", email: str = "") -> Person:
    act.on(person)
    name, phone, email = (t.strip() for t in (name, phone, email))
    if fields := _contact_faults(name, phone, email):
        raise BadInput("未保存。", fields=fields, rule="人员登记")
    act.changed(
        person, name=name, phone=phone, email=email, pinyin=person_key(name), initials=person_initials(name)
    )
    person.save(update_fields=["name", "phone", "email", "pinyin", "initials"])
    return person


@action("accounts.change_contact", "修改本人联系方式")
def change_contact(act: Act, person: Person, *, phone: str, email: str) -> None:
    act.on(person)
    phone, email = phone.strip(), email.strip()
    if fields := _contact_faults(person.name, phone, email):
        raise BadInput("未保存。", fields=fields, rule="人员登记")
    act.changed(person, phone=phone, email=email)
    person.save(update_fields=["phone", "email"])


def _one_at_a_time() -> None:
    """Administrators' seats change one after another, or two could each remove the other's last colleague."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('accounts.administrators', 0))")


def _keep_one(role: str, without: Iterable[int], day: date) -> None:
    """Refuse when no active holder of an administrator's role is left on ``day``."""
    if role not in KEPT_APART:
        return
    others = holding(Post.objects.filter(role=role, person__is_active=True), day).exclude(pk__in=without)
    if not others.filter(until=None).exists():
        raise NotNow(
            f"这是最后一名在任的{policy().labels[role]}，不能去职或停用。",
            rule=LAST_RULE,
            next_step=f"请先任命另一名{policy().labels[role]}。",
        )


@action("accounts.deactivate", "停用账号")
def deactivate(act: Act, person: Person, *, reason: str) -> None:
    act.on(person)
    if act.actor.person == person.pk:
        raise NotNow("不能停用自己的账号。", rule="账号管理", next_step="请另一名管理员办理。")
    if not reason.strip():
        raise BadInput("请写明停用原因。", fields={"reason": "例如：调离、退休。"}, rule="账号管理")
    _one_at_a_time()
    today = localdate(act.at)
    for post in holding(person.posts.filter(role__in=KEPT_APART), today):
        _keep_one(post.role, [post.pk], today)
    act.changed(person, is_active=False)
    person.save(update_fields=["is_active"])
    sessions.end(list(Session.objects.filter(person=person, ended_at=None)), "账号已停用", act.at)
    act.note(reason=reason)


@action("accounts.activate", "启用账号")
def activate(act: Act, person: Person) -> None:
    act.on(person)
    act.changed(person, is_active=True)
    person.save(update_fields=["is_active"])


def check_separation(act: Act, person: Person, role: str, since: date, until: date | None) -> None:
    """Two of the three administrators never meet in one person. Raises BadInput (kept in the ledger)."""
    held = [Held(p.role, p.since, p.until) for p in person.posts.all()]
    if why := why_not_together(role, since, until, held, policy().labels):
        raise BadInput(why, fields={"role": why}, rule=APART_RULE, next_step="请另择一人，或先结束其原岗位。")


@action("accounts.assign_post", "任命岗位")
def assign_post(
    act: Act,
    person: Person,
    organisation: Organisation,
    *,
    role: str,
    title: str,
    since: date,
    until: date | None = None,
    divisions: Iterable[Division] = (),
    sectors: Iterable[str] = (),
    every_sector: bool = False,
    basis: str = "",
) -> Post:
    """Gives a person authority: a role at an organisation. In force from ``since``, at once when that is today.

    ``sectors`` empty: those of the organisation; ``every_sector``: not bound to any.
    """
    post = Post(
        person=person,
        organisation=organisation,
        title=title.strip(),
        role=role,
        since=since,
        until=until,
        sectors=None if every_sector else list(sectors),
        basis=basis.strip()[:200],
    )
    act.on(post)
    _post_faults(act, post)
    _one_at_a_time()
    check_separation(act, person, role, since, until)
    post.save()
    post.divisions.set(divisions)
    act.note(role=policy().labels[role], since=since, until=until, basis=basis)
    return post


def _post_faults(act: Act, post: Post) -> None:
    if act.actor.person is not None and act.actor.person == post.person_id:
        raise NotNow("不能给自己任命岗位。", rule=APART_RULE, next_step="请另一名安全管理员办理。")
    fields = {}
    if post.role not in policy().labels or post.role in ("public", "system", "member"):
        fields["role"] = "没有这个角色，请从列表中选择。"
    if not post.title:
        fields["title"] = "请填写职务。"
    if post.until and post.until < post.since:
        fields["until"] = "任职止不能早于任职起。"
    if not post.organisation.holds(post.since):
        fields["organisation"] = f"{post.organisation}在任职起日不存在（未成立或已撤销）。"
    if fields:
        raise BadInput("岗位未任命。", fields=fields, rule="岗位管理")


@action("accounts.end_post", "结束岗位")
def end_post(act: Act, post: Post, *, last_day: date, reason: str) -> Post:
    """``last_day`` is the last day in office."""
    act.on(post)
    if not reason.strip():
        raise BadInput("请写明原因。", fields={"reason": "例如：调离、换届、退休。"}, rule="岗位管理")
    if last_day < post.since or (post.until and post.until < last_day):
        raise BadInput("最后任职日不对。", fields={"last_day": "应在任职期间之内。"}, rule="岗位管理")
    _one_at_a_time()
    _keep_one(post.role, [post.pk], max(last_day, localdate(act.at)))
    act.changed(post, until=last_day)
    post.save(update_fields=["until"])
    act.note(reason=reason)
    return post


@action("accounts.hand_over_post", "交接岗位")
def hand_over_post(act: Act, post: Post, to: Person, *, from_day: date, note: str = "") -> Post:
    """``to`` takes the post over from ``from_day``; open work assigned to the old holder there moves along."""
    act.on(post)
    last = from_day - timedelta(days=1)
    term = tail_of_term(post.since, post.until, last)
    if to.pk == post.person_id or term is None or from_day <= post.since:
        raise BadInput(
            "不能这样交接。",
            fields={"from_day": "交接日应在原任职期间之内，接任人应为另一人。"},
            rule="岗位管理",
        )
    if not to.is_active:
        raise BadInput("接任人账号已停用。", fields={"to": "请先启用账号。"}, rule="岗位管理")
    taken = Post(
        person=to, organisation=post.organisation, title=post.title, role=post.role, since=term[0],
        until=term[1], sectors=post.sectors, basis=note[:200],
    )  # fmt: skip
    _post_faults(act, taken)
    _one_at_a_time()
    check_separation(act, to, post.role, *term)
    act.changed(post, until=last)
    post.save(update_fields=["until"])
    taken.save()
    taken.divisions.set(post.divisions.all())
    moved = reassign.move_person(act, post.person, to, post.organisation)
    act.note(to=to.name, from_day=from_day, note=note, moved=moved)
    return taken
