"""The addresses of the shell."""

from django.urls import URLPattern, URLResolver, include, path

from slaportal.ui import administration, health, home, search, views

look = [
    path("gallery/", views.gallery, name="gallery"),
    path("theme/", views.theme, name="theme"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("settings/", administration.settings_page, name="settings"),
    path("healthz", health.healthz, name="healthz"),
    path("", include((look, "ui"))),
]
