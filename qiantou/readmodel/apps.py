from django.apps import AppConfig


class ReadmodelConfig(AppConfig):
    name = "qiantou.readmodel"
    label = "readmodel"
