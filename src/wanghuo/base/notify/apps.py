from pathlib import Path

from django.apps import AppConfig
from django.core import checks


class NotifyConfig(AppConfig):
    name = "wanghuo.base.notify"
    label = "notify"
    verbose_name = "消息"

    def ready(self) -> None:
        checks.register(data_whole)


def data_whole(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """System check: templates and gateways can be read; a bad template stops the start, a bad gateway is switched off."""
    from django.conf import settings

    from .gateways import faults
    from .texts import TemplateError, templates

    found: list[checks.CheckMessage] = []
    try:
        templates(Path(settings.POLICY_DIR) / "notify")
    except TemplateError as fault:
        found.append(checks.Error(str(fault), id="notify.E001"))
    found += [checks.Warning(fault, id="notify.W002") for fault in faults()]
    return found
