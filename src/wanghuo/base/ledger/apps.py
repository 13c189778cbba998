from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "wanghuo.base.ledger"
    label = "ledger"
    verbose_name = "台账"
