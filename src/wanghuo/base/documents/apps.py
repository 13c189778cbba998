from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "wanghuo.base.documents"
    label = "documents"
    verbose_name = "公文"
