from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "wanghuo.base.cases"
    label = "cases"
    verbose_name = "案件"
