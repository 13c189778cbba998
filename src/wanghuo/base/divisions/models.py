"""Administrative divisions with validity: district, towns, villages and communities, own grids beneath."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from wanghuo.base.scope.registry import scoped

from . import codes


class DivisionQuerySet(models.QuerySet["Division"]):
    def as_of(self, day: date) -> DivisionQuerySet:
        """The divisions valid on that day, first and last day included."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        not_over = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(begun & not_over)

    def current(self) -> DivisionQuerySet:
        """Those without an end, whatever the day."""
        return self.filter(valid_until__isnull=True)

    def beneath(self, code: str) -> DivisionQuerySet:
        """The unit itself and all beneath it, by the code's prefix."""
        return self.filter(code__startswith=codes.prefix(code))


@scoped(territory="code", everyone=True)
class Division(models.Model):
    """One code of one unit for the time it was valid. A recoded unit is two rows linked by ``successor``.

    A code is never given to a second unit: authority follows code prefixes, and a person of the old unit
    would see the new one. A renamed unit keeps its row; its former names are :class:`Alias` rows.
    """

    class Level(models.TextChoices):
        DISTRICT = "district", "区县"
        TOWN = "town", "镇街"
        VILLAGE = "village", "村（社区）"
        GRID = "grid", "网格"

    class Precision(models.TextChoices):
        DAY = "day", "日"
        YEAR = "year", "年（具体日期待核）"

    code = models.CharField("统计代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80)
    full_name = models.CharField("全称", max_length=120, blank=True)
    level = models.CharField("层级", max_length=8, choices=Level.choices)
    kind = models.CharField("类别", max_length=16, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    pinyin = models.CharField("拼音", max_length=200, blank=True, db_index=True)
    initials = models.CharField("拼音首字母", max_length=80, blank=True, db_index=True)
    lon = models.FloatField("经度（WGS-84）", null=True, blank=True)
    lat = models.FloatField("纬度（WGS-84）", null=True, blank=True)
    point_source = models.CharField("点位来源", max_length=120, blank=True)
    valid_from = models.DateField("启用", null=True, blank=True)
    valid_from_precision = models.CharField(
        "启用日期精度", max_length=4, choices=Precision.choices, default=Precision.DAY
    )
    valid_until = models.DateField("停用", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="继任单位",
    )
    source = models.CharField("来源", max_length=200, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="divisions_division_until_after_from",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="divisions_division_point_whole",
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/divisions/{self.code}/"

    @property
    def prefix(self) -> str:
        """The part of the code that all units beneath share: 6, 9, 12 or more digits."""
        return {"district": self.code[:6], "town": self.code[:9]}.get(self.level, self.code)

    @property
    def kind_label(self) -> str:
        return codes.Kind(self.kind).label if self.kind else self.get_level_display()

    @property
    def since_label(self) -> str:
        """The first day as far as it is known: ``2021年（具体日期待核）`` where only the year is sourced."""
        if self.valid_from is None:
            return "有记录之前"
        if self.valid_from_precision == self.Precision.YEAR:
            return f"{self.valid_from.year}年（具体日期待核）"
        return self.valid_from.isoformat()

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@scoped(territory="division__code", everyone=True)
class Alias(models.Model):
    """Another name or code of a division. Civil-affairs codes stand here, never in ``Division.code``."""

    class Scheme(models.TextChoices):
        MCA = "mca", "民政代码"
        FORMER_NAME = "former_name", "曾用名"
        COMMON_NAME = "common_name", "俗称"

    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="aliases")
    scheme = models.CharField("类别", max_length=12, choices=Scheme.choices)
    value = models.CharField("代码或名称", max_length=80, db_index=True)
    pinyin = models.CharField("拼音", max_length=200, blank=True)
    valid_until = models.DateField("用至", null=True, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划别名"
        constraints = [
            models.UniqueConstraint(
                fields=["division", "scheme", "value"], name="divisions_alias_once_a_division"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


@scoped(territory="division__code", everyone=True)
class Population(models.Model):
    """A population figure; ``includes`` are other divisions that the same figure counts as well."""

    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField("年份")
    people = models.PositiveIntegerField("人口（人）")
    source = models.CharField("来源", max_length=200)
    includes = models.ManyToManyField(Division, blank=True, related_name="+", verbose_name="同时含")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人口数"
        constraints = [
            models.UniqueConstraint(fields=["division", "year"], name="divisions_population_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.division} {self.year}年 {self.people}人"


@scoped(territory="division__code", everyone=True)
class Boundary(models.Model):
    """A polygon of a division, WGS-84 GeoJSON. Synthetic ones are never shown as boundaries."""

    class Provenance(models.TextChoices):
        OFFICIAL = "official", "官方数据"
        PUBLIC = "public", "公开数据"
        DRAWN = "drawn", "手工绘制"
        SYNTHETIC = "synthetic", "示意，非行政界线"

    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="boundaries")
    provenance = models.CharField("性质", max_length=10, choices=Provenance.choices)
    geometry = models.JSONField("GeoJSON")
    area_km2 = models.FloatField("面积（平方公里）")
    source = models.CharField("来源", max_length=200)
    label = models.CharField("显示名", max_length=80, blank=True)
    updated_at = models.DateTimeField("更新", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划范围"
        constraints = [
            models.UniqueConstraint(
                fields=["division", "provenance"], name="divisions_boundary_one_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.division} {self.get_provenance_display()}"


@scoped(everyone=True)
class Backdrop(models.Model):
    """Outlines of neighbouring districts: drawn around ours, never looked up."""

    code = models.CharField("代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=80)
    geometry = models.JSONField("GeoJSON")
    source = models.CharField("来源", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "邻区轮廓"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


@scoped(everyone=True)
class Upload(models.Model):
    """A file of new codes or boundaries on its way in: uploaded → previewed → applied or discarded."""

    class What(models.TextChoices):
        EDITION = "edition", "区划代码新版"
        BOUNDARIES = "boundaries", "官方边界"

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        APPLIED = "applied", "已生效"
        DISCARDED = "discarded", "已放弃"

    what = models.CharField("内容", max_length=10, choices=What.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PREVIEW)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    source = models.CharField("来源", max_length=200)
    effective = models.DateField("生效日期")
    rows = models.JSONField("逐行提案")
    uploaded_at = models.DateTimeField("上传", auto_now_add=True)
    uploaded_by = models.CharField("上传人", max_length=40)
    applied_at = models.DateTimeField("生效操作", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划更新"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.file_name}"


@scoped(everyone=True)
class Loaded(models.Model):
    """Which shipped reference data has been taken in, by digest, so that a start skips what has not changed."""

    name = models.CharField(max_length=80, unique=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "基础数据装载记录"

    def __str__(self) -> str:
        return self.name
