"""The days of an agreement in a calendar: whole days by its own clock, moved and struck out by their UIDs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from agreements.models import Agreement, Review, Version
from agreements.queries.diary import diary_of
from slaportal.audit import guards
from slaportal.audit.history import remember
from tests.factories import agreements, moments
from tests.factories.people import Cast

Entry = tuple[date, int, str]


def entries(agreement: Agreement) -> dict[str, Entry]:
    """UID without its host → day, sequence, status."""
    found: dict[str, Entry] = {}
    for entry in Calendar.from_ical(diary_of(Agreement.objects.get(pk=agreement.pk))).walk("VEVENT"):
        uid, _at, host = str(entry["UID"]).partition("@")
        assert host == "localhost"
        assert (entry["DTEND"].dt - entry["DTSTART"].dt).days == 1
        assert not isinstance(entry["DTSTART"].dt, datetime)
        found[uid] = (entry["DTSTART"].dt, int(entry["SEQUENCE"]), str(entry["STATUS"]))
    return found


def review_of(version: Version) -> Review:
    return Review.objects.get(agreement=version.agreement)


def test_a_version_begins_on_its_day_in_its_own_zone_and_the_review_follows(in_force: Version) -> None:
    assert in_force.in_force_from == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert entries(in_force.agreement) == {
        f"version-{in_force.pk}-begins": (date(2026, 7, 1), 0, "CONFIRMED"),
        f"review-{review_of(in_force).pk}": (date(2026, 10, 6), 0, "CONFIRMED"),
    }


def test_the_file_is_the_same_until_something_changes(in_force: Version) -> None:
    first = diary_of(in_force.agreement)
    assert diary_of(Agreement.objects.get()) == first
    said: Any = Calendar.from_ical(first).walk("VEVENT")[0]
    assert said["SUMMARY"] == "Instruments, Europe: version 1 comes into force"
    assert said["URL"].endswith("/agreements/instruments-europe/1/")


def test_a_review_that_is_moved_keeps_its_uid_and_raises_its_sequence(cast: Cast, in_force: Version) -> None:
    review = review_of(in_force)
    review.due_on = date(2026, 10, 13)
    remember(review, at=moments.NOW, by=cast.ines)
    assert entries(in_force.agreement)[f"review-{review.pk}"] == (date(2026, 10, 13), 1, "CONFIRMED")


def test_the_last_day_of_a_term_is_the_last_day_in_force(cast: Cast) -> None:
    version = agreements.in_force(cast, effective_until=date(2027, 6, 30))
    assert version.in_force_until == datetime(2027, 6, 30, 23, tzinfo=UTC)
    assert entries(version.agreement)[f"version-{version.pk}-ends"] == (date(2027, 6, 30), 0, "CONFIRMED")


def test_a_term_that_another_version_cuts_short_is_struck_out(cast: Cast) -> None:
    version = agreements.in_force(cast, effective_until=date(2027, 6, 30))
    newer = agreements.amend(version.agreement, {"effective_until": None}, at=moments.NOW)
    found = entries(version.agreement)
    assert found[f"version-{version.pk}-ends"] == (date(2027, 6, 30), 1, "CANCELLED")
    assert found[f"version-{version.pk}-begins"] == (date(2026, 7, 1), 0, "CONFIRMED")
    assert found[f"version-{newer.pk}-begins"] == (date(2026, 11, 17), 0, "CONFIRMED")


def test_a_version_that_never_begins_is_struck_out(in_force: Version) -> None:
    later = agreements.amend(in_force.agreement, {}, at=moments.NOW, effective_from=date(2027, 1, 1))
    agreements.amend(in_force.agreement, {}, at=moments.NOW, effective_from=date(2026, 12, 1))
    found = entries(in_force.agreement)
    assert found[f"version-{later.pk}-begins"] == (date(2027, 1, 1), 1, "CANCELLED")


def test_an_agreement_that_ends_strikes_out_the_reviews_after_its_end(in_force: Version) -> None:
    ends = datetime(2026, 9, 1, tzinfo=UTC)
    with guards.lifted():
        Version.objects.filter(pk=in_force.pk).update(in_force_until=ends, ended_why="terminated")
    Agreement.objects.filter(pk=in_force.agreement_id).update(ended_at=ends)
    found = entries(in_force.agreement)
    assert found[f"version-{in_force.pk}-ends"] == (date(2026, 9, 1), 1, "CONFIRMED")
    assert found[f"review-{review_of(in_force).pk}"] == (date(2026, 10, 6), 1, "CANCELLED")


def test_an_agreement_without_a_signed_version_has_an_empty_diary(draft: Version) -> None:
    assert entries(draft.agreement) == {}
