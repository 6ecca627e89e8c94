"""Every address there is once a program has asked: its own under /api/, and the pages'. Built when first needed."""

from django.urls import URLPattern, URLResolver, include, path

from qiantou.api.app import api
from qiantou.desk.urls import handler400, handler500

urlpatterns: list[URLPattern | URLResolver] = [path("api/", api.urls), path("", include("qiantou.desk.urls"))]

__all__ = ["handler400", "handler500", "urlpatterns"]
