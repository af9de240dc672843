"""The administrator's screens for teams."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from slaportal.accounts.models import Membership, Team
from tests.factories.people import Cast


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    """A browser in which Alex, the administrator, is signed in."""
    client.force_login(cast.alex)
    return client


def typed(team: Team, *rows: dict[str, object], **changes: object) -> dict[str, object]:
    """What the page of a team holds: its places as they are, and ``rows`` after them."""
    places = [
        {
            "person": place.user_id,
            "role": place.role,
            "weight": place.weight,
            "capacity": place.capacity or "",
        }
        for place in team.memberships.select_related("user").order_by("role", "user__full_name")
    ]
    lines = [*places, *rows]
    seats = {
        f"seats-{number}-{field}": value for number, line in enumerate(lines) for field, value in line.items()
    }
    return {
        "name": team.name,
        "side": team.side,
        "countries": ", ".join(team.countries),
        "is_active": "on",
        "why": "",
        "seats-TOTAL_FORMS": len(lines),
        "seats-INITIAL_FORMS": len(places),
        **seats,
        **changes,
    }


def test_a_team_is_founded_with_countries_by_name_or_code(admin: Client) -> None:
    admin.post(
        reverse("accounts:team_new"),
        {"name": "Sales, Nordics", "side": "sales", "countries": "NO, sweden,no"},
    )
    assert Team.objects.get(name="Sales, Nordics").countries == ["NO", "SE"]


def test_words_that_are_no_countries_are_named(admin: Client) -> None:
    answer = admin.post(
        reverse("accounts:team_new"), {"name": "X", "side": "sales", "countries": "NO, Narnia, Oz"}
    )
    assert answer.status_code == 422
    assert "Not a country we know: Narnia, Oz." in answer.content.decode()


def test_a_name_that_is_taken_is_refused_beside_the_name(admin: Client) -> None:
    answer = admin.post(reverse("accounts:team_new"), {"name": "Demand", "side": "sales"})
    assert answer.context["form"].errors["name"] == ["There is already a team called Demand."]


def test_people_are_added_changed_and_taken_out_on_one_page(cast: Cast, admin: Client) -> None:
    page = reverse("accounts:team", args=[cast.islands.pk])
    answer = admin.post(
        page,
        typed(
            cast.islands,
            {"person": cast.lena.pk, "role": "member", "weight": 2, "capacity": 25},
            **{"seats-1-DELETE": "on", "why": "Marcus moves on"},
        ),
        follow=True,
    )
    people = set(
        Membership.objects.filter(team=cast.islands).values_list("user__full_name", "weight", "capacity")
    )
    assert people == {
        ("Daniel Osei", 0, None),
        ("Priya Raman", 1, None),
        ("Tom Hallett", 1, None),
        ("Lena Brandt", 2, 25),
    }
    newest = {(entry.who, entry.what, entry.note) for entry in answer.context["past"][:2]}
    assert newest == {
        ("Alex Novak", "removed Marcus Webb", "Marcus moves on"),
        ("Alex Novak", "added Lena Brandt", "Marcus moves on"),
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"role": "member", "weight": 11, "capacity": ""}, "less than or equal to 10"),
        ({"role": "member", "weight": 1, "capacity": 0}, "greater than or equal to 1"),
        ({"role": "chief", "weight": 1, "capacity": ""}, "Select a valid choice"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    cast: Cast, admin: Client, row: dict[str, object], said: str
) -> None:
    page = reverse("accounts:team", args=[cast.islands.pk])
    answer = admin.post(page, typed(cast.islands, {"person": cast.lena.pk, **row}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert cast.islands.memberships.count() == 4


def test_one_person_twice_is_refused_in_words(cast: Cast, admin: Client) -> None:
    page = reverse("accounts:team", args=[cast.islands.pk])
    twice = {"person": cast.priya.pk, "role": "leader", "weight": 1, "capacity": ""}
    answer = admin.post(page, typed(cast.islands, twice))
    assert answer.status_code == 422
    assert "Priya Raman is in the list twice." in answer.content.decode()


def test_the_list_names_leaders_and_territories(admin: Client) -> None:
    page = admin.get(reverse("accounts:teams")).content.decode()
    for words in ("Sales, UK and Ireland", "Daniel Osei", "Everywhere", "GB"):
        assert words in page
