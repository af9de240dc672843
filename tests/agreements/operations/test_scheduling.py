"""Scheduling: what time alone brings about, each thing once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agreements import tasks
from agreements.models import Review, SigningRound, Version
from agreements.operations import scheduling, signing
from agreements.operations.scheduling import Chased
from slaportal.accounts.models import Side
from slaportal.audit.models import Event
from slaportal.notifications.models import Delivery, Notice
from tests.factories import agreements, moments
from tests.factories.people import Cast

DAY = timedelta(days=1)
NOTHING = Chased(expired=0, reminded=0, reviews=0, terms=0)


def subjects(kind: str, person: object) -> list[str]:
    return list(
        Notice.objects.filter(kind=kind, recipient=person).order_by("pk").values_list("subject", flat=True)
    )


def test_nothing_is_due_when_nothing_is_due(proposed: SigningRound) -> None:
    assert scheduling.chase(at=moments.PROPOSED + timedelta(hours=1)) == NOTHING


# --- rounds


def test_who_has_not_signed_is_reminded_three_times_and_no_more(cast: Cast, proposed: SigningRound) -> None:
    agreements.sign(proposed, side=Side.MARKETING, by=cast.ines, at=moments.PROPOSED + timedelta(hours=2))
    told = [scheduling.chase(at=moments.PROPOSED + DAY * day).reminded for day in range(40)]
    assert sum(told) == 3
    assert [day for day, number in enumerate(told) if number] == [2, 6, 10]
    reminders = [text for text in subjects("agreement.sign", cast.daniel) if text.startswith("Reminder")]
    assert reminders == ["Reminder: version 1 of Instruments, Europe waits for your signature"] * 3
    assert [text for text in subjects("agreement.sign", cast.ines) if text.startswith("Reminder")] == []
    proposed.refresh_from_db()
    assert (proposed.reminders, proposed.next_reminder_at) == (3, None)


def test_running_twice_reminds_once(proposed: SigningRound) -> None:
    due = moments.PROPOSED + DAY * 2
    assert [scheduling.chase(at=due).reminded for _ in range(3)] == [1, 0, 0]


def test_a_reminder_at_night_is_mailed_when_the_office_opens(cast: Cast, proposed: SigningRound) -> None:
    night = datetime(2026, 6, 19, 22, tzinfo=UTC)  # Friday, 23:00 in London
    scheduling.chase(at=night)
    due = Delivery.objects.get(notice__recipient=cast.daniel, notice__subject__startswith="Reminder").due_at
    assert due == datetime(2026, 6, 22, 8, tzinfo=UTC)  # Monday, 09:00


def test_a_round_past_its_end_goes_back_to_review(cast: Cast, draft: Version) -> None:
    ends = moments.PROPOSED + DAY
    round = agreements.propose(draft, by=cast.ines, expires_at=ends)
    assert scheduling.chase(at=ends).expired == 0
    assert [scheduling.chase(at=ends + timedelta(seconds=1)).expired for _ in range(2)] == [1, 0]
    round.refresh_from_db()
    draft.refresh_from_db()
    assert (round.outcome, draft.state) == ("expired", "in_review")
    assert Event.objects.filter(kind="round.expired", by=None).count() == 1
    assert subjects("agreement.round_closed", cast.ines) == [
        "The signing round of version 1 of Instruments, Europe has ended"
    ]
    assert draft.history.latest().history_change_reason == "The signing round ended."


def test_a_round_without_an_end_never_ends(proposed: SigningRound) -> None:
    assert scheduling.chase(at=moments.PROPOSED + DAY * 1000).expired == 0


def test_a_round_that_was_closed_meanwhile_is_left_alone(cast: Cast, draft: Version) -> None:
    round = agreements.propose(draft, by=cast.ines, expires_at=moments.PROPOSED + DAY)
    signing.withdraw(round, reason="A mistake", at=moments.PROPOSED + DAY, by=cast.ines)
    assert not signing.expire(round, at=moments.PROPOSED + DAY * 2)


# --- reviews


@pytest.mark.parametrize("step", [timedelta(hours=12), DAY])
def test_a_review_is_announced_fourteen_seven_and_one_days_before_then_overdue_weekly(
    cast: Cast, in_force: Version, step: timedelta
) -> None:
    at, told = datetime(2026, 9, 20, 12, tzinfo=UTC), []
    while at < datetime(2026, 11, 5, tzinfo=UTC):
        if scheduling.chase(at=at).reviews:
            told.append(at.date())
        at += step
    due = moments.FIRST_REVIEW
    assert told == [due + DAY * days for days in (-14, -7, -1, 1, 8, 15, 22)]
    texts = subjects("agreement.review", cast.ines)
    assert texts[0] == "Review of Instruments, Europe on 6 October 2026"
    assert texts[-1] == "Review of Instruments, Europe was due on 6 October 2026"


def test_after_an_outage_only_the_nearest_announcement_is_made(cast: Cast, in_force: Version) -> None:
    assert scheduling.chase(at=datetime(2026, 10, 5, 12, tzinfo=UTC)).reviews == 1
    assert len(subjects("agreement.review", cast.daniel)) == 1


def test_a_review_is_told_today_when_it_was_missed_before(cast: Cast, in_force: Version) -> None:
    scheduling.chase(at=datetime(2026, 10, 6, 9, tzinfo=UTC))
    assert subjects("agreement.review", cast.daniel) == ["Review of Instruments, Europe today"]


def test_a_concluded_review_is_not_announced(cast: Cast, in_force: Version) -> None:
    agreements.conclude(
        Review.objects.get(),
        conclusion="no_change",
        notes="Fine.",
        at=datetime(2026, 9, 1, tzinfo=UTC),
        by=cast.ines,
    )
    assert scheduling.chase(at=datetime(2026, 9, 30, tzinfo=UTC)).reviews == 0


def test_the_day_of_a_review_is_that_of_the_agreements_zone(cast: Cast, in_force: Version) -> None:
    late_on_the_21st_in_utc = datetime(2026, 9, 21, 23, 30, tzinfo=UTC)  # the 22nd in London, 14 days before
    assert scheduling.chase(at=late_on_the_21st_in_utc).reviews == 1


# --- terms that end


def test_a_term_that_ends_with_nothing_signed_after_it_is_told(cast: Cast) -> None:
    version = agreements.in_force(cast, effective_until=date(2026, 9, 30))
    told = [day for day in range(1, 31) if scheduling.chase(at=datetime(2026, 9, day, 12, tzinfo=UTC)).terms]
    assert told == [16, 23, 29]
    assert (
        subjects("agreement.term", cast.ines)[0]
        == f"Version 1 of {version.agreement} ends on 30 September 2026"
    )


def test_a_term_that_ends_because_another_version_follows_is_not_told(cast: Cast) -> None:
    version = agreements.in_force(cast, effective_until=date(2026, 9, 30))
    agreements.amend(
        version.agreement, {}, at=datetime(2026, 9, 1, tzinfo=UTC), effective_from=date(2026, 9, 25)
    )
    assert scheduling.chase(at=datetime(2026, 9, 20, tzinfo=UTC)).terms == 0


# --- the door


def test_the_task_reads_the_clock_and_chases(cast: Cast, draft: Version, time_machine: object) -> None:
    agreements.propose(draft, by=cast.ines, expires_at=moments.PROPOSED + DAY)
    time_machine.move_to(moments.PROPOSED + DAY * 2, tick=False)  # type: ignore[attr-defined]
    tasks.chase()
    assert SigningRound.objects.get().closed_at == moments.PROPOSED + DAY * 2
