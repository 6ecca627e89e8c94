"""Addresses for programs, all under /api/, and the page that lists them."""

from django.urls import path

from qiantou.api.app import api
from qiantou.api.reference import openapi, reference

urlpatterns = [
    path("api/openapi.json", openapi, name="openapi"),
    path("api/", api.urls),
    path("programs/", reference, name="api-reference"),
]
