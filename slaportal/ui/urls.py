"""The addresses of the shell."""

from django.urls import URLPattern, URLResolver, include, path

from slaportal.ui import health, views

look = [
    path("gallery/", views.gallery, name="gallery"),
    path("theme/", views.theme, name="theme"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("", include((look, "ui"))),
]
