"""Every address of the portal has a name, and behind it a door that says whom it lets in, and keeps its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from agreements.models import Version
from slaportal.accounts.access import Open
from slaportal.accounts.models import Side, User
from slaportal.accounts.roles import Permission, allows
from tests.factories import people
from tests.factories.people import Cast

PACKAGES = ("slaportal.", "agreements.", "leads.")
# Doors of other makers that we open, each marked with whom it lets in; the API guards itself with keys.
LENT = ("allauth.", "django.views.generic.")
# What stands in an address: one of each that exists in the world of these tests, where there is one.
EXAMPLES: dict[str, str] = {
    "slug": "instruments-europe",
    "number": "1",
    "quarter": "2026-Q4",
    "pk": "1",
    "uidb36": "1",
    "key": "none-such",
}
NOBODY = "nobody"
ROLES = ("ines", "ruth", "daniel", "priya", "helen", "alex")


@dataclass(frozen=True)
class Door:
    """One address with its view, as the table of addresses names it."""

    name: str
    pattern: URLPattern

    @property
    def address(self) -> str:
        """The address with examples in the place of its variables."""
        wanted = self.pattern.pattern.regex.groupindex
        return reverse(self.name, kwargs={word: EXAMPLES.get(word, "1") for word in wanted})

    @property
    def route(self) -> str:
        """The address as the table writes it, with its variables."""
        return str(self.pattern.pattern)

    @property
    def lets_in(self) -> Permission | Open | None:
        """What stands on the door."""
        return getattr(self.pattern.callback, "permission", None)


def doors(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> Iterator[Door]:
    """Every address whose view is ours or lent to us."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from doors(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif entry.callback.__module__.startswith(PACKAGES + LENT):
            yield Door(":".join((*spaces, entry.name or "")), entry)


@pytest.fixture(scope="module")
def house() -> list[Door]:
    """All doors."""
    return list(doors())


def test_every_address_has_a_name(house: list[Door]) -> None:
    assert [door.route for door in house if not door.pattern.name] == []


def test_every_door_names_whom_it_lets_in(house: list[Door]) -> None:
    assert [door.name for door in house if not isinstance(door.lets_in, Permission | Open)] == []


def test_public_doors_are_these_and_no_others(house: list[Door]) -> None:
    public = {door.name for door in house if door.lets_in is Open.EVERYONE}
    assert public == {
        "healthz",
        "ui:theme",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "api:nothing_here",
        "leads:api",
        "leads:form",
        "leads:form_thanks",
        "agreements:verify",
        "agreements:verify_token",
    }


@pytest.mark.parametrize("who", [NOBODY, *ROLES])
def test_a_door_answers_everybody_as_the_policy_says(
    cast: Cast, in_force: Version, client: Client, house: list[Door], who: str
) -> None:
    cache.clear()
    person: User | None = None if who == NOBODY else getattr(cast, who)
    astray = {}
    for door in house:
        if person:
            client.force_login(person)
        answer = client.get(door.address)
        if door.lets_in is Open.EVERYONE:
            right = answer.status_code in (200, 302, 404, 405)
        elif person is None:
            right = answer.status_code == 302 and answer.headers["Location"].startswith(
                reverse("account_login")
            )
        elif isinstance(door.lets_in, Permission) and not allows(person, door.lets_in):
            right = answer.status_code == 403
        elif door.name == "ui:gallery":  # in demo mode open to more than the permission says
            right = answer.status_code in (200, 403)
        else:
            right = answer.status_code in (200, 302, 404, 405)
        if not right:
            astray[door.name] = answer.status_code
    assert astray == {}


def test_an_agreement_is_not_there_for_those_it_does_not_concern(
    cast: Cast, in_force: Version, client: Client, house: list[Door]
) -> None:
    """A leader of another company's two sides has every permission and finds nothing."""
    stranger = people.person("Vera Lang")
    people.team("Other marketing", Side.MARKETING, leader=stranger)
    people.team("Other sales", Side.SALES, leader=stranger)
    client.force_login(stranger)
    theirs = [door for door in house if door.name.startswith("agreements:") and "<slug:slug>" in door.route]
    answers = {door.name: client.get(door.address).status_code for door in theirs}
    assert {name: status for name, status in answers.items() if status not in (404, 405)} == {}
    assert answers["agreements:detail"] == answers["agreements:version"] == 404


def test_the_examples_find_something_where_this_world_has_it(
    cast: Cast, in_force: Version, client: Client
) -> None:
    client.force_login(cast.ines)
    for name in ("agreements:detail", "agreements:version"):
        door = next(door for door in doors() if door.name == name)
        assert client.get(door.address).status_code == 200


@pytest.mark.parametrize(
    "name", ["accounts:person_deactivate", "accounts:person_new_password", "accounts:cancel_absence"]
)
def test_what_changes_something_wants_a_post(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.alex)
    assert client.get(reverse(name, args=[cast.tom.pk])).status_code == 405


def test_a_post_needs_the_permission_as_much_as_a_look(cast: Cast, client: Client) -> None:
    client.force_login(cast.daniel)
    for name in ("accounts:person", "accounts:person_deactivate", "accounts:person_new_password"):
        assert client.post(reverse(name, args=[cast.tom.pk]), {"full_name": "x"}).status_code == 403
    assert User.objects.get(pk=cast.tom.pk).full_name == "Tom Hallett"


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alex)
    assert browser.post(reverse("accounts:person_deactivate", args=[cast.tom.pk])).status_code == 403
    assert User.objects.get(pk=cast.tom.pk).is_active


def test_an_address_that_leads_nowhere_is_not_found(cast: Cast, client: Client) -> None:
    client.force_login(cast.alex)
    for name in ("accounts:person", "accounts:team"):
        assert client.get(reverse(name, args=[10_000])).status_code == 404
    assert resolve("/settings/people/").func.permission is Permission.MANAGE_PEOPLE  # type: ignore[attr-defined]
