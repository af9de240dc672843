"""The administrator's screens for people."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from slaportal.accounts.models import User
from slaportal.audit.timeline import Change
from slaportal.notifications.models import Notice
from tests.factories.people import Cast


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    """A browser in which Alex, the administrator, is signed in."""
    client.force_login(cast.alex)
    return client


def entered(**changes: object) -> dict[str, object]:
    """What the form for a person holds."""
    return {
        "full_name": "Nora Lind",
        "email": "nora.lind@example.com",
        "job_title": "",
        "time_zone": "Europe/Oslo",
    } | changes


def test_the_list_is_searched_and_those_who_left_stand_apart(cast: Cast, admin: Client) -> None:
    User.objects.filter(pk=cast.tom.pk).update(is_active=False)
    assert list(admin.get(reverse("accounts:people"), {"q": "priya"}).context["page"]) == [cast.priya]
    assert cast.tom not in admin.get(reverse("accounts:people")).context["page"]
    assert list(admin.get(reverse("accounts:people"), {"gone": 1}).context["page"]) == [cast.tom]
    assert "Nobody found" in admin.get(reverse("accounts:people"), {"q": "nobody"}).content.decode()


def test_somebody_is_added_to_a_team_and_invited(cast: Cast, admin: Client) -> None:
    answer = admin.post(
        reverse("accounts:person_new"), entered(team=cast.islands.pk, role="member"), follow=True
    )
    nora = User.objects.get(email="nora.lind@example.com")
    assert answer.redirect_chain == [(reverse("accounts:person", args=[nora.pk]), 302)]
    assert "Nora Lind was entered and gets an invitation by e-mail." in answer.content.decode()
    assert nora.memberships.get().team == cast.islands
    assert Notice.objects.get(recipient=nora).kind == "accounts.invitation"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "priya.raman@example.com"}, "Somebody already signs in with priya.raman@example.com."),
        ({"email": "nora"}, "Enter a valid email address."),
        ({"full_name": ""}, "This field is required."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_and_nothing_is_lost(
    admin: Client, changes: dict[str, str], said: str
) -> None:
    answer = admin.post(reverse("accounts:person_new"), entered(job_title="Kept as typed", **changes))
    page = answer.content.decode()
    assert (answer.status_code, User.objects.count()) == (422, 10)
    assert said in page
    assert "Kept as typed" in page


def test_a_change_with_its_reason_stands_in_the_history_on_the_page(cast: Cast, admin: Client) -> None:
    page = reverse("accounts:person", args=[cast.priya.pk])
    known = entered(full_name="Priya Raman", email=cast.priya.email, time_zone="Europe/London")
    answer = admin.post(page, known | {"job_title": "Team captain", "why": "Promotion"}, follow=True)
    newest = answer.context["past"][0]
    assert (newest.who, newest.what, newest.changes, newest.note) == (
        "Alex Novak",
        "changed job title",
        (Change("job title", "Sales development", "Team captain"),),
        "Promotion",
    )
    assert "Promotion" in answer.content.decode()


def test_the_last_administrator_stays_and_is_told_why(cast: Cast, admin: Client) -> None:
    page = reverse("accounts:person", args=[cast.alex.pk])
    answer = admin.post(page, entered(full_name="Alex Novak", email=cast.alex.email))
    assert answer.status_code == 422
    assert "This is the last administrator." in answer.content.decode()


def test_somebody_is_let_go_and_let_in_again(cast: Cast, admin: Client) -> None:
    admin.post(reverse("accounts:person_deactivate", args=[cast.tom.pk]), {"why": "Left the company"})
    assert not User.objects.get(pk=cast.tom.pk).is_active
    page = admin.get(reverse("accounts:person", args=[cast.tom.pk]))
    assert page.context["past"][0].note == "Left the company"
    assert "Let them sign in again" in page.content.decode()
    admin.post(reverse("accounts:person_bring_back", args=[cast.tom.pk]))
    assert User.objects.get(pk=cast.tom.pk).is_active


def test_deactivating_oneself_is_refused_in_words(cast: Cast, admin: Client) -> None:
    answer = admin.post(reverse("accounts:person_deactivate", args=[cast.alex.pk]), follow=True)
    assert "Ask another administrator to deactivate you." in answer.content.decode()


def test_a_link_to_a_new_password_is_sent(cast: Cast, admin: Client) -> None:
    admin.post(reverse("accounts:person_new_password", args=[cast.priya.pk]))
    assert Notice.objects.get(recipient=cast.priya).kind == "accounts.new_password"


def test_the_list_asks_no_more_for_many_than_for_few(cast: Cast, admin: Client) -> None:
    for number in range(60):
        User.objects.create_user(f"rep{number}@example.com", full_name=f"Rep {number:02d}")
    page = admin.get(reverse("accounts:people"))
    assert (len(page.context["page"]), page.context["page"].paginator.num_pages) == (50, 2)


def test_the_policy_is_shown_as_one_table(admin: Client) -> None:
    page = admin.get(reverse("accounts:roles")).content.decode()
    assert "sign or decline, when named in the agreement" in page
