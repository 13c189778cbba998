from pathlib import Path

from django.apps import AppConfig
from django.core import checks


class IndicatorsConfig(AppConfig):
    name = "wanghuo.base.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        """Planned indicators first: a room that serves one takes its place."""
        from django.conf import settings

        from . import planned

        planned.load(Path(settings.POLICY_DIR) / "indicators")
        checks.register(declared_whole)


def declared_whole(app_configs, **kwargs) -> list[checks.Error]:
    """System check: every indicator has an id, a Chinese label, a unit, an owner."""
    from .registry import INDICATORS, faults

    return [checks.Error(fault, id="indicators.E001") for fault in faults(INDICATORS.values())]
