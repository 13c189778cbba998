"""The site's own bookkeeping."""

from django.db import models

from wanghuo.base.scope.registry import scoped


@scoped(everyone=True)
class Loaded(models.Model):
    """Which content of a room's reference data is in this database, so that the next start need not look again."""

    room = models.CharField("模块", max_length=80, primary_key=True)
    digest = models.CharField("内容摘要", max_length=64)
    at = models.DateTimeField("载入时间", auto_now=True)

    class Meta:
        verbose_name = "已载入的基础数据"

    def __str__(self) -> str:
        return self.room
