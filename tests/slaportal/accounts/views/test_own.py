"""What people look after themselves: their profile and when they are away."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from slaportal.accounts.models import Absence, User
from tests.factories.people import Cast


def test_a_profile_is_changed_by_its_owner(cast: Cast, client: Client) -> None:
    client.force_login(cast.priya)
    client.post(
        reverse("accounts:profile"),
        {
            "full_name": "Priya Raman-Holt",
            "job_title": "Sales development",
            "time_zone": "Asia/Kolkata",
            "mail": "digest",
            "digest_hour": 7,
        },
    )
    priya = User.objects.get(pk=cast.priya.pk)
    assert (priya.full_name, priya.time_zone, priya.mail, priya.digest_hour) == (
        "Priya Raman-Holt",
        "Asia/Kolkata",
        "digest",
        7,
    )
    assert priya.history.order_by("history_id").last().history_user == cast.priya


def test_a_profile_cannot_make_its_owner_administrator(cast: Cast, client: Client) -> None:
    client.force_login(cast.priya)
    client.post(
        reverse("accounts:profile"),
        {
            "full_name": "Priya",
            "time_zone": "UTC",
            "mail": "never",
            "digest_hour": 8,
            "is_administrator": "on",
            "email": "new@example.com",
        },
    )
    priya = User.objects.get(pk=cast.priya.pk)
    assert (priya.full_name, priya.is_administrator, priya.email) == (
        "Priya",
        False,
        "priya.raman@example.com",
    )


def absence(person: User, **changes: object) -> dict[str, object]:
    return {"person": person.pk, "starts_on": "2026-11-23", "ends_on": "2026-11-27", "note": ""} | changes


def test_a_rep_plans_and_takes_back_their_own_absence(cast: Cast, client: Client) -> None:
    client.force_login(cast.priya)
    with time_machine.travel("2026-11-17 10:42:00+00:00"):
        client.post(reverse("accounts:absences"), absence(cast.priya))
        planned = Absence.objects.get()
        assert (planned.user, planned.ends_on) == (cast.priya, date(2026, 11, 27))
        assert "Plan an absence" in client.get(reverse("accounts:absences")).content.decode()
        client.post(reverse("accounts:cancel_absence", args=[planned.pk]))
    assert not Absence.objects.exists()


@pytest.mark.parametrize(("who", "for_whom", "allowed"), [
    ("priya", "tom", False),
    ("ines", "tom", False),
    ("daniel", "tom", True),
    ("alex", "tom", True),
])  # fmt: skip
def test_for_others_only_their_leader_and_the_administrator_plan(
    cast: Cast, client: Client, who: str, for_whom: str, allowed: bool
) -> None:
    client.force_login(getattr(cast, who))
    answer = client.post(reverse("accounts:absences"), absence(getattr(cast, for_whom)))
    assert (answer.status_code, Absence.objects.count()) == ((302, 1) if allowed else (422, 0))


def test_somebody_elses_absence_is_not_there_to_be_taken_back(cast: Cast, client: Client) -> None:
    client.force_login(cast.daniel)
    client.post(reverse("accounts:absences"), absence(cast.tom))
    client.force_login(cast.priya)
    assert client.post(reverse("accounts:cancel_absence", args=[Absence.objects.get().pk])).status_code == 404
    assert Absence.objects.exists()


def test_an_overlap_is_said_and_what_was_typed_is_kept(cast: Cast, client: Client) -> None:
    client.force_login(cast.priya)
    client.post(reverse("accounts:absences"), absence(cast.priya))
    answer = client.post(reverse("accounts:absences"), absence(cast.priya, note="Skiing"))
    assert answer.status_code == 422
    assert "already away from 23 Nov 2026 to 27 Nov 2026" in answer.content.decode()
    assert "Skiing" in answer.content.decode()
