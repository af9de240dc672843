"""The addresses of notices."""

from django.urls import URLPattern, path

from slaportal.notifications import views

app_name = "notifications"
urlpatterns: list[URLPattern] = [
    path("notices/", views.notices, name="list"),
    path("notices/panel/", views.panel, name="panel"),
    path("notices/<int:pk>/", views.open_notice, name="open"),
    path("notices/read/", views.read_all, name="read_all"),
]
