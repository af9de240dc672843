"""People are entered, changed and let go, and each time the history says who did it and why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress

from slaportal.accounts.models import Membership, User
from slaportal.accounts.operations import staffing
from slaportal.notifications.models import Delivery, Notice
from tests.factories.people import Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


def line(person: User) -> tuple[str, User | None, str | None, datetime]:
    """The newest line of somebody's history."""
    row = person.history.order_by("history_id").last()
    return row.history_type, row.history_user, row.history_change_reason, row.history_date


def test_a_new_person_has_a_place_a_history_and_an_invitation(cast: Cast) -> None:
    person = staffing.add(
        email=" Nora.Lind@Example.com ",
        full_name="Nora Lind",
        team=cast.islands,
        time_zone="Europe/Oslo",
        at=AT,
        by=cast.alex,
    )
    assert (person.email, person.has_usable_password(), person.date_joined) == (
        "nora.lind@example.com",
        False,
        AT,
    )
    assert Membership.objects.get(user=person).role == Membership.Role.MEMBER
    assert line(person) == ("+", cast.alex, None, AT)
    invitation = Notice.objects.get(recipient=person)
    assert (invitation.kind, invitation.deliveries.get().channel) == (
        "accounts.invitation",
        Delivery.Channel.EMAIL,
    )


@pytest.mark.parametrize("email", ["priya.raman@example.com", "PRIYA.raman@example.com"])
def test_an_address_belongs_to_one_person_in_any_case(cast: Cast, email: str) -> None:
    with pytest.raises(staffing.EmailTaken, match="already signs in with priya"):
        staffing.add(email=email, full_name="Somebody Else", at=AT, by=cast.alex)
    with pytest.raises(staffing.EmailTaken):
        staffing.change(cast.tom, {"email": email}, why="", at=AT, by=cast.alex)


def test_a_change_is_remembered_with_who_and_why(cast: Cast) -> None:
    assert (
        staffing.change(cast.tom, {"job_title": "Team captain"}, why="Promotion", at=AT, by=cast.alex) is True
    )
    assert cast.tom.job_title == "Team captain"
    assert line(cast.tom) == ("~", cast.alex, "Promotion", AT)


def test_a_change_that_changes_nothing_leaves_no_line(cast: Cast) -> None:
    before = cast.tom.history.count()
    assert staffing.change(cast.tom, {"job_title": cast.tom.job_title}, why="x", at=AT, by=cast.alex) is False
    assert cast.tom.history.count() == before


def test_only_what_may_be_changed_can_be(cast: Cast) -> None:
    with pytest.raises(TypeError, match="is_active"):
        staffing.change(cast.tom, {"is_active": False}, why="", at=AT, by=cast.alex)


def test_an_old_address_is_no_way_in_any_more(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.tom, email=cast.tom.email, verified=True, primary=True)
    staffing.change(cast.tom, {"email": "t.hallett@example.com"}, why="", at=AT, by=cast.alex)
    assert not EmailAddress.objects.exists()


def test_somebody_always_stays_administrator(cast: Cast) -> None:
    with pytest.raises(staffing.LastAdministrator):
        staffing.change(cast.alex, {"is_administrator": False}, why="", at=AT, by=cast.alex)
    with pytest.raises(staffing.LastAdministrator):
        staffing.deactivate(cast.alex, why="", at=AT, by=None)
    staffing.change(cast.helen, {"is_administrator": True}, why="", at=AT, by=cast.alex)
    staffing.deactivate(cast.alex, why="Left", at=AT, by=cast.helen)
    assert not User.objects.get(pk=cast.alex.pk).is_active


def test_nobody_locks_themselves_out(cast: Cast) -> None:
    staffing.change(cast.helen, {"is_administrator": True}, why="", at=AT, by=cast.alex)
    with pytest.raises(staffing.NotYourself):
        staffing.deactivate(cast.helen, why="", at=AT, by=cast.helen)


def test_who_left_can_come_back_to_their_places(cast: Cast) -> None:
    staffing.deactivate(cast.tom, why="Left the company", at=AT, by=cast.alex)
    assert line(cast.tom) == ("~", cast.alex, "Left the company", AT)
    staffing.bring_back(cast.tom, why="Came back", at=AT, by=cast.alex)
    assert User.objects.get(pk=cast.tom.pk).is_active
    assert line(cast.tom)[2] == "Came back"
    assert cast.tom.memberships.get().team == cast.islands


def test_a_link_to_a_new_password_goes_to_the_active_only(cast: Cast) -> None:
    staffing.deactivate(cast.tom, why="", at=AT, by=cast.alex)
    staffing.send_new_password(cast.tom, at=AT, by=cast.alex)
    staffing.send_new_password(cast.lena, at=AT, by=cast.alex)
    assert [notice.recipient for notice in Notice.objects.filter(kind="accounts.new_password")] == [cast.lena]
