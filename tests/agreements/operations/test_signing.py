"""Signing: both leaders, on the text they saw, exactly once; every refusal leaves everything as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agreements import queries
from agreements.models import Review, Signature, SigningRound, Version
from agreements.operations import admitting, drafting, noting, signing
from agreements.rules import consent
from slaportal.accounts.models import Side, User
from slaportal.audit import guards
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import agreements, moments
from tests.factories.people import Cast

pytestmark = pytest.mark.postgres

HOUR = timedelta(hours=1)
MARKETING_SIGNS = moments.SIGNED_BY_MARKETING


def sign_for_marketing(cast: Cast, round: SigningRound, **changes: Any) -> Signature:
    signature: Signature = agreements.sign(
        round, **{"side": Side.MARKETING, "by": cast.ines, "at": MARKETING_SIGNS} | changes
    )
    return signature


def events(round: SigningRound) -> list[tuple[str, dict[str, Any]]]:
    stream = f"agreement:{round.version.agreement_id}"
    return list(Event.objects.filter(stream=stream).order_by("sequence").values_list("kind", "data"))


# --- giving a signature


def test_one_signature_is_recorded_with_its_evidence_and_puts_nothing_into_force(
    cast: Cast, proposed: SigningRound
) -> None:
    opened = signing.view(proposed, at=MARKETING_SIGNS - HOUR, by=cast.ines)
    signature = sign_for_marketing(cast, proposed, typed_name="  ines   MARCHETTI ", user_agent="x" * 999)
    signature.refresh_from_db()
    assert (signature.side, signature.signer, signature.typed_name) == (
        "marketing",
        cast.ines,
        "ines MARCHETTI",
    )
    assert (signature.digest, signature.authenticated_by) == (proposed.digest, "password")
    assert (signature.consent_text, signature.consent_digest) == (consent.TEXTS[2], consent.digest(2))
    assert (signature.viewed_at, signature.signed_at) == (opened, MARKETING_SIGNS)
    assert (signature.ip_address, len(signature.user_agent)) == ("192.0.2.41", 400)
    kind, data = events(proposed)[-1]
    assert (kind, data["digest"], data["side"]) == ("round.signed", proposed.digest, "marketing")
    version = Version.objects.get(pk=proposed.version_id)
    assert (version.state, queries.in_force(version.agreement, moments.NOW)) == ("out_for_signature", None)
    assert Notice.objects.get(kind="agreement.signed").recipient == cast.daniel


def test_both_signatures_bring_the_version_into_force_on_its_date(cast: Cast, in_force: Version) -> None:
    assert (in_force.state, in_force.signed_at) == ("signed", moments.SIGNED_BY_SALES)
    assert (in_force.in_force_from, in_force.in_force_until) == (moments.IN_FORCE, None)
    round = in_force.rounds.get()
    assert (round.outcome, round.closed_at, round.next_reminder_at) == (
        "signed",
        moments.SIGNED_BY_SALES,
        None,
    )
    agreement = in_force.agreement
    assert queries.in_force(agreement, moments.IN_FORCE - timedelta(microseconds=1)) is None
    assert queries.in_force(agreement, moments.IN_FORCE) == in_force
    assert [kind for kind, *_ in events(round)[-2:]] == ["version.signed", "version.sealed"]


def test_sales_may_sign_first(cast: Cast, proposed: SigningRound) -> None:
    agreements.sign(proposed, side=Side.SALES, by=cast.daniel, at=MARKETING_SIGNS)
    sign_for_marketing(cast, proposed, at=moments.SIGNED_BY_SALES)
    assert Version.objects.get(pk=proposed.version_id).signed_at == moments.SIGNED_BY_SALES


def test_everyone_bound_is_told_and_the_first_review_is_foreseen(cast: Cast, in_force: Version) -> None:
    told = Notice.objects.filter(kind="agreement.read")
    assert {notice.recipient for notice in told} == {cast.ruth, *cast.reps}
    leaders = Notice.objects.filter(kind="agreement.in_force")
    assert {notice.recipient for notice in leaders} == {cast.ines, cast.daniel}
    sealed = Event.objects.get(kind="version.sealed")
    assert leaders[0].body.splitlines() == [
        "It is in force from 1 July 2026, 00:00 Europe/London.",
        "",
        "Keep this letter and the signed PDF with it: they show later what stood in the portal today.",
        f"Seal of this version: {in_force.seal.digest}",
        f"Ledger of the agreement, line {sealed.sequence}: {sealed.hash}",
    ]
    review = Review.objects.get()
    assert (review.quarter, review.due_on, review.evidence) == ("2026-Q3", moments.FIRST_REVIEW, None)


@pytest.mark.parametrize(
    ("effective_from", "begins"),
    [
        (None, moments.SIGNED_BY_SALES),
        (date(2026, 6, 1), moments.SIGNED_BY_SALES),
        (date(2026, 6, 24), moments.SIGNED_BY_SALES),
        (date(2026, 6, 25), datetime(2026, 6, 24, 23, tzinfo=UTC)),
        (date(2026, 12, 1), datetime(2026, 12, 1, 0, tzinfo=UTC)),
    ],
)
def test_it_is_in_force_from_its_date_in_its_zone_or_from_now_when_that_is_past(
    cast: Cast, effective_from: date | None, begins: datetime
) -> None:
    version = agreements.in_force(cast, effective_from=effective_from, first_review_on=None)
    assert version.in_force_from == begins


def test_a_term_ends_after_its_last_day(cast: Cast) -> None:
    version = agreements.in_force(cast, effective_until=date(2026, 12, 31))
    last = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert queries.in_force(version.agreement, last) == version
    assert queries.in_force(version.agreement, last + timedelta(minutes=1)) is None
    assert queries.standing(version, last).key == "in_force"
    assert queries.standing(version, last + timedelta(minutes=1)).key == "expired"


# --- superseding


def test_a_new_version_supersedes_the_one_in_force_at_that_very_moment(cast: Cast, in_force: Version) -> None:
    second = agreements.amend(in_force.agreement, {"purpose": "Better."}, at=moments.NOW)
    in_force.refresh_from_db()
    assert (in_force.in_force_until, in_force.ended_why) == (moments.NOW, "superseded")
    assert second.in_force_from == moments.NOW
    assert queries.in_force(in_force.agreement, moments.NOW - timedelta(microseconds=1)) == in_force
    assert queries.in_force(in_force.agreement, moments.NOW) == second
    assert in_force.history.latest().history_change_reason == "Superseded by version 2."


def test_the_old_version_stays_in_force_until_the_new_ones_date(cast: Cast, in_force: Version) -> None:
    second = agreements.amend(in_force.agreement, {}, at=moments.NOW, effective_from=date(2027, 1, 1))
    begins = datetime(2027, 1, 1, tzinfo=UTC)
    in_force.refresh_from_db()
    assert (in_force.in_force_until, second.in_force_from) == (begins, begins)
    assert queries.standing(in_force, moments.NOW).key == "in_force"
    assert queries.standing(second, moments.NOW).key == "scheduled"
    assert queries.following(in_force.agreement, moments.NOW) == second
    assert (queries.standing(in_force, begins).key, queries.standing(second, begins).key) == (
        "superseded",
        "in_force",
    )


def test_a_signed_version_that_had_not_begun_never_does_when_another_takes_its_place(
    cast: Cast, in_force: Version
) -> None:
    second = agreements.amend(in_force.agreement, {}, at=moments.NOW, effective_from=date(2027, 1, 1))
    third = agreements.amend(in_force.agreement, {"purpose": "At once."}, at=moments.NOW + HOUR)
    for version in (in_force, second):
        version.refresh_from_db()
    assert in_force.in_force_until == third.in_force_from == moments.NOW + HOUR
    assert second.in_force_until == second.in_force_from
    assert queries.standing(second, moments.NOW + HOUR).key == "superseded"
    assert queries.in_force(in_force.agreement, datetime(2027, 6, 1, tzinfo=UTC)) == third
    assert queries.following(in_force.agreement, moments.NOW + HOUR) is None


def test_what_never_began_is_superseded_once_only(cast: Cast, in_force: Version) -> None:
    agreements.amend(in_force.agreement, {}, at=moments.NOW, effective_from=date(2027, 1, 1))
    for hours in (1, 2):
        agreements.amend(in_force.agreement, {}, at=moments.NOW + HOUR * hours)
    ended = [data["version"] for kind, data in events(in_force.rounds.get()) if kind == "version.superseded"]
    assert ended == [1, 1, 2, 3]


def test_a_version_with_an_end_is_superseded_before_it(cast: Cast) -> None:
    first = agreements.in_force(cast, effective_until=date(2026, 12, 31))
    second = agreements.amend(first.agreement, {}, at=moments.NOW)
    first.refresh_from_db()
    assert (first.in_force_until, first.ended_why) == (moments.NOW, "superseded")
    assert second.in_force_until is None


def test_a_version_that_has_run_out_keeps_its_end(cast: Cast) -> None:
    first = agreements.in_force(cast, effective_until=date(2026, 9, 30))
    agreements.amend(first.agreement, {}, at=moments.NOW)
    first.refresh_from_db()
    assert (first.in_force_until, first.ended_why) == (datetime(2026, 9, 30, 23, tzinfo=UTC), "expired")


def test_a_review_that_is_foreseen_survives_a_new_version(cast: Cast, in_force: Version) -> None:
    agreements.amend(in_force.agreement, {"first_review_on": date(2027, 4, 6)}, at=moments.NOW)
    assert Review.objects.get().due_on == moments.FIRST_REVIEW


# --- refusals


@pytest.mark.parametrize(
    ("who", "side"),
    [
        ("ruth", Side.MARKETING), ("helen", Side.MARKETING), ("alex", Side.SALES), ("priya", Side.SALES),
        ("ines", Side.SALES), ("daniel", Side.MARKETING),
    ],
)  # fmt: skip
def test_nobody_but_the_named_leader_signs_for_a_side(
    cast: Cast, proposed: SigningRound, refused: Refusal, who: str, side: Side
) -> None:
    person: User = getattr(cast, who)
    with refused(admitting.NotTheLeader, "signs for"):
        agreements.sign(proposed, side=side, by=person, at=MARKETING_SIGNS)


def test_a_leader_who_was_replaced_in_their_team_does_not_sign(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    cast.demand.memberships.filter(user=cast.ines).update(role="member")
    with refused(admitting.NotTheLeader, "Only Ines Marchetti signs for marketing"):
        agreements.sign(
            proposed, side=Side.MARKETING, by=User.objects.get(pk=cast.ines.pk), at=MARKETING_SIGNS
        )


def test_a_deactivated_leader_does_not_sign(cast: Cast, proposed: SigningRound, refused: Refusal) -> None:
    User.objects.filter(pk=cast.ines.pk).update(is_active=False)
    with refused(admitting.NotTheLeader, "Only Ines Marchetti signs"):
        agreements.sign(
            proposed, side=Side.MARKETING, by=User.objects.get(pk=cast.ines.pk), at=MARKETING_SIGNS
        )


def test_signing_twice_is_answered_kindly(cast: Cast, proposed: SigningRound, refused: Refusal) -> None:
    first = sign_for_marketing(cast, proposed)
    with refused(
        admitting.AlreadySigned, "You signed this version already, on 24 June 2026, 10:52."
    ) as raised:
        sign_for_marketing(cast, proposed, at=MARKETING_SIGNS + HOUR)
    assert raised.value.signature == first


def test_signing_a_version_that_both_have_signed_is_answered_kindly(
    cast: Cast, in_force: Version, refused: Refusal
) -> None:
    with refused(admitting.AlreadySigned, "You signed this version already"):
        sign_for_marketing(cast, in_force.rounds.get())


def test_a_signature_on_a_text_that_moved_is_refused_with_both_texts(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    agreements.edit(proposed.version, {"purpose": "Other."}, by=cast.daniel, at=MARKETING_SIGNS)
    second = agreements.propose(proposed.version, by=cast.daniel, at=MARKETING_SIGNS)
    with refused(admitting.TextHasChanged, "The text is not the one you opened") as raised:
        sign_for_marketing(cast, second, digest_seen=proposed.digest)
    assert raised.value.seen is not None
    assert (raised.value.seen.purpose, raised.value.current.purpose) == (
        queries.texts.digest.read(proposed.text).purpose, "Other.",
    )  # fmt: skip


def test_a_hash_of_no_text_at_all_is_refused(cast: Cast, proposed: SigningRound, refused: Refusal) -> None:
    with refused(admitting.TextHasChanged, "Read it again") as raised:
        sign_for_marketing(cast, proposed, digest_seen="0" * 64)
    assert raised.value.seen is None


def test_a_stored_text_that_was_tampered_with_is_not_signed(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    with guards.lifted():
        SigningRound.objects.filter(pk=proposed.pk).update(text=proposed.text.replace("240", "420"))
    with refused(queries.TextDamaged, "not the one that was frozen"):
        sign_for_marketing(cast, proposed)


@pytest.mark.parametrize(
    ("changes", "error", "saying"),
    [
        ({"typed_name": "Ines"}, signing.NameDoesNotMatch, "Ines Marchetti"),
        ({"typed_name": ""}, signing.NameDoesNotMatch, "Type your full name"),
        ({"consent_version": 0}, admitting.ConsentMissing, "Accept the declaration"),
        ({"authenticated_by": ""}, signing.NotAuthenticated, "Confirm who you are"),
    ],
)
def test_a_signature_that_lacks_something_is_refused(
    cast: Cast, proposed: SigningRound, refused: Refusal, changes: dict[str, Any], error: Any, saying: str
) -> None:
    with refused(error, saying):
        sign_for_marketing(cast, proposed, **changes)


def test_a_name_matches_however_its_accents_are_encoded(cast: Cast, proposed: SigningRound) -> None:
    User.objects.filter(pk=cast.ines.pk).update(full_name="In\u00e9s Marchetti")
    ines = User.objects.get(pk=cast.ines.pk)
    assert sign_for_marketing(cast, proposed, by=ines, typed_name="Ine\u0301s Marchetti").signer == ines


def test_a_round_takes_signatures_up_to_its_very_end(cast: Cast, draft: Version, refused: Refusal) -> None:
    round = agreements.propose(draft, by=cast.ines, expires_at=MARKETING_SIGNS)
    with refused(
        admitting.RoundClosed, "This signing round ended on 24 June 2026, 10:52. Nothing was signed."
    ):
        sign_for_marketing(cast, round, at=MARKETING_SIGNS + timedelta(microseconds=1))
    assert sign_for_marketing(cast, round, at=MARKETING_SIGNS).signed_at == MARKETING_SIGNS


@pytest.mark.parametrize(
    ("ending", "saying"),
    [
        ("decline", "a leader declined"),
        ("withdraw", "was withdrawn"),
        ("edit", "The text was changed"),
        ("expire", "ended on 22 June 2026"),
    ],
)
def test_a_closed_round_takes_no_signature_and_says_how_it_ended(
    cast: Cast, draft: Version, refused: Refusal, ending: str, saying: str
) -> None:
    ends = moments.PROPOSED + timedelta(days=5)
    round = agreements.propose(draft, by=cast.ines, expires_at=ends)
    at = ends - HOUR
    match ending:
        case "decline":
            signing.decline(round, reason="Too many leads", at=at, by=cast.daniel)
        case "withdraw":
            signing.withdraw(round, reason="A mistake", at=at, by=cast.ines)
        case "edit":
            agreements.edit(draft, {"purpose": "Other."}, by=cast.ines, at=at)
        case "expire":
            assert signing.expire(round, at=ends + timedelta(days=1))
    with refused(admitting.RoundClosed, saying) as raised:
        sign_for_marketing(cast, round, at=at)
    assert raised.value.round.pk == round.pk


# --- declining and withdrawing


def test_a_decline_needs_a_reason_and_gives_the_turn_to_the_other_side(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    with refused(signing.ReasonMissing, "Say why"):
        signing.decline(proposed, reason="  \n", at=MARKETING_SIGNS, by=cast.daniel)
    declined = signing.decline(proposed, reason=" 240 is too many. ", at=MARKETING_SIGNS, by=cast.daniel)
    proposed.refresh_from_db()
    version = Version.objects.get(pk=proposed.version_id)
    assert (declined.reason, declined.side, declined.person) == ("240 is too many.", "sales", cast.daniel)
    assert (proposed.outcome, proposed.reason) == ("declined", "240 is too many.")
    assert (version.state, version.turn) == ("in_review", "marketing")
    notice = Notice.objects.get(kind="agreement.round_closed")
    assert notice.recipient == cast.ines
    assert notice.body.startswith("240 is too many.")


def test_a_signature_before_a_decline_stays_on_record_and_counts_for_nothing(
    cast: Cast, proposed: SigningRound
) -> None:
    sign_for_marketing(cast, proposed)
    signing.decline(proposed, reason="No", at=MARKETING_SIGNS + HOUR, by=cast.daniel)
    again = agreements.propose(proposed.version, by=cast.ines, at=moments.SIGNED_BY_SALES)
    agreements.sign(again, side=Side.SALES, by=cast.daniel, at=moments.SIGNED_BY_SALES)
    version = Version.objects.get(pk=proposed.version_id)
    assert (version.state, Signature.objects.count()) == ("out_for_signature", 2)
    assert events(proposed)[-3][0] == "round.declined"
    assert events(proposed)[-3][1]["voided"] == ["marketing"]


def test_who_has_signed_withdraws_instead_of_declining(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    sign_for_marketing(cast, proposed)
    with refused(admitting.AlreadySigned, "already"):
        signing.decline(proposed, reason="Second thoughts", at=MARKETING_SIGNS + HOUR, by=cast.ines)
    withdrawn = signing.withdraw(proposed, reason="Second thoughts", at=MARKETING_SIGNS + HOUR, by=cast.ines)
    assert (withdrawn.outcome, withdrawn.reason) == ("withdrawn", "Second thoughts")
    assert Version.objects.get(pk=proposed.version_id).turn == "marketing"


def test_a_withdrawal_needs_a_reason(cast: Cast, proposed: SigningRound, refused: Refusal) -> None:
    with refused(signing.ReasonMissing, "Say why"):
        signing.withdraw(proposed, reason="", at=MARKETING_SIGNS, by=cast.ines)


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_nobody_else_declines_or_withdraws(
    cast: Cast, proposed: SigningRound, refused: Refusal, who: str
) -> None:
    person = getattr(cast, who)
    with refused(admitting.NotTheLeader, "its leaders, can do that"):
        signing.decline(proposed, reason="No", at=MARKETING_SIGNS, by=person)
    with refused(admitting.NotTheLeader, "its leaders, can do that"):
        signing.withdraw(proposed, reason="No", at=MARKETING_SIGNS, by=person)


def test_what_has_ended_is_neither_declined_nor_withdrawn(
    cast: Cast, in_force: Version, refused: Refusal
) -> None:
    round = in_force.rounds.get()
    with refused(admitting.RoundClosed, "signed by both leaders"):
        signing.decline(round, reason="Late", at=moments.NOW, by=cast.daniel)
    with refused(admitting.RoundClosed, "signed by both leaders"):
        signing.withdraw(round, reason="Late", at=moments.NOW, by=cast.ines)


# --- opening the text


def test_the_first_opening_by_a_leader_is_recorded_once(cast: Cast, proposed: SigningRound) -> None:
    first = signing.view(proposed, at=MARKETING_SIGNS, by=cast.ines)
    again = signing.view(proposed, at=MARKETING_SIGNS + HOUR, by=cast.ines)
    assert first == again == MARKETING_SIGNS
    assert [kind for kind, _ in events(proposed)].count("round.viewed") == 1
    assert signing.view(proposed, at=MARKETING_SIGNS + HOUR, by=cast.daniel) == MARKETING_SIGNS + HOUR


def test_somebody_elses_reading_is_not_recorded(cast: Cast, proposed: SigningRound) -> None:
    before = events(proposed)
    assert signing.view(proposed, at=MARKETING_SIGNS, by=cast.priya) is None
    assert events(proposed) == before


def test_opening_a_closed_round_is_not_recorded(cast: Cast, in_force: Version) -> None:
    assert signing.view(in_force.rounds.get(), at=moments.NOW, by=cast.ines) is None


def test_every_round_has_its_own_opening(cast: Cast, proposed: SigningRound) -> None:
    signing.view(proposed, at=MARKETING_SIGNS, by=cast.daniel)
    agreements.edit(proposed.version, {"purpose": "Other."}, by=cast.ines, at=MARKETING_SIGNS)
    second = agreements.propose(proposed.version, by=cast.ines, at=MARKETING_SIGNS)
    signature = agreements.sign(second, side=Side.SALES, by=cast.daniel, at=moments.SIGNED_BY_SALES)
    assert signature.viewed_at is None


def test_a_wrong_password_at_the_moment_of_signing_is_recorded(cast: Cast, proposed: SigningRound) -> None:
    noting.note_failed_authentication(proposed, at=MARKETING_SIGNS, by=cast.ines, ip_address="192.0.2.41")
    assert events(proposed)[-1][0] == "round.authentication_failed"
    assert Signature.objects.count() == 0


# --- the text itself


def test_a_signed_text_reads_the_same_whatever_the_working_document_says(
    cast: Cast, in_force: Version
) -> None:
    before = queries.terms_of(in_force)
    with guards.lifted():
        Version.objects.filter(pk=in_force.pk).update(document={})
    queries.texts._reading.cache_clear()
    assert queries.terms_of(Version.objects.get(pk=in_force.pk)) == before


def test_a_signed_version_is_amended_never_dropped_or_proposed(
    cast: Cast, in_force: Version, refused: Refusal
) -> None:
    for act in (
        lambda: drafting.drop(in_force, at=moments.NOW, by=cast.ines),
        lambda: drafting.propose(in_force, expires_at=None, at=moments.NOW, by=cast.ines),
        lambda: drafting.hand_over(in_force, at=moments.NOW, by=cast.ines),
    ):
        with refused(drafting.Refused, "Version 1 is signed; it cannot be"):
            act()
