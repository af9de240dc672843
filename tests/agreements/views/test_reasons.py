"""The workshop asks why where an amendment changes what is counted, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Version
from agreements.operations import drafting
from agreements.queries import terms_of
from tests.factories import moments
from tests.factories.people import Cast


@pytest.fixture
def amendment(cast: Cast, in_force: Version) -> Version:
    """Version 2, a draft that amends the one in force."""
    return drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines)


@pytest.fixture
def ines(cast: Cast, client: Client) -> Client:
    """A browser in which the marketing leader is signed in."""
    client.force_login(cast.ines)
    return client


def at(version: Version, page: str, *more: str) -> str:
    return reverse(f"agreements:{page}", args=[version.agreement.slug, version.number, *more])


def answers(version: Version, **said: object) -> dict[str, object]:
    return {"seen_revision": version.revision, **said}


def first_criterion(version: Version) -> str:
    items = terms_of(version).definition["definition"]["items"]
    return str(items[0]["id"])


def test_a_form_says_when_the_reason_is_needed(ines: Client, amendment: Version) -> None:
    said = ines.get(f"{at(amendment, 'draft')}?edit=required").content.decode()
    assert "version 1 was signed without it" in said


def test_a_first_draft_takes_a_reason_and_does_not_ask(ines: Client, draft: Version) -> None:
    said = ines.get(f"{at(draft, 'draft')}?edit=required").content.decode()
    assert 'name="why"' in said and "was signed without it" not in said
    ines.post(at(draft, "save", "required"), answers(draft, required=["name"]))
    draft.refresh_from_db()
    assert terms_of(draft).required == ("name",)


def test_a_section_without_its_reason_comes_back_with_what_was_entered(
    ines: Client, amendment: Version
) -> None:
    save = at(amendment, "save", "required")
    refused = ines.post(save, answers(amendment, required=["name", "phone"]))
    assert refused.status_code == 422
    assert "Say in a few words why it is needed." in refused.content.decode()
    kept = ines.post(save, answers(amendment, required=["name", "phone"], why="Reps call first."))
    assert kept.status_code == 302
    amendment.refresh_from_db()
    assert terms_of(amendment).required == ("name", "phone")
    assert amendment.history.latest().history_change_reason == "Reps call first."


def test_a_criterion_taken_out_at_once_asks_why_and_then_goes(ines: Client, amendment: Version) -> None:
    criterion = first_criterion(amendment)
    remove = at(amendment, "criterion_remove", criterion)
    asked = ines.post(remove, answers(amendment))
    assert asked.status_code == 422
    said = asked.content.decode()
    assert f'action="{remove}#s-definition"' in said
    assert f'name="seen_revision" value="{amendment.revision}"' in said
    assert ines.post(remove, answers(amendment, why="Nobody returned one for it.")).status_code == 302
    amendment.refresh_from_db()
    assert first_criterion(amendment) != criterion


def test_another_order_needs_no_reason(ines: Client, amendment: Version) -> None:
    criterion = first_criterion(amendment)
    moved = ines.post(at(amendment, "criterion_move", criterion), answers(amendment, direction="down"))
    assert moved.status_code == 302
    amendment.refresh_from_db()
    assert first_criterion(amendment) != criterion
