from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SiteConfig(AppConfig):
    name = "wanghuo.site"
    label = "site"
    verbose_name = "望火"

    def ready(self) -> None:
        """Load what rooms declare: actions, indicators, desks, jobs."""
        autodiscover_modules("actions", "indicators", "desk", "jobs")
