"""Every address of the portal, and the plain page beside them."""

from django.urls import include, path

from bench import plain

urlpatterns = [
    path("plain/", plain.page, name="plain"),
    path("", include("slaportal.urls")),
]
