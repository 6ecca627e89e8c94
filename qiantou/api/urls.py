"""Addresses for programs, all under /api/."""

from django.urls import path

from qiantou.api.app import api

urlpatterns = [path("api/", api.urls)]
