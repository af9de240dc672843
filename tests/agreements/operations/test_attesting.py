"""Attesting: who signs proves who they are, and every attempt that is refused is on record with nothing else changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from agreements import queries
from agreements.models import Agreement, Signature, SigningRound, Version
from agreements.operations import admitting, attesting, holding, noting, signing
from agreements.rules import consent
from slaportal.accounts import codes, reauthentication
from slaportal.accounts.models import User
from slaportal.audit.models import Event
from slaportal.errors import Refused
from tests.agreements.operations.conftest import everything
from tests.factories import agreements, moments
from tests.factories.people import PASSWORD, Cast

pytestmark = pytest.mark.postgres

AT = moments.SIGNED_BY_MARKETING
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def attest(round: SigningRound, by: User, *, at: datetime = AT, **changes: Any) -> Signature:
    answers: dict[str, Any] = {
        "password": PASSWORD,
        "typed_name": by.full_name,
        "digest_seen": round.digest,
        "consent_version": consent.CURRENT,
        "ip_address": "192.0.2.41",
        "user_agent": "Firefox",
    }
    return attesting.attest(round, **answers | changes, at=at, by=by)


def evidence() -> list[list[dict[str, Any]]]:
    """Everything but the ledger and the number that holding an agreement raises."""
    tables = everything()
    return [
        [{key: value for key, value in row.items() if key != "revision"} for row in table]
        for table in tables
        if not (table and "previous_hash" in table[0])
    ]


def leaves_one_line(attempt: Callable[[], Any], error: type[Refused]) -> Event:
    """Expect a refusal after which one line of the ledger is new and nothing else; return that line."""
    before, lines = evidence(), Event.objects.filter(stream__startswith="agreement:").count()
    with pytest.raises(error) as raised:
        attempt()
    assert evidence() == before
    new = Event.objects.filter(stream__startswith="agreement:").order_by("sequence")[lines:]
    (line,) = new
    assert (line.kind, line.data["refusal"]) == ("round.refused", error.__name__)
    assert line.data["reason"] == str(raised.value)
    assert queries.say(line).note == str(raised.value)
    return line


def test_a_leader_with_the_right_password_signs(cast: Cast, proposed: SigningRound) -> None:
    assert attest(proposed, cast.ines).authenticated_by == "password"


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_the_wrong_person_is_on_record_before_any_password_is_looked_at(
    cast: Cast, proposed: SigningRound, who: str
) -> None:
    person: User = getattr(cast, who)
    line = leaves_one_line(lambda: attest(proposed, person, password="wrong"), admitting.NotTheLeader)
    assert (line.by, line.data["ip_address"], line.data["version"]) == (person, "192.0.2.41", 1)


def test_a_stale_hash_is_on_record(cast: Cast, proposed: SigningRound) -> None:
    leaves_one_line(lambda: attest(proposed, cast.ines, digest_seen="0" * 64), admitting.TextHasChanged)


def test_a_replayed_form_is_on_record_and_signs_nothing_twice(cast: Cast, proposed: SigningRound) -> None:
    attest(proposed, cast.ines)
    leaves_one_line(lambda: attest(proposed, cast.ines, at=AT + HOUR), admitting.AlreadySigned)


@pytest.mark.parametrize("ending", ["withdrawn", "expired"])
def test_a_closed_round_is_on_record(cast: Cast, draft: Version, ending: str) -> None:
    round = agreements.propose(draft, by=cast.ines, expires_at=AT - HOUR)
    if ending == "withdrawn":
        signing.withdraw(round, reason="A mistake", at=AT - 2 * HOUR, by=cast.ines)
    leaves_one_line(lambda: attest(round, cast.daniel), admitting.RoundClosed)


@pytest.mark.parametrize(
    "at", [moments.PROPOSED - HOUR, AT - HOUR - timedelta(microseconds=1), AT - timedelta(minutes=5)]
)
def test_a_clock_that_was_moved_back_is_on_record(cast: Cast, proposed: SigningRound, at: datetime) -> None:
    """Before the round was opened, before the signer opened the text, before the ledger's last line."""
    signing.view(proposed, at=AT - HOUR, by=cast.ines)
    signing.view(proposed, at=AT, by=cast.daniel)
    leaves_one_line(lambda: attest(proposed, cast.ines, at=at), admitting.ClockMovedBack)


def test_requests_that_overlap_are_no_clock_moved_back(cast: Cast, proposed: SigningRound) -> None:
    signing.view(proposed, at=AT, by=cast.daniel)
    assert attest(proposed, cast.ines, at=AT - timedelta(seconds=2)).signed_at == AT - timedelta(seconds=2)


def test_five_wrong_passwords_are_on_record_and_the_right_one_is_not_looked_at_any_more(
    cast: Cast, proposed: SigningRound
) -> None:
    before = evidence()
    for _ in range(4):
        with pytest.raises(reauthentication.WrongPassword):
            attest(proposed, cast.ines, password="wrong")
    assert evidence() == before
    leaves_one_line(lambda: attest(proposed, cast.ines, password="wrong"), reauthentication.TooManyAttempts)
    leaves_one_line(lambda: attest(proposed, cast.ines), reauthentication.TooManyAttempts)
    kinds = list(Event.objects.filter(by=cast.ines).values_list("kind", flat=True))
    assert (kinds.count("round.authentication_failed"), kinds.count("round.refused")) == (4, 2)


def test_a_refused_attempt_on_an_ended_agreement_is_on_record_too(cast: Cast, proposed: SigningRound) -> None:
    Agreement.objects.update(ended_at=AT - HOUR)
    leaves_one_line(lambda: attest(proposed, cast.ines), holding.AgreementEnded)


def test_what_is_noted_belongs_to_a_transaction_of_its_own(cast: Cast, proposed: SigningRound) -> None:
    noting.note_refusal(proposed, Refused("No."), at=AT, by=cast.ines, ip_address=None)
    assert Event.objects.get(kind="round.refused").data["reason"] == "No."


# --- accepting the declaration


def test_the_declaration_is_accepted_when_it_is_and_the_signature_holds_that_moment(
    cast: Cast, proposed: SigningRound
) -> None:
    first = signing.consent_to(
        proposed, consent_version=consent.CURRENT, digest_seen=proposed.digest, at=AT - HOUR, by=cast.ines
    )
    again = signing.consent_to(
        proposed, consent_version=consent.CURRENT, digest_seen=proposed.digest, at=AT, by=cast.ines
    )
    assert first == again == AT - HOUR
    event = Event.objects.get(kind="round.consented")
    assert event.data["consent"] == {"version": 2, "digest": consent.digest(2)}
    assert attest(proposed, cast.ines).consented_at == AT - HOUR
    assert '"consented_at":"2026-06-24T09:52:00.000000+00:00"' in Signature.objects.get().statement


def test_without_a_word_before_it_signing_itself_accepts_the_declaration(
    cast: Cast, proposed: SigningRound
) -> None:
    assert attest(proposed, cast.ines).consented_at == AT


def test_a_new_round_needs_a_new_consent(cast: Cast, proposed: SigningRound) -> None:
    signing.consent_to(
        proposed, consent_version=consent.CURRENT, digest_seen=proposed.digest, at=AT - HOUR, by=cast.ines
    )
    signing.withdraw(proposed, reason="A mistake", at=AT - HOUR, by=cast.ines)
    second = agreements.propose(proposed.version, by=cast.ines, at=AT - HOUR)
    assert queries.consented_at(second, cast.ines, consent.CURRENT) is None
    assert attest(second, cast.ines).consented_at == AT


@pytest.mark.parametrize(
    ("who", "changes", "error"),
    [
        ("ruth", {}, admitting.NotTheLeader),
        ("ines", {"consent_version": 1}, admitting.ConsentMissing),
        ("ines", {"digest_seen": "0" * 64}, admitting.TextHasChanged),
        ("ines", {"at": moments.PROPOSED - HOUR}, admitting.ClockMovedBack),
    ],
)
def test_a_consent_that_is_refused_leaves_nothing(
    cast: Cast, proposed: SigningRound, refused: Any, who: str, changes: dict[str, Any], error: Any
) -> None:
    said = {"consent_version": consent.CURRENT, "digest_seen": proposed.digest, "at": AT} | changes
    with refused(error, "."):
        signing.consent_to(proposed, **said, by=getattr(cast, who))


# --- accounts without a password


def test_somebody_without_a_password_signs_by_a_code(cast: Cast, proposed: SigningRound) -> None:
    User.objects.filter(pk=cast.ines.pk).update(password="!", last_login=AT - timedelta(minutes=10))
    ines = User.objects.get(pk=cast.ines.pk)
    code = codes.make(ines)
    assert attest(proposed, ines, password=code).authenticated_by == "code by e-mail"
