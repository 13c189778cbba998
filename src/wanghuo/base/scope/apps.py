from django.apps import AppConfig


class ScopeConfig(AppConfig):
    name = "wanghuo.base.scope"
    label = "scope"
    verbose_name = "范围"
