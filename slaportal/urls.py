"""Every address of the portal; the apps above are named by string."""

from django.urls import include, path

urlpatterns = [
    path("", include("slaportal.ui.urls")),
    path("", include("slaportal.accounts.urls")),
    path("", include("slaportal.notifications.urls")),
    path("", include("agreements.urls")),
    path("", include("leads.urls")),
    path("api/", include("slaportal.api.urls")),
    path("account/", include("slaportal.accounts.entrance")),
]
