from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "wanghuo.base.law"
    label = "law"
    verbose_name = "法律参数"

    def ready(self) -> None:
        from django.core.signals import request_finished, request_started

        from wanghuo.base.files.purposes import use_settings

        from . import checks, state  # noqa: F401  (checks register themselves)
        from .queries import limit

        use_settings(limit)
        request_started.connect(state.begin_request, dispatch_uid="law.begin")
        request_finished.connect(state.end_request, dispatch_uid="law.end")
