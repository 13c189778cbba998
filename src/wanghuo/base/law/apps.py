from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "wanghuo.base.law"
    label = "law"
    verbose_name = "法律参数"
