"""Organisations, people and their posts, each with validity."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wanghuo.base.divisions.models import Division
from wanghuo.base.scope.registry import scoped
from wanghuo.kernel.scope import mask_phone


@scoped(territory="division__code", everyone=True)
class Organisation(models.Model):
    """A body: department, town government, village committee, brigade, police station, unit …"""

    name = models.CharField("全称", max_length=200)
    short_name = models.CharField("简称", max_length=80, blank=True)
    kind = models.CharField("类别", max_length=24)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sectors = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    pinyin = models.CharField("拼音", max_length=300, blank=True, db_index=True)
    valid_from = models.DateField("成立", null=True, blank=True)
    valid_until = models.DateField("撤销", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["pinyin", "id"]

    def __str__(self) -> str:
        return self.short_name or self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username)


@scoped(
    territory="posts__organisation__division__code",
    organisations=("posts__organisation_id",),
    persons=("id",),
    masked={"phone": mask_phone},
)
class Person(AbstractBaseUser):
    """Somebody who can sign in. Authority comes from posts alone."""

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("拼音", max_length=120, blank=True, db_index=True)
    phone = models.CharField("手机", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    demo = models.BooleanField("演示", default=False)

    objects = PersonManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name


@scoped(territory="organisation__division__code", organisations=("organisation_id",), persons=("person_id",))
class Post(models.Model):
    """A person's post at an organisation, with the role it carries, over territories and sectors, for a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField("职务", max_length=60)
    role = models.CharField("角色", max_length=40)
    divisions = models.ManyToManyField(Division, blank=True, related_name="+", verbose_name="辖区")
    sectors = ArrayField(models.CharField(max_length=40), null=True, blank=True, default=list)
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} {self.title}"
