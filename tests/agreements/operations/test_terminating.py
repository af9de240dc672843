"""Terminating: one side asks, the other answers; with both an agreement ends on its day and changes no more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agreements import queries
from agreements.models import Agreement, SigningRound, Termination, Version
from agreements.operations import (
    drafting,
    holding,
    publishing,
    reviewing,
    scheduling,
    substituting,
    terminating,
)
from agreements.queries.cover import cover
from slaportal.accounts.models import Side
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import agreements, moments
from tests.factories.people import Cast

DAY = timedelta(days=1)
#: The end of Friday 11 December 2026 in London.
ENDS = datetime(2026, 12, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def agreement(in_force: Version) -> Agreement:
    """The agreement of ``in_force``."""
    return in_force.agreement


@pytest.fixture
def asked(cast: Cast, agreement: Agreement) -> Termination:
    """Ines asks to end it."""
    return terminating.ask(
        agreement,
        reason="We merge the teams.",
        ends_at=ENDS,
        known_by="password",
        at=moments.NOW,
        by=cast.ines,
    )


def agreed(termination: Termination, cast: Cast) -> Termination:
    return terminating.agree(termination, known_by="password", at=moments.NOW + DAY, by=cast.daniel)


def test_the_other_side_is_asked_and_nothing_changes_yet(
    cast: Cast, in_force: Version, asked: Termination
) -> None:
    assert (asked.side, asked.asked_by, asked.asked_known_by) == ("marketing", cast.ines, "password")
    notice = Notice.objects.get(kind="agreement.end_asked")
    assert (notice.recipient, notice.body) == (
        cast.daniel,
        "It would end on 12 December 2026, 00:00 Europe/London.\n\nWe merge the teams.",
    )
    (need,) = queries.needs(cast.daniel, moments.NOW)[:1]
    assert (need.title, need.due) == ("Ines Marchetti asks to end Instruments, Europe", ENDS)
    assert queries.in_force(in_force.agreement, ENDS + DAY) == in_force


@pytest.mark.postgres
def test_with_both_it_ends_on_its_day(cast: Cast, in_force: Version, asked: Termination) -> None:
    agreed(asked, cast)
    in_force.refresh_from_db()
    assert (in_force.in_force_until, in_force.ended_why) == (ENDS, "terminated")
    agreement = Agreement.objects.get()
    assert agreement.ended_at == ENDS
    assert queries.in_force(agreement, ENDS - DAY) == in_force
    assert queries.in_force(agreement, ENDS) is None
    assert [queries.standing(in_force, at).key for at in (ENDS - DAY, ENDS)] == ["in_force", "terminated"]
    told = Notice.objects.filter(kind="agreement.ended")
    assert {notice.recipient for notice in told} == {cast.ines, cast.daniel, cast.ruth, *cast.reps}
    kinds = list(Event.objects.filter(stream=f"agreement:{agreement.pk}").values_list("kind", flat=True))
    assert kinds[-2:] == ["termination.agreed", "version.terminated"]
    page = cover(agreement, cast.ines, at=ENDS + DAY)
    assert page.shown is not None
    assert (page.shown.standing.label, page.substitutions) == ("Terminated", ())


def test_a_signed_version_to_come_never_begins(cast: Cast, in_force: Version, asked: Termination) -> None:
    later = agreements.amend(in_force.agreement, {}, at=moments.NOW, effective_from=date(2027, 1, 1))
    agreed(asked, cast)
    later.refresh_from_db()
    in_force.refresh_from_db()
    assert (later.in_force_until, later.ended_why) == (later.in_force_from, "terminated")
    assert (in_force.in_force_until, in_force.ended_why) == (ENDS, "terminated")
    page = cover(Agreement.objects.get(), cast.ines, at=datetime(2027, 2, 1, tzinfo=UTC))
    assert page.shown is not None
    assert page.shown.version == in_force, "the page shows what was in force last"


def test_a_version_that_would_end_sooner_ends_as_it_said(cast: Cast) -> None:
    version = agreements.in_force(cast, effective_until=date(2026, 11, 30))
    asked = terminating.ask(
        version.agreement, reason="Over.", ends_at=ENDS, known_by="password", at=moments.NOW, by=cast.ines
    )
    agreed(asked, cast)
    version.refresh_from_db()
    assert version.ended_why == "expired"


@pytest.mark.parametrize("is_out", [False, True])
def test_what_is_being_written_or_signed_is_given_up(
    cast: Cast, in_force: Version, asked: Termination, is_out: bool
) -> None:
    draft = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines)
    if is_out:
        agreements.propose(draft, by=cast.ines, at=moments.NOW)
    agreed(asked, cast)
    draft.refresh_from_db()
    assert (draft.state, queries.open_version(in_force.agreement)) == ("dropped", None)
    assert not SigningRound.objects.filter(closed_at=None).exists()


def test_nothing_about_an_ended_agreement_changes_and_time_passes_over_it_quietly(
    cast: Cast, in_force: Version, asked: Termination, refused: Refusal
) -> None:
    agreed(asked, cast)
    agreement, at = in_force.agreement, moments.NOW + 2 * DAY
    for act in (
        lambda: drafting.amend(agreement, at=at, by=cast.ines),
        lambda: publishing.confirm_reading(in_force, at=at, by=cast.priya),
        lambda: reviewing.call_early(agreement, due_on=date(2026, 12, 1), reason="Why", at=at, by=cast.ines),
        lambda: substituting.name(
            agreement, substitute=cast.priya, begins_at=at, ends_at=at + DAY, at=at, by=cast.ines
        ),
        lambda: agreed(asked, cast),
        lambda: terminating.ask(
            agreement, reason="Again", ends_at=ENDS, known_by="password", at=at, by=cast.daniel
        ),
    ):
        with refused(holding.AgreementEnded, "have ended this agreement as of 12 December 2026"):
            act()
    chased = scheduling.chase(at=ENDS + 30 * DAY)
    assert (chased.expired, chased.reminded, chased.reviews, chased.terms) == (0, 0, 0, 0)
    assert [queries.needs(person, at) for person in (cast.ines, cast.daniel, cast.priya)] == [[], [], []]


def test_a_refusal_needs_a_reason_and_the_agreement_goes_on(
    cast: Cast, in_force: Version, asked: Termination, refused: Refusal
) -> None:
    with refused(terminating.ReasonMissing, "Say why"):
        terminating.refuse(asked, reason=" ", at=moments.NOW, by=cast.daniel)
    settled = terminating.refuse(asked, reason="Not before spring.", at=moments.NOW, by=cast.daniel)
    assert (settled.outcome, settled.answer) == ("refused", "Not before spring.")
    notice = Notice.objects.get(kind="agreement.end_answered")
    assert (notice.recipient, notice.body) == (cast.ines, "Not before spring.")
    assert Agreement.objects.get().ended_at is None
    with refused(terminating.AnsweredAlready, "settled already"):
        agreed(asked, cast)
    terminating.ask(
        in_force.agreement, reason="Spring", ends_at=ENDS, known_by="password", at=moments.NOW, by=cast.daniel
    )


def test_who_asked_withdraws_and_does_not_answer(cast: Cast, asked: Termination, refused: Refusal) -> None:
    with refused(terminating.NotYoursToAnswer, "the other side answers"):
        terminating.agree(asked, known_by="password", at=moments.NOW, by=cast.ines)
    with refused(terminating.NotYoursToAnswer, "the other side answers"):
        terminating.refuse(asked, reason="No", at=moments.NOW, by=cast.ines)
    with refused(terminating.NotYoursToAnswer, "you agree or refuse"):
        terminating.withdraw(asked, at=moments.NOW, by=cast.daniel)
    assert terminating.withdraw(asked, at=moments.NOW, by=cast.ines).outcome == "withdrawn"
    assert Notice.objects.get(kind="agreement.end_answered").recipient == cast.daniel


def test_a_day_that_has_come_is_not_agreed_to(cast: Cast, asked: Termination, refused: Refusal) -> None:
    with refused(drafting.WrongDate, "The day has come already"):
        terminating.agree(asked, known_by="password", at=ENDS, by=cast.daniel)


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_only_leaders_in_person_end_an_agreement(
    cast: Cast, agreement: Agreement, asked: Termination, refused: Refusal, who: str
) -> None:
    substituting.name(
        agreement,
        substitute=cast.priya,
        begins_at=moments.NOW,
        ends_at=ENDS,
        at=moments.NOW,
        by=cast.daniel,
    )
    person = getattr(cast, who)
    for act in (
        lambda: terminating.ask(
            agreement, reason="No", ends_at=ENDS, known_by="password", at=moments.NOW, by=person
        ),
        lambda: terminating.agree(asked, known_by="password", at=moments.NOW, by=person),
        lambda: terminating.refuse(asked, reason="No", at=moments.NOW, by=person),
        lambda: terminating.withdraw(asked, at=moments.NOW, by=person),
    ):
        with refused(holding.NotALeaderHere, "its leaders, can do that"):
            act()


def test_what_is_asked_for_is_possible(cast: Cast, agreement: Agreement, refused: Refusal) -> None:
    with refused(terminating.ReasonMissing, "Say why"):
        terminating.ask(agreement, reason="", ends_at=ENDS, known_by="password", at=moments.NOW, by=cast.ines)
    with refused(drafting.WrongDate, "would end in the past"):
        terminating.ask(
            agreement, reason="Over", ends_at=moments.NOW, known_by="password", at=moments.NOW, by=cast.ines
        )
    terminating.ask(agreement, reason="Over", ends_at=ENDS, known_by="password", at=moments.NOW, by=cast.ines)
    with refused(terminating.AskedAlready, "Ines Marchetti asks to end this agreement already"):
        terminating.ask(
            agreement, reason="Over", ends_at=ENDS, known_by="password", at=moments.NOW, by=cast.daniel
        )


def test_where_nothing_was_signed_there_is_nothing_to_end(
    cast: Cast, draft: Version, refused: Refusal
) -> None:
    with refused(terminating.NothingToEnd, "Nothing is in force"):
        terminating.ask(
            draft.agreement, reason="Over", ends_at=ENDS, known_by="password", at=moments.NOW, by=cast.ines
        )


def test_a_signature_that_comes_as_the_end_is_agreed_signs_nothing(
    cast: Cast, in_force: Version, asked: Termination, refused: Refusal
) -> None:
    draft = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines)
    round = agreements.propose(draft, by=cast.ines, at=moments.NOW)
    agreed(asked, cast)
    with refused(holding.AgreementEnded, "nothing changes any more"):
        agreements.sign(round, side=Side.SALES, by=cast.daniel, at=moments.NOW + DAY)
