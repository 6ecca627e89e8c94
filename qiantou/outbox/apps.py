from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "qiantou.outbox"
    label = "outbox"
