from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "wanghuo.base.shell"
    label = "shell"
    verbose_name = "界面"
