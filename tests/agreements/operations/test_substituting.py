"""Substituting: named by the leader for a period, signing in their place, revoked; every refusal leaves all as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from agreements import queries
from agreements.models import Agreement, Signature, SigningRound, Substitution, Version
from agreements.operations import admitting, drafting, holding, scheduling, signing, substituting
from slaportal.accounts.models import Side, User
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import agreements, moments
from tests.factories.people import Cast

AT = moments.SIGNED_BY_MARKETING
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def named(
    agreement: Agreement,
    substitute: User,
    *,
    by: User,
    begins_at: datetime = AT,
    ends_at: datetime = AT + 7 * DAY,
    at: datetime = AT - DAY,
) -> Substitution:
    return substituting.name(
        agreement,
        substitute=substitute,
        begins_at=begins_at,
        ends_at=ends_at,
        reason="On leave",
        at=at,
        by=by,
    )


def sign_for_marketing(round: SigningRound, by: User, *, at: datetime = AT) -> Signature:
    signature: Signature = agreements.sign(round, side=Side.MARKETING, by=by, at=at)
    return signature


@pytest.mark.postgres
def test_a_substitute_signs_in_the_leaders_place_and_both_names_stay(
    cast: Cast, proposed: SigningRound
) -> None:
    named(proposed.version.agreement, cast.priya, by=cast.ines)
    opened = signing.view(proposed, at=AT, by=cast.priya)
    signature = sign_for_marketing(proposed, cast.priya)
    assert (signature.signer, signature.for_leader, signature.side) == (cast.priya, cast.ines, "marketing")
    assert (signature.typed_name, signature.viewed_at) == ("Priya Raman", opened)
    assert f'"in_place_of":{cast.ines.pk}' in signature.statement
    event = Event.objects.get(kind="round.signed")
    assert (event.data["in_place_of"], event.data["leader"]) == (cast.ines.pk, "Ines Marchetti")
    said = queries.say(event)
    assert (said.what, said.detail) == ("signed version 1", "for Marketing, in place of Ines Marchetti")
    told = {notice.recipient: notice.subject for notice in Notice.objects.filter(kind="agreement.signed")}
    assert told == {
        cast.ines: "Priya Raman signed version 1 of Instruments, Europe in your place",
        cast.daniel: "Priya Raman in place of Ines Marchetti signed version 1 of Instruments, Europe",
    }
    agreements.sign(proposed, side=Side.SALES, by=cast.daniel, at=moments.SIGNED_BY_SALES)
    version = Version.objects.get(pk=proposed.version_id)
    assert version.signed_at == moments.SIGNED_BY_SALES
    assert cast.priya not in queries.still_to_read(version), "who has signed it has read it"
    assert queries.needs(cast.priya, moments.NOW) == []


def test_the_leader_may_still_sign_and_a_side_signs_once(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    named(proposed.version.agreement, cast.priya, by=cast.ines)
    sign_for_marketing(proposed, cast.ines)
    with refused(admitting.AlreadySigned, "Ines Marchetti signed this version already"):
        sign_for_marketing(proposed, cast.priya)


def test_a_leader_whose_substitute_has_signed_does_not_sign_again(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    named(proposed.version.agreement, cast.priya, by=cast.ines)
    sign_for_marketing(proposed, cast.priya)
    with refused(admitting.AlreadySigned, "Priya Raman signed this version already in your place"):
        sign_for_marketing(proposed, cast.ines)


def test_a_substitute_signs_for_no_other_side_and_no_other_time(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    named(proposed.version.agreement, cast.priya, by=cast.ines, begins_at=AT, ends_at=AT + DAY)
    with refused(admitting.NotTheLeader, "You take Ines Marchetti’s place from"):
        sign_for_marketing(proposed, cast.priya, at=AT - INSTANT)
    with refused(admitting.NotTheLeader, "and only then. Nothing was signed."):
        sign_for_marketing(proposed, cast.priya, at=AT + DAY)
    with refused(admitting.NotTheLeader, "Only Daniel Osei signs for sales"):
        agreements.sign(proposed, side=Side.SALES, by=cast.priya, at=AT)
    assert sign_for_marketing(proposed, cast.priya, at=AT + DAY - INSTANT).signer == cast.priya


def test_a_substitute_declines_in_the_leaders_place_but_neither_drafts_nor_withdraws(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    named(proposed.version.agreement, cast.priya, by=cast.ines)
    with refused(admitting.NotTheLeader, "its leaders, can do that"):
        signing.withdraw(proposed, reason="Not yet", at=AT, by=cast.priya)
    with refused(holding.NotYours, "its leaders, can do that"):
        agreements.edit(proposed.version, {"purpose": "Mine."}, by=cast.priya, at=AT)
    declined = signing.decline(proposed, reason="Too many", at=AT, by=cast.priya)
    assert (declined.side, declined.person) == ("marketing", cast.priya)
    assert Version.objects.get(pk=proposed.version_id).turn == "sales"
    subjects = Notice.objects.filter(kind="agreement.round_closed").values_list("subject", flat=True)
    assert set(subjects) == {
        "Priya Raman in place of Ines Marchetti declined to sign version 1 of Instruments, Europe"
    }
    assert queries.say(Event.objects.get(kind="round.declined")).detail == "in place of Ines Marchetti"


def test_a_revoked_substitute_is_refused_kindly_and_what_they_signed_stays(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    named(proposed.version.agreement, cast.priya, by=cast.ines)
    substitution = Substitution.objects.get()
    with refused(substituting.NotYoursToRevoke, "Only Ines Marchetti revokes it"):
        substituting.revoke(substitution, at=AT, by=cast.daniel)
    with refused(holding.NotALeaderHere, "its leaders"):
        substituting.revoke(substitution, at=AT, by=cast.priya)
    substituting.revoke(substitution, at=AT, by=cast.ines)
    with refused(
        admitting.NotTheLeader, "Ines Marchetti named you as a substitute and revoked it on 24 June"
    ):
        sign_for_marketing(proposed, cast.priya)
    with refused(substituting.AlreadyOver, "over already"):
        substituting.revoke(substitution, at=AT, by=cast.ines)
    assert Event.objects.filter(kind="substitute.revoked").count() == 1
    assert Notice.objects.filter(kind="agreement.substitute", recipient=cast.priya).count() == 2


def test_a_substitutes_word_ends_when_the_leader_leads_no_more(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    named(proposed.version.agreement, cast.priya, by=cast.ines)
    User.objects.filter(pk=cast.ines.pk).update(is_active=False)
    with refused(admitting.NotTheLeader, "Nothing was signed"):
        sign_for_marketing(SigningRound.objects.get(pk=proposed.pk), cast.priya)


@pytest.mark.parametrize(
    ("who", "saying"),
    [
        ("ines", "cannot take your own place"),
        ("daniel", "leads the other side"),
        ("stranger", "no role in the portal"),
    ],
)
def test_these_cannot_take_a_leaders_place(
    cast: Cast, agreement: Agreement, refused: Refusal, who: str, saying: str
) -> None:
    stranger = User.objects.create_user("vera.lang@example.com", "x", full_name="Vera Lang")
    with refused(substituting.WrongPerson, saying):
        named(agreement, stranger if who == "stranger" else getattr(cast, who), by=cast.ines)


def test_nobody_stands_in_for_both_sides(cast: Cast, agreement: Agreement, refused: Refusal) -> None:
    named(agreement, cast.priya, by=cast.ines)
    with refused(substituting.WrongPerson, "takes Ines Marchetti’s place, and nobody signs for both sides"):
        named(agreement, cast.priya, by=cast.daniel, begins_at=AT + 30 * DAY, ends_at=AT + 40 * DAY)


@pytest.mark.parametrize(
    ("begins", "ends"), [(timedelta(0), 7 * DAY), (-3 * DAY, INSTANT), (7 * DAY - INSTANT, 9 * DAY)]
)
def test_periods_of_one_leader_do_not_overlap(
    cast: Cast, agreement: Agreement, refused: Refusal, begins: timedelta, ends: timedelta
) -> None:
    early = AT - 10 * DAY
    named(agreement, cast.priya, by=cast.ines, at=early)
    with refused(substituting.AlreadyNamed, "Priya Raman takes your place from") as raised:
        named(agreement, cast.tom, by=cast.ines, begins_at=AT + begins, ends_at=AT + ends, at=early)
    assert raised.value.other.substitute == cast.priya


def test_a_period_may_begin_when_another_ends_and_after_a_revoked_one(
    cast: Cast, agreement: Agreement
) -> None:
    first = named(agreement, cast.priya, by=cast.ines)
    named(agreement, cast.tom, by=cast.ines, begins_at=AT + 7 * DAY, ends_at=AT + 8 * DAY)
    substituting.revoke(first, at=AT, by=cast.ines)
    named(agreement, cast.tom, by=cast.ines, begins_at=AT + DAY, ends_at=AT + 2 * DAY, at=AT)
    assert len(queries.substitutes.substitutes(agreement, at=AT)) == 2


def test_a_period_is_never_past_and_never_reaches_back(
    cast: Cast, agreement: Agreement, refused: Refusal
) -> None:
    with refused(drafting.WrongDate, "The period is past"):
        named(agreement, cast.priya, by=cast.ines, begins_at=AT - 9 * DAY, ends_at=AT - 8 * DAY, at=AT)
    with refused(drafting.WrongDate, "ends before it begins"):
        named(agreement, cast.priya, by=cast.ines, begins_at=AT + DAY, ends_at=AT + DAY, at=AT)
    assert named(agreement, cast.priya, by=cast.ines, begins_at=AT - DAY, at=AT).begins_at == AT


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_only_a_leader_names_a_substitute(
    cast: Cast, agreement: Agreement, refused: Refusal, who: str
) -> None:
    with refused(holding.NotALeaderHere, "Ines Marchetti and Daniel Osei, its leaders"):
        named(agreement, cast.tom, by=getattr(cast, who))


def test_whoever_is_named_reads_the_agreement_and_is_asked_to_sign(
    cast: Cast, proposed: SigningRound
) -> None:
    agreement = proposed.version.agreement
    mara = User.objects.create_user("mara.quinn@example.com", "x", full_name="Mara Quinn")
    cast.continent.memberships.model.objects.create(user=mara, team=_another_team(cast), role="member")
    assert agreement not in queries.visible_to(mara)
    named(agreement, mara, by=cast.ines)
    assert agreement in queries.visible_to(mara)
    assert queries.needs(mara, AT - INSTANT) == []
    (need,) = queries.needs(mara, AT)
    assert (need.title, need.text) == (
        "Sign version 1 of Instruments, Europe",
        "Ines Marchetti put it before both leaders. You take the place of one.",
    )
    sign_for_marketing(proposed, mara)
    assert queries.needs(mara, AT) == queries.needs(cast.ines, AT) == []


def _another_team(cast: Cast) -> object:
    return cast.continent.__class__.objects.create(name="Elsewhere", side=Side.SALES, countries=[])


def test_reminders_go_to_who_may_sign_for_a_side_that_has_not(cast: Cast, draft: Version) -> None:
    from_now = moments.PROPOSED
    named(draft.agreement, cast.priya, by=cast.ines, begins_at=from_now, at=from_now)
    round = agreements.propose(draft, by=cast.ines)
    sign_for_marketing(round, cast.priya, at=from_now + timedelta(hours=1))
    scheduling.chase(at=from_now + 3 * DAY)
    reminded = Notice.objects.filter(kind="agreement.sign", subject__startswith="Reminder")
    assert [notice.recipient for notice in reminded] == [cast.daniel]
