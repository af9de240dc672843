"""Roles come from places in teams and from marks; one table says what each may do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from slaportal.accounts.models import Team, User
from slaportal.accounts.roles import POLICY, Permission, Role, allows, permissions_of, roles_of
from tests.factories.people import Cast

PAGE = Path(__file__).resolve().parents[3] / "docs" / "roles.md"


def again(person: User) -> User:
    """The person as the next request loads them."""
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("ines", {Role.MARKETING_LEADER}),
        ("ruth", {Role.MARKETER}),
        ("daniel", {Role.SALES_LEADER}),
        ("priya", {Role.REP}),
        ("helen", {Role.MANAGER}),
        ("alex", {Role.ADMINISTRATOR}),
    ],
)
def test_everybody_has_the_roles_of_their_places_and_marks(cast: Cast, name: str, roles: set[Role]) -> None:
    assert roles_of(getattr(cast, name)) == roles


def test_a_request_asks_for_roles_once(cast: Cast) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for permission in Permission:
            allows(cast.priya, permission)
    assert len(asked) == 1


def test_a_team_that_is_not_active_gives_no_role(cast: Cast) -> None:
    Team.objects.filter(pk=cast.demand.pk).update(is_active=False)
    assert roles_of(cast.ines) == frozenset()


def test_the_deactivated_and_strangers_have_no_role(cast: Cast) -> None:
    User.objects.filter(pk=cast.alex.pk).update(is_active=False)
    assert roles_of(again(cast.alex)) == roles_of(AnonymousUser()) == frozenset()


def test_several_roles_add_up(cast: Cast) -> None:
    User.objects.filter(pk=cast.priya.pk).update(is_administrator=True)
    assert permissions_of(again(cast.priya)) == POLICY[Role.REP] | POLICY[Role.ADMINISTRATOR]


def test_every_permission_belongs_to_somebody_and_every_role_may_do_something() -> None:
    assert frozenset().union(*POLICY.values()) == set(Permission)
    assert [role for role in Role if not POLICY[role]] == []


def test_the_page_about_roles_shows_the_policy() -> None:
    head = "| A person may | " + " | ".join(str(role.label) for role in Role) + " |"
    lines = [
        f"| {permission.label} | "
        + " | ".join("yes" if permission in POLICY[role] else "" for role in Role)
        + " |"
        for permission in Permission
    ]
    page = PAGE.read_text().splitlines()
    start = page.index(head)
    assert page[start + 2 : start + 2 + len(lines) + 1] == [*lines, ""]
