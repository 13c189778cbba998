"""People, their posts and their leave."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value

from wanghuo.base.divisions.models import Division
from wanghuo.base.scope.registry import scoped
from wanghuo.kernel.scope import mask_all, mask_phone

from .organisations import Organisation

ADMINISTRATORS = ("system_admin", "security_admin", "auditor")


def mask_email(address: str) -> str:
    """``zhangwei@example.cn`` → ``z***@example.cn``."""
    user, at, domain = address.strip().partition("@")
    return f"{user[:1]}***{at}{domain}" if at else mask_all(address)


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username)


@scoped(
    territory="posts__organisation__division__code",
    organisations=("posts__organisation_id",),
    persons=("id",),
    masked={"phone": mask_phone, "email": mask_email},
)
class Person(AbstractBaseUser):
    """Somebody who can sign in. Authority comes from posts alone."""

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("拼音", max_length=120, blank=True, db_index=True)
    initials = models.CharField("拼音首字母", max_length=40, blank=True, db_index=True)
    phone = models.CharField("手机", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_set_password = models.BooleanField("须设置口令", default=False)
    password_set_at = models.DateTimeField("口令设置时间", null=True, blank=True)
    demo = models.BooleanField("演示", default=False)

    objects = PersonManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["pinyin", "id"]

    def __str__(self) -> str:
        return self.name


def _period(since: str, until: str) -> Func:
    return Func(F(since), F(until), Value("[]"), function="daterange")


@scoped(territory="organisation__division__code", organisations=("organisation_id",), persons=("person_id",))
class Post(models.Model):
    """A person's post at an organisation, with the role it carries, over territories and sectors, for a time.

    No one may hold two administrators' posts at a time: system, security and audit are kept apart by an
    exclusion constraint, so that no race and no other program gets around the rule.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts", verbose_name="人员")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="posts", verbose_name="单位"
    )
    title = models.CharField("职务", max_length=60)
    role = models.CharField("角色", max_length=40)
    divisions = models.ManyToManyField(Division, blank=True, related_name="+", verbose_name="辖区")
    sectors = ArrayField(models.CharField(max_length=40), null=True, blank=True, default=list)
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                name="post_period",
                condition=Q(until=None) | Q(since__lte=F("until")),
                violation_error_message="任职止不能早于任职起。",
            ),
            ExclusionConstraint(
                name="one_administrator_post_at_a_time",
                expressions=[
                    (Func(F("person"), F("person"), Value("[]"), function="int8range"), "&&"),
                    (_period("since", "until"), "&&"),
                ],
                condition=Q(role__in=ADMINISTRATORS),
                violation_error_message="系统、安全、审计三类管理员不得由一人兼任。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} {self.title}"

    def holds(self, day: date) -> bool:
        """True from ``since`` to ``until``, both days included."""
        return self.since <= day and (self.until is None or day <= self.until)


@scoped(
    territory="person__posts__organisation__division__code",
    organisations=("person__posts__organisation_id",),
    persons=("person_id",),
)
class Leave(models.Model):
    """A person away, and who stands in. It takes effect once approved; the ledger then shows 代."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves", verbose_name="请假人")
    deputy = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="stands_in", verbose_name="代理人"
    )
    since = models.DateField("自")
    until = models.DateField("至")
    reason = models.CharField("事由", max_length=200, blank=True)
    asked_at = models.DateTimeField("申请时间")
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "请假代理"
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                name="leave_period",
                condition=Q(since__lte=F("until")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="leave_deputy_is_another",
                condition=~Q(person=F("deputy")),
                violation_error_message="代理人不能是本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.since:%Y-%m-%d} 至 {self.until:%Y-%m-%d}，{self.deputy} 代"

    @property
    def state(self) -> str:
        """待批准 / 已批准 / 已撤销."""
        if self.ended_at:
            return "已撤销"
        return "已批准" if self.approved_at else "待批准"
