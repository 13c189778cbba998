from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "wanghuo.base.jobs"
    label = "jobs"
    verbose_name = "后台任务"
