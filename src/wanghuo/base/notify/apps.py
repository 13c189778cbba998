from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "wanghuo.base.notify"
    label = "notify"
    verbose_name = "通知"
