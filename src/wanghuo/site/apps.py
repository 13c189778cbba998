from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SiteConfig(AppConfig):
    name = "wanghuo.site"
    label = "site"
    verbose_name = "望火"

    def ready(self) -> None:
        """Load what rooms declare: actions, indicators, desks, jobs."""
        autodiscover_modules("actions", "indicators", "desk", "jobs")
        self._hand_down()

    @staticmethod
    def _hand_down() -> None:
        """What rooms further down ask of rooms further up is handed to them here."""
        from wanghuo.base.divisions import tiles
        from wanghuo.base.law.queries import setting

        tiles.read_with(lambda name: setting(name).value)
