"""The addresses of the shell."""

from django.urls import URLPattern, path

from slaportal.ui import health

urlpatterns: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
]
