"""Odd patterns in the entries of a quarter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agreements.models import Version
from leads.operations import answering, following_up
from leads.queries import habits, promised
from tests.factories import leads, moments, quarter

pytestmark = pytest.mark.postgres


def test_entries_are_counted_by_person_and_odd_ones_are_told(in_force: Version) -> None:
    channel = leads.channel(in_force.agreement)
    stint = leads.handed_over(channel, at=quarter.at(2, "10:00"))
    owner = stint.owner
    assert owner is not None
    for minute in range(12):  # twelve calls in two bursts
        at = quarter.at(3, "10:00") + timedelta(minutes=minute // 6, seconds=minute)
        following_up.log(stint, kind="call", outcome="no_answer", at=at, by=owner)
    for hour in ("09:30", "10:30", "11:30"):  # three more, each logged two hours after it happened
        at = quarter.at(4, hour)
        following_up.log(
            stint, kind="call", outcome="no_answer", happened_at=at - timedelta(hours=2), at=at, by=owner
        )
    other = leads.handed_over(channel, "Stefan Krol", at=quarter.at(2, "11:00"))
    assert other.owner is not None
    answering.return_lead(other, reason="contact_invalid", at=quarter.at(2, "11:05"), by=other.owner)

    found = habits.hints(promised.in_quarter(in_force.agreement, quarter.NAME, at=moments.NOW).frame)
    assert {(hint.key, hint.person, hint.count, hint.of) for hint in found} == {
        ("bursts", owner.pk, 12, 15),
        ("backdated", owner.pk, 3, 15),
        ("without_touch", other.owner.pk, 1, 1),
    }


def test_answers_at_the_last_moment_are_told_apart(in_force: Version) -> None:
    """Ten leads, five of them answered in the last quarter of an hour of the day they were given."""
    channel = leads.channel(in_force.agreement)
    names = [f"Guest Number{number}" for number in range(18)]
    stints = [leads.handed_over(channel, name, at=quarter.at(2, "10:00"), phone=None) for name in names]
    owner = stints[0].owner
    mine = [stint for stint in stints if stint.owner == owner]
    assert owner is not None
    assert len(mine) >= 5
    for stint in mine:
        following_up.log(stint, kind="call", outcome="no_answer", at=quarter.at(3, "09:55"), by=owner)
    found = habits.hints(promised.in_quarter(in_force.agreement, quarter.NAME, at=moments.NOW).frame)
    assert [(hint.key, hint.person, hint.count, hint.of) for hint in found if hint.key == "last_moment"] == [
        ("last_moment", owner.pk, len(mine), len(mine))
    ]
