"""The addresses of people, teams, absences and one's own profile."""

from django.urls import URLPattern, path

from slaportal.accounts.views import own, people, teams

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("profile/", own.profile, name="profile"),
    path("profile/code/", own.send_code, name="send_code"),
    path("absences/", own.absences, name="absences"),
    path("absences/<int:pk>/cancel/", own.cancel_absence, name="cancel_absence"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/add/", people.add, name="person_new"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
    path("settings/people/<int:pk>/bring-back/", people.bring_back, name="person_bring_back"),
    path("settings/people/<int:pk>/new-password/", people.send_new_password, name="person_new_password"),
    path("settings/roles/", people.roles, name="roles"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/add/", teams.add, name="team_new"),
    path("settings/teams/<int:pk>/", teams.team, name="team"),
]
