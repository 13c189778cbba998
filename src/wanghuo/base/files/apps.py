from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "wanghuo.base.files"
    label = "files"
    verbose_name = "附件"
