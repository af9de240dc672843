"""The addresses of agreements."""

from django.urls import path
from django.views import View

app_name = "agreements"
urlpatterns = [
    path("agreements/", View.as_view(), name="list"),
    path("agreements/new/", View.as_view(), name="new"),
    path("agreements/reviews/<int:pk>/", View.as_view(), name="review"),
    path("agreements/<slug:slug>/", View.as_view(), name="detail"),
    path("agreements/<slug:slug>/<int:number>/", View.as_view(), name="version"),
    path("agreements/<slug:slug>/<int:number>/draft/", View.as_view(), name="draft"),
    path("agreements/<slug:slug>/<int:number>/sign/", View.as_view(), name="sign"),
]
