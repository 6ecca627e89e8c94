"""The description of the interface and the page that lists its operations; the operations themselves: `addresses`."""

from django.urls import path

from qiantou.api.reference import openapi, reference

urlpatterns = [
    path("api/openapi.json", openapi, name="openapi"),
    path("programs/", reference, name="api-reference"),
]
