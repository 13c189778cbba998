"""Organisations with validity, former names and successors (机构改革)."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wanghuo.base.divisions.models import Division
from wanghuo.base.scope.registry import scoped


class Kind(models.TextChoices):
    """What a body is. The notice names every kind but ``enterprise`` and ``other`` by a body of its own."""

    GOVERNMENT = "government", "区政府及办公室"
    COMMITTEE = "committee", "议事协调机构"
    PARTY = "party", "党委部门"
    DEPARTMENT = "department", "政府部门"
    POLICE = "police", "公安派出所"
    BRIGADE = "brigade", "消防救援机构"
    TOWN = "town", "镇乡人民政府（街道办事处）"
    TOWN_EMERGENCY = "town_emergency", "镇街应急管理办公室"
    TOWN_ENFORCEMENT = "town_enforcement", "镇街综合行政执法大队"
    VILLAGE = "village", "村民委员会"
    COMMUNITY = "community", "社区居民委员会"
    INSTITUTION = "institution", "事业单位"
    ENTERPRISE = "enterprise", "社会单位"
    OTHER = "other", "其他"


@scoped(territory="division__code", everyone=True)
class Organisation(models.Model):
    """A body: department, town government, village committee, brigade, police station, unit …

    ``key`` names what the product ships, so that a loader finds it again. ``name_checked`` False: the full
    legal name has not been checked against a document and is shown 待核.
    """

    Kind = Kind

    key = models.CharField("标识", max_length=60, unique=True, null=True, blank=True)
    name = models.CharField("全称", max_length=200)
    name_checked = models.BooleanField("全称已核", default=True)
    short_name = models.CharField("简称", max_length=80, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name="别称（文件中的写法）"
    )
    kind = models.CharField("类别", max_length=24, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区划"
    )
    sectors = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name="行业")
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    pinyin = models.CharField("拼音", max_length=300, blank=True, db_index=True)
    initials = models.CharField("拼音首字母", max_length=80, blank=True, db_index=True)
    valid_from = models.DateField("成立", null=True, blank=True)
    valid_until = models.DateField("撤销", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="承继单位",
    )
    source = models.CharField("依据", max_length=200, blank=True)
    demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["pinyin", "id"]
        constraints = [
            models.CheckConstraint(
                name="organisation_validity",
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_from__lte=models.F("valid_until")),
                violation_error_message="撤销日期不能早于成立日期。",
            )
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def holds(self, day: date) -> bool:
        """True from the day of founding to the last day, both included; an unknown day does not bound."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@scoped(territory="organisation__division__code", everyone=True)
class FormerName(models.Model):
    """A name an organisation bore until a day. Papers of that time keep it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField("全称", max_length=200)
    short_name = models.CharField("简称", max_length=80, blank=True)
    until = models.DateField("使用至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "曾用名"
        ordering = ["-until", "-id"]

    def __str__(self) -> str:
        return self.name


@scoped(everyone=True)
class Reorganisation(models.Model):
    """One change of the tree (机构改革): rename, merger, split, conversion or abolition, in effect from a day, on a basis."""

    class Kind(models.TextChoices):
        RENAME = "rename", "更名"
        MERGE = "merge", "合并"
        SPLIT = "split", "分设"
        CONVERT = "convert", "改设"
        ABOLISH = "abolish", "撤销"

    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    effective = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=200)
    note = models.TextField("说明", blank=True)
    done_at = models.DateTimeField("办理时间")
    done_by = models.CharField("办理人", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "机构变更"
        ordering = ["-effective", "-id"]

    def __str__(self) -> str:
        return f"{self.effective:%Y-%m-%d} {self.get_kind_display()}"


@scoped(everyone=True)
class Succession(models.Model):
    """One line of a reorganisation: what became what, and how much moved along. ``after`` None: nothing follows."""

    change = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="lines")
    before = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="became")
    after = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="came_from"
    )
    name_before = models.CharField("原名称", max_length=200)
    name_after = models.CharField("现名称", max_length=200, blank=True)
    moved = models.JSONField("转移", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承继关系"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name_before} → {self.name_after or '（无）'}"
