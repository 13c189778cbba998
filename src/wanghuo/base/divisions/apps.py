from django.apps import AppConfig


class DivisionsConfig(AppConfig):
    name = "wanghuo.base.divisions"
    label = "divisions"
    verbose_name = "区划"
