"""The settings page lists what the person looks after."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from slaportal.ui.administration import sections
from tests.factories.people import Cast


@pytest.mark.parametrize(
    ("who", "first"),
    [("alex", ["People", "Teams", "Who may do what"]), ("priya", ["Business hours and holidays"])],
)
def test_places_are_those_of_the_role(cast: Cast, who: str, first: list[str]) -> None:
    portal, own = sections(getattr(cast, who))
    assert [str(place.label) for place, _url in portal.places][: len(first)] == first
    assert [str(place.label) for place, _url in own.places] == [
        "Profile",
        "Absences",
        "Password",
        "Two-step sign-in",
    ]


def test_every_place_on_the_page_can_be_opened(cast: Cast, client: Client) -> None:
    client.force_login(cast.alex)
    page = client.get(reverse("settings"))
    addresses = [url for section in page.context["sections"] for _place, url in section.places]
    assert {client.get(url).status_code for url in addresses} == {200}
