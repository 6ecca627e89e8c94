from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "qiantou.ledger"
    label = "ledger"
