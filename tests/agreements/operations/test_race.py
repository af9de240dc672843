"""Both sides sign at the same moment: always exactly one version in force and sealed, its predecessor superseded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from agreements import queries
from agreements.models import Agreement, Decline, Seal, Signature, SigningRound, Version
from agreements.operations import admitting, drafting, holding, signing, substituting
from agreements.rules import consent
from slaportal.accounts.models import Side, User
from slaportal.audit import ledger
from slaportal.audit.models import Event
from tests.factories import agreements, moments
from tests.factories.people import Cast, assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: As many as were measured (docs/signing.md): without holding the agreement 52 of these were never in force.
ROUNDS = 150
#: Rounds of the other races, in which either may come first.
TRIALS = 12


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; each gives its result or the error it raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(timeout=30)
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def signer(round: SigningRound, side: Side, *, by: User | None = None) -> Callable[[], Signature]:
    """Sign for a side, as its leader or by somebody else, as a web process of its own would: with rows it has read itself."""

    def act() -> Signature:
        mine = SigningRound.objects.select_related("version__agreement").get(pk=round.pk)
        person = User.objects.get(pk=by.pk) if by else mine.version.agreement.leader_of(side)
        signature: Signature = agreements.sign(mine, side=side, by=person, at=moments.NOW)
        return signature

    return act


def propose_next(agreement: Agreement, by: User) -> SigningRound:
    draft = drafting.amend(agreement, at=moments.NOW, by=by)
    return drafting.propose(draft, expires_at=None, at=moments.NOW, by=by)


@pytest.mark.postgres
def test_two_signatures_at_the_same_moment_always_leave_exactly_one_version_in_force(cast: Cast) -> None:
    agreement = agreements.in_force(cast).agreement
    for number in range(2, ROUNDS + 2):
        round = propose_next(agreement, cast.ines)
        results = at_once(signer(round, Side.MARKETING), signer(round, Side.SALES))
        assert [type(result) for result in results] == [Signature, Signature], results
        standing = Counter(
            (version.number, queries.standing(version, moments.NOW).key)
            for version in Version.objects.filter(agreement=agreement, number__gte=number - 1)
        )
        assert standing == {(number - 1, "superseded"): 1, (number, "in_force"): 1}
    assert queries.all_in_force(moments.NOW).count() == 1
    sequences = list(
        Event.objects.filter(stream=f"agreement:{agreement.pk}")
        .order_by("sequence")
        .values_list("sequence", flat=True)
    )
    assert sequences == list(range(1, len(sequences) + 1)), "the ledger has no gap"
    seals = Seal.objects.order_by("version__number")
    assert [seal.version.number for seal in seals] == list(range(1, ROUNDS + 2)), "every version is sealed"
    assert [seal.previous for seal in seals] == ["", *[seal.digest for seal in seals][:-1]]


@pytest.mark.postgres
def test_a_leader_and_their_substitute_at_the_same_moment_sign_once_for_their_side(cast: Cast) -> None:
    agreement = agreements.in_force(cast).agreement
    substituting.name(
        agreement,
        substitute=cast.priya,
        begins_at=moments.NOW,
        ends_at=moments.NOW + timedelta(days=7),
        at=moments.NOW,
        by=cast.ines,
    )
    for _ in range(TRIALS):
        round = propose_next(agreement, cast.ines)
        results = at_once(
            signer(round, Side.MARKETING),
            signer(round, Side.MARKETING, by=cast.priya),
            signer(round, Side.SALES),
        )
        kinds = Counter(type(result) for result in results)
        assert kinds == {Signature: 2, admitting.AlreadySigned: 1}, results
        version = Version.objects.get(pk=round.version_id)
        assert (version.state, version.seal.version_id) == ("signed", version.pk)
        given = round.signatures.get(side=Side.MARKETING)
        assert (given.signer, given.for_leader) in [(cast.ines, None), (cast.priya, cast.ines)]


@pytest.mark.postgres
def test_a_decline_and_a_signature_at_the_same_moment_end_in_one_of_the_two(cast: Cast) -> None:
    version = agreements.begin(cast)
    for _ in range(TRIALS):
        round = agreements.propose(version, by=cast.ines, at=moments.NOW)

        def decline(round: SigningRound = round) -> Decline:
            mine = SigningRound.objects.select_related("version__agreement").get(pk=round.pk)
            return signing.decline(mine, reason="Too many", at=moments.NOW, by=cast.daniel)

        signed, declined, both = at_once(signer(round, Side.MARKETING), decline, signer(round, Side.SALES))
        version.refresh_from_db()
        if isinstance(declined, Decline):
            assert isinstance(both, admitting.RoundClosed), both
            assert isinstance(signed, Signature | admitting.RoundClosed), signed
            assert (version.state, version.digest) == ("in_review", "")
        else:
            assert isinstance(declined, admitting.AlreadySigned | admitting.RoundClosed), declined
            assert [type(signed), type(both)] == [Signature, Signature], (signed, both)
            assert (version.state, version.seal.version_id) == ("signed", version.pk)
            version = drafting.amend(version.agreement, at=moments.NOW, by=cast.ines)


@pytest.mark.postgres
def test_a_double_click_signs_once_and_is_answered_kindly(cast: Cast) -> None:
    round = agreements.propose(agreements.begin(cast), by=cast.ines)
    results = at_once(*[signer(round, Side.MARKETING)] * 4)
    kinds = Counter(type(result) for result in results)
    assert kinds == {Signature: 1, admitting.AlreadySigned: 3}
    assert Signature.objects.count() == 1


@pytest.mark.postgres
def test_a_signature_and_an_edit_at_the_same_moment_never_sign_a_text_that_moved(cast: Cast) -> None:
    version = agreements.begin(cast)
    for attempt in range(10):
        round = agreements.propose(version, by=cast.ines, at=moments.NOW)
        agreements.sign(round, side=Side.MARKETING, by=cast.ines, at=moments.NOW)

        def edit(draft: Version = version, text: str = f"Purpose {attempt}.") -> Version:
            return drafting.edit(
                draft, terms={"purpose": text}, seen_revision=None, at=moments.NOW, by=cast.ines
            )

        signed, edited = at_once(signer(round, Side.SALES), edit)
        version.refresh_from_db()
        if isinstance(signed, Signature):
            assert isinstance(edited, holding.NotNow), "the text was law before the edit came"
            assert (version.state, version.digest) == ("signed", round.digest)
            version = drafting.amend(version.agreement, at=moments.NOW, by=cast.ines)
        else:
            assert isinstance(signed, admitting.RoundClosed), signed
            assert (version.state, version.digest) == ("in_review", "")


@pytest.mark.postgres(only=True)
def test_counting_signatures_without_holding_the_agreement_loses_the_moment(cast: Cast) -> None:
    """The control: signatures that are written and counted, as many do it, leave a version both have signed in limbo."""
    round = agreements.propose(agreements.begin(cast), by=cast.ines)
    both_have_written = Barrier(2)

    def naive(side: Side) -> Callable[[], bool]:
        def act() -> bool:
            with transaction.atomic():
                Signature.objects.create(
                    round=round,
                    side=side,
                    signer=round.version.agreement.leader_of(side),
                    typed_name="Somebody",
                    digest=round.digest,
                    consent_version=consent.CURRENT,
                    consent_text=consent.TEXTS[consent.CURRENT],
                    consent_digest=consent.digest(consent.CURRENT),
                    authenticated_by="password",
                    signed_at=moments.NOW,
                )
                both_have_written.wait(timeout=30)
                return Signature.objects.filter(round=round).count() == 2

        return act

    assert at_once(naive(Side.MARKETING), naive(Side.SALES)) == [False, False], "neither sees both signatures"
    assert Signature.objects.filter(round=round).count() == 2
    assert not Version.objects.filter(Q(state="signed")).exists()


@pytest.mark.postgres(only=True)
def test_signing_without_its_first_statement_loses_a_signature(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other control: ``signing.sign`` as it is, but for the conditional UPDATE it begins with."""
    round = agreements.propose(agreements.begin(cast), by=cast.ines, at=moments.NOW)
    both_have_written, record = Barrier(2), ledger.record

    def read_only(version: Version) -> Version:
        return Version.objects.select_related("agreement__marketing_leader", "agreement__sales_leader").get(
            pk=version.pk
        )

    def record_late(subject: Any, kind: str, **said: Any) -> Event:
        if kind == "round.signed":
            both_have_written.wait(timeout=30)
        return record(subject, kind, **said)

    monkeypatch.setattr(signing, "hold_version", read_only)
    monkeypatch.setattr(ledger, "record", record_late)
    results = at_once(signer(round, Side.MARKETING), signer(round, Side.SALES))
    assert Counter(type(result) for result in results) == {Signature: 1, IntegrityError: 1}
    assert not Version.objects.filter(state="signed").exists(), (
        "both signed at once and nothing came into force"
    )
