from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "qiantou.access"
    label = "access"
