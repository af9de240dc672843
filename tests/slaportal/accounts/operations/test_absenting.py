"""People are away on whole days, both ends included, and those concerned are told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from slaportal.accounts.models import Absence
from slaportal.accounts.operations import absenting
from slaportal.notifications.models import Notice
from tests.factories.people import Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


def days(first: int, last: int) -> dict[str, date]:
    return {"starts_on": date(2026, 11, first), "ends_on": date(2026, 11, last)}


def told() -> dict[str, str]:
    return {
        notice.recipient.full_name: notice.subject for notice in Notice.objects.select_related("recipient")
    }


def test_planning_ones_own_absence_tells_the_leader(cast: Cast) -> None:
    absence = absenting.plan(cast.priya, **days(23, 27), note="Holiday", at=AT, by=cast.priya)
    assert absence.history.get().history_user == cast.priya
    assert told() == {"Daniel Osei": "Priya Raman is away from 23 Nov 2026 to 27 Nov 2026"}


def test_an_absence_a_leader_enters_is_told_to_the_person(cast: Cast) -> None:
    absenting.plan(cast.priya, **days(23, 23), at=AT, by=cast.daniel)
    assert told() == {"Priya Raman": "Priya Raman is away on 23 Nov 2026"}


def test_the_last_day_is_not_before_the_first(cast: Cast) -> None:
    with pytest.raises(absenting.EndsBeforeItStarts):
        absenting.plan(cast.priya, **days(24, 23), at=AT, by=cast.priya)


@pytest.mark.parametrize(("first", "last"), [(27, 30), (20, 23), (24, 25), (20, 30)])
def test_two_absences_do_not_overlap(cast: Cast, first: int, last: int) -> None:
    absenting.plan(cast.priya, **days(23, 27), at=AT, by=cast.priya)
    with pytest.raises(absenting.AlreadyAway, match="already away from 23 Nov 2026 to 27 Nov 2026"):
        absenting.plan(cast.priya, **days(first, last), at=AT, by=cast.priya)
    absenting.plan(cast.tom, **days(first, last), at=AT, by=cast.tom)


def test_an_absence_ahead_is_taken_back_whole(cast: Cast) -> None:
    absence = absenting.plan(cast.priya, **days(23, 27), at=AT, by=cast.priya)
    key = absence.pk
    absenting.cancel(absence, at=AT, by=cast.daniel)
    assert not Absence.objects.exists()
    last = Absence.history.filter(id=key).order_by("history_id").last()
    assert (last.history_type, last.history_user) == ("-", cast.daniel)


def test_one_that_has_begun_ends_yesterday_where_the_person_lives(cast: Cast) -> None:
    absence = absenting.plan(cast.priya, **days(16, 20), at=AT, by=cast.priya)
    absenting.cancel(absence, at=AT, by=cast.priya)
    assert Absence.objects.get().ends_on == date(2026, 11, 16)


def test_one_that_is_over_stays_as_it_was(cast: Cast) -> None:
    absence = absenting.plan(cast.priya, **days(9, 13), at=AT, by=cast.priya)
    absenting.cancel(absence, at=AT, by=cast.priya)
    assert Absence.objects.get().ends_on == date(2026, 11, 13)
    assert Absence.history.count() == 1
