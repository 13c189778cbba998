from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "wanghuo.base.workbench"
    label = "workbench"
    verbose_name = "工作台"
