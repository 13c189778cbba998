"""Administrative divisions with validity: district, towns, villages and communities, own grids beneath."""

from __future__ import annotations

from django.db import models

from wanghuo.base.scope.registry import scoped


@scoped(territory="code", everyone=True)
class Division(models.Model):
    """One code of one unit for the time it was valid. A recoded unit is two rows linked by ``successor``."""

    class Level(models.TextChoices):
        DISTRICT = "district", "区县"
        TOWN = "town", "镇街"
        VILLAGE = "village", "村（社区）"
        GRID = "grid", "网格"

    code = models.CharField("统计代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80)
    level = models.CharField("层级", max_length=8, choices=Level.choices)
    kind = models.CharField("类别", max_length=16, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    pinyin = models.CharField("拼音", max_length=200, blank=True, db_index=True)
    valid_from = models.DateField("启用", null=True, blank=True)
    valid_until = models.DateField("停用", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """The part of the code that all units beneath share: 6, 9, 12 or more digits."""
        return {"district": self.code[:6], "town": self.code[:9]}.get(self.level, self.code)
