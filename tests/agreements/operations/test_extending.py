"""Extending: the end of a round is moved or cleared by a leader, and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agreements.models import SigningRound, Version
from agreements.operations import admitting, drafting, extending, holding, scheduling, signing
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import agreements, moments
from tests.factories.people import Cast

DAY = timedelta(days=1)
ENDS = moments.PROPOSED + 3 * DAY


@pytest.fixture
def round(cast: Cast, draft: Version) -> SigningRound:
    return agreements.propose(draft, by=cast.ines, expires_at=ENDS)


def test_the_end_is_moved_and_the_other_side_is_told(cast: Cast, round: SigningRound) -> None:
    later = ENDS + 7 * DAY
    moved = extending.move_end(round, expires_at=later, at=ENDS - DAY, by=cast.daniel)
    assert SigningRound.objects.get().expires_at == moved.expires_at == later
    event = Event.objects.get(kind="round.end_moved")
    assert (event.data["before"], event.data["expires_at"]) == (ENDS.isoformat(), later.isoformat())
    notice = Notice.objects.get(kind="agreement.end_moved")
    assert (notice.recipient, notice.body) == (
        cast.ines,
        "The round ends on 26 June 2026, 15:00 Europe/London.",
    )
    agreements.sign_both_at(moved, at=later - DAY)


def test_a_cleared_end_never_comes(cast: Cast, round: SigningRound) -> None:
    extending.move_end(round, expires_at=None, at=ENDS - DAY, by=cast.ines)
    assert SigningRound.objects.get().next_reminder_at is not None
    assert scheduling.chase(at=ENDS + 30 * DAY).expired == 0
    assert "has no end any more" in Notice.objects.get(kind="agreement.end_moved").body


def test_the_end_it_has_changes_nothing(cast: Cast, round: SigningRound) -> None:
    extending.move_end(round, expires_at=ENDS, at=ENDS - DAY, by=cast.ines)
    assert not Event.objects.filter(kind="round.end_moved").exists()


def test_an_end_in_the_past_is_refused(cast: Cast, round: SigningRound, refused: Refusal) -> None:
    with refused(drafting.WrongDate, "would end in the past"):
        extending.move_end(round, expires_at=ENDS - DAY, at=ENDS - DAY, by=cast.ines)


def test_a_round_that_has_ended_stays_ended(cast: Cast, round: SigningRound, refused: Refusal) -> None:
    with refused(admitting.RoundClosed, "This signing round ended on 19 June 2026"):
        extending.move_end(round, expires_at=None, at=ENDS + DAY, by=cast.ines)
    signing.withdraw(round, reason="A mistake", at=ENDS - DAY, by=cast.ines)
    with refused(admitting.RoundClosed, "was withdrawn"):
        extending.move_end(round, expires_at=None, at=ENDS - DAY, by=cast.ines)


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_nobody_else_moves_it(cast: Cast, round: SigningRound, refused: Refusal, who: str) -> None:
    with refused(holding.NotYours, "its leaders, can do that"):
        extending.move_end(round, expires_at=None, at=ENDS - DAY, by=getattr(cast, who))
