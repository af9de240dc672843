"""Publishing: everyone bound is asked to read, and confirms it once."""

from __future__ import annotations

from datetime import timedelta

from agreements import queries
from agreements.models import ReadReceipt, Version
from agreements.operations import holding, publishing
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import moments
from tests.factories.people import Cast

DAY = timedelta(days=1)


def test_a_rep_confirms_reading_once(cast: Cast, in_force: Version) -> None:
    first = publishing.confirm_reading(in_force, at=moments.IN_FORCE, by=cast.priya)
    again = publishing.confirm_reading(in_force, at=moments.NOW, by=cast.priya)
    assert (first, first.at) == (again, moments.IN_FORCE)
    assert ReadReceipt.objects.count() == 1
    assert Event.objects.filter(kind="version.read").count() == 1
    assert cast.priya not in queries.still_to_read(in_force)


def test_whom_it_does_not_bind_confirms_nothing(cast: Cast, in_force: Version, refused: Refusal) -> None:
    with refused(holding.NotYours, "Only the people it binds can do that."):
        publishing.confirm_reading(in_force, at=moments.NOW, by=cast.helen)


def test_a_draft_is_not_confirmed(cast: Cast, draft: Version, refused: Refusal) -> None:
    with refused(holding.NotNow, "Version 1 is a draft"):
        publishing.confirm_reading(draft, at=moments.NOW, by=cast.priya)


def test_who_has_not_read_is_reminded_at_most_once_a_day(cast: Cast, in_force: Version) -> None:
    publishing.confirm_reading(in_force, at=moments.NOW, by=cast.priya)
    told = [
        publishing.remind_readers(in_force, at=at, by=cast.ines)
        for at in (moments.NOW, moments.NOW + timedelta(hours=1), moments.NOW + DAY)
    ]
    assert told == [5, 0, 5]
    assert Notice.objects.filter(kind="agreement.read", recipient=cast.priya).count() == 1


def test_only_leaders_remind(cast: Cast, in_force: Version, refused: Refusal) -> None:
    with refused(holding.NotYours, "its leaders, can do that"):
        publishing.remind_readers(in_force, at=moments.NOW, by=cast.ruth)


def test_publishing_again_tells_nobody_twice(in_force: Version) -> None:
    assert publishing.publish(in_force, at=moments.NOW) == 0


def test_somebody_who_joins_later_is_asked_when_it_is_published_again(cast: Cast, in_force: Version) -> None:
    cast.islands.memberships.create(user=cast.helen)
    assert publishing.publish(in_force, at=moments.NOW) == 1
    assert Notice.objects.filter(kind="agreement.read", recipient=cast.helen).exists()
