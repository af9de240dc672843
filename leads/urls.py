"""The addresses of leads."""

from django.urls import path

from leads.views import dashboard, evidence

app_name = "leads"

_QUARTER = "dashboard/<slug:slug>/<slug:quarter>/"

urlpatterns = [
    # Keeping score
    path("dashboard/", dashboard.here, name="dashboards"),
    path("scoreboard/", dashboard.scoreboard, name="scoreboard"),
    path("scoreboard/<slug:slug>/", dashboard.scoreboard, name="scoreboard"),
    path(_QUARTER, dashboard.dashboard, name="dashboard"),
    path(f"{_QUARTER}csv/", dashboard.csv, name="dashboard_csv"),
    path(f"{_QUARTER}patterns/", dashboard.patterns, name="patterns"),
    path(f"{_QUARTER}behind/<slug:figure>/", evidence.figure, name="figure"),
    path(f"{_QUARTER}behind/<slug:figure>/csv/", evidence.csv, name="figure_csv"),
]
