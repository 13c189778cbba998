from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "wanghuo.base.indicators"
    label = "indicators"
    verbose_name = "指标"
