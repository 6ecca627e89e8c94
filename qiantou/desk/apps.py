from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "qiantou.desk"
    label = "desk"
