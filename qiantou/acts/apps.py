from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "qiantou.acts"
    label = "acts"
