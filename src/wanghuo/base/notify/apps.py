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
    """System check: templates and gateways can be read; their faults are named."""
    from django.conf import settings

    from .gateways import GatewayError, gateways
    from .texts import TemplateError, templates

    found: list[checks.CheckMessage] = []
    try:
        templates(Path(settings.POLICY_DIR) / "notify")
    except TemplateError as fault:
        found.append(checks.Error(str(fault), id="notify.E001"))
    try:
        gateways()
    except (GatewayError, ValueError) as fault:
        found.append(checks.Error(str(fault), id="notify.E002"))
    return found
