"""What the workbench and the shell show of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.db import models
from django.utils import timezone

from wanghuo.base.scope.policy import policy
from wanghuo.base.scope.rows import may, visible
from wanghuo.base.shell.registry import WorkItem, my_work, nav, person_menu
from wanghuo.base.workbench import (
    Column,
    Desk,
    DeskAction,
    Filter,
    Panel,
    register,
)
from wanghuo.kernel.scope import Actor

from . import organisation_desk  # noqa: F401 (registers itself)
from . import panels as show
from .actions import leave, people, security
from .desk_forms import (
    ChangePersonForm,
    EndPostForm,
    HandOverForm,
    NoteForm,
    PersonForm,
    PostForm,
    ReasonForm,
    role_choices,
)
from .models import Leave, Person, Post
from .queries import holding
from .rules import KEPT_APART

GROUP = "区划与单位"
nav(GROUP, "单位", "/organisations/", action="accounts.organisations", order=61, icon="sitemap")
nav(GROUP, "谁能办什么", "/roles/", action="accounts.roles", order=66, icon="shield-check")
person_menu("我的账号", "/me/", order=10, icon="user-circle")


def _posts(row: Person) -> str:
    today = timezone.localdate()
    return "、".join(f"{p.organisation} {p.title}" for p in row.posts.all() if p.holds(today)) or "无在任岗位"


def _state(row: Person) -> str:
    return "停用" if not row.is_active else "待设口令" if row.must_set_password else "在用"


@register
class PeopleDesk(Desk):
    model = Person
    slug = "people"
    title = "人员"
    noun = "人"
    nav = (GROUP, 63, "users")
    view = "accounts.people"
    columns = [
        Column("name", "姓名", link=True, sort="pinyin"),
        Column("posts", "在任岗位", value=_posts),
        Column("username", "登录名", as_="mono"),
        Column("phone", "手机"),
        Column("email", "邮箱"),
        Column(
            "state",
            "状态",
            as_="status",
            value=_state,
            looks={"在用": "ok", "停用": "none", "待设口令": "todo"},
        ),
        Column("demo", "演示"),
    ]
    search = ["name", "username", "^pinyin", "^initials"]
    filters = [
        Filter("role", "角色", path="posts__role", choices=lambda actor: role_choices()),
        Filter("active", "启用", path="is_active"),
    ]
    order = "pinyin"
    panels = [
        Panel(
            "基本情况",
            fields=[
                "name",
                "username",
                "phone",
                "email",
                ("状态", _state),
                ("口令", show.password_state),
                ("动态口令", show.second_factor),
                ("登录锁定", show.lock),
            ],
        ),
        Panel("岗位", template="accounts/panels/posts.html", context=show.posts),
        Panel("请假代理", template="accounts/panels/leaves.html", context=show.leaves, side=True),
        Panel("登录", template="accounts/panels/security.html", context=show.security, side=True),
    ]
    actions = [
        DeskAction(people.assign_post, PostForm, icon="id-badge-2", primary=True),
        DeskAction(people.change_person, ChangePersonForm, icon="edit", initial=lambda p: {"name": p.name}),
        DeskAction(security.unlock, icon="lock-open", shown=show.is_locked),
        DeskAction(security.reset_totp, NoteForm, icon="refresh", shown=show.has_factor),
        DeskAction(security.end_sessions_of, NoteForm, label="结束其登录", icon="logout"),
        DeskAction(people.deactivate, ReasonForm, icon="circle-x", danger=True, shown=lambda p: p.is_active),
        DeskAction(people.activate, icon="circle-check", shown=lambda p: not p.is_active),
    ]
    create = DeskAction(people.create_person, PersonForm, icon="user-plus")
    exports = ("xlsx",)
    empty = ("还没有人员", "由系统管理员新建人员，再由安全管理员任命岗位。")

    def rows(self) -> models.QuerySet:
        # Distinct: somebody with two posts of the role that is filtered by is still one person.
        return self.model._default_manager.prefetch_related("posts__organisation").distinct()


def _role(row: Post) -> str:
    return policy().labels.get(row.role, row.role)


def _term(row: Post) -> str:
    today = timezone.localdate()
    if row.since > today:
        return "未到任"
    return "在任" if row.holds(today) else "已离任"


@register
class PostDesk(Desk):
    model = Post
    slug = "posts"
    title = "岗位"
    noun = "个岗位"
    nav = (GROUP, 64, "id-badge-2")
    view = "accounts.people"
    columns = [
        Column("person", "人员", link=True),
        Column("organisation", "单位"),
        Column("title", "职务"),
        Column("role", "角色", value=_role),
        Column("since", "任职起", sort=True),
        Column("until", "任职止"),
        Column(
            "term",
            "任期",
            as_="status",
            value=_term,
            looks={"在任": "ok", "未到任": "todo", "已离任": "none"},
        ),
    ]
    search = ["title", "person__name", "organisation__name", "organisation__short_name"]
    filters = [Filter("role", "角色", choices=lambda actor: role_choices())]
    order = "-since"
    related = ["person", "organisation"]
    panels = [
        Panel(
            "岗位",
            fields=[
                "person",
                "organisation",
                "title",
                ("角色", _role),
                ("辖区", lambda p: "、".join(str(d) for d in p.divisions.all()) or "单位所在区划"),
                ("行业", show.post_sectors),
                "since",
                "until",
                "basis",
            ],
        )
    ]
    actions = [
        DeskAction(people.hand_over_post, HandOverForm, icon="arrows-exchange", primary=True),
        DeskAction(people.end_post, EndPostForm, icon="calendar-due", danger=True),
    ]
    exports = ("xlsx",)
    empty = ("还没有岗位", "在人员页面由安全管理员任命。")


@register
class LeaveDesk(Desk):
    model = Leave
    slug = "leaves"
    title = "请假代理"
    noun = "条"
    nav = (GROUP, 65, "calendar-event")
    view = "accounts.approve_leave"
    columns = [
        Column("person", "请假人", link=True),
        Column("deputy", "代理人"),
        Column("since", "自", sort=True),
        Column("until", "至"),
        Column(
            "state",
            "状态",
            as_="status",
            value=lambda row: row.state,
            looks={"待批准": "todo", "已批准": "ok", "已撤销": "none"},
        ),
    ]
    order = "-since"
    related = ["person", "deputy", "approved_by"]
    panels = [
        Panel(
            "请假代理",
            fields=[
                "person",
                "deputy",
                "since",
                "until",
                "reason",
                "asked_at",
                "approved_by",
                "approved_at",
                "ended_at",
            ],
        )
    ]
    actions = [
        DeskAction(leave.approve_leave, icon="check", primary=True, shown=lambda row: row.state == "待批准"),
        DeskAction(leave.end_leave, icon="x", shown=lambda row: row.state != "已撤销"),
    ]
    empty = ("没有请假代理", "本人在“我的账号”中申请，由单位负责人或安全管理员批准。")


@my_work("leave")
def leave_to_approve(actor: Actor, now: datetime) -> Iterator[WorkItem]:
    """Leave that waits for this person's approval."""
    if not may(actor, "accounts.approve_leave").allowed:
        return
    waiting = visible(actor, Leave.objects.filter(approved_at=None, ended_at=None), "accounts.approve_leave")
    for row in (
        waiting.exclude(person=actor.person or 0)
        .exclude(deputy=actor.person or 0)
        .select_related("person", "deputy")
    ):
        due = timezone.make_aware(datetime.combine(row.since, time(9)))
        yield WorkItem(
            f"批准请假代理：{row.person}，由{row.deputy}代理",
            f"/w/leaves/{row.pk}/",
            "approve",
            due=due,
            from_whom=row.person.name,
        )


@my_work("administrators")
def unfilled_seats(actor: Actor, now: datetime) -> Iterator[WorkItem]:
    """The security administrator is told when one of the three seats has no successor in sight."""
    if not may(actor, "accounts.assign_post").allowed:
        return
    today = timezone.localdate(now)
    for role in KEPT_APART:
        held = holding(
            visible(actor, Post.objects.filter(role=role, person__is_active=True), "accounts.people"), today
        )
        if not held.filter(until=None).exists():
            yield WorkItem(f"{policy().labels[role]}将无人在任，请任命", "/w/people/", "handle", urgent=True)
