"""Both sides sign at the same moment: always exactly one version in force, its predecessor superseded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q

from agreements import queries
from agreements.models import Agreement, Signature, SigningRound, Version
from agreements.operations import drafting, holding, signing
from agreements.rules import consent
from slaportal.accounts.models import Side, User
from slaportal.audit.models import Event
from tests.factories import agreements, moments
from tests.factories.people import Cast, assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: On SQLite writers queue for the whole file, so fewer rounds show as much.
ROUNDS = {"postgresql": 150, "sqlite": 25}


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


def signer(round: SigningRound, side: Side) -> Callable[[], Signature]:
    """Sign for a side as a web process of its own would: with rows it has read itself."""

    def act() -> Signature:
        mine = SigningRound.objects.select_related("version__agreement").get(pk=round.pk)
        by = mine.version.agreement.leader_of(side)
        signature: Signature = agreements.sign(mine, side=side, by=by, at=moments.NOW)
        return signature

    return act


def propose_next(agreement: Agreement, by: User) -> SigningRound:
    draft = drafting.amend(agreement, at=moments.NOW, by=by)
    return drafting.propose(draft, expires_at=None, at=moments.NOW, by=by)


@pytest.mark.postgres
def test_two_signatures_at_the_same_moment_always_leave_exactly_one_version_in_force(cast: Cast) -> None:
    agreement = agreements.in_force(cast).agreement
    for number in range(2, ROUNDS[connection.vendor] + 2):
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


@pytest.mark.postgres
def test_a_double_click_signs_once_and_is_answered_kindly(cast: Cast) -> None:
    round = agreements.propose(agreements.begin(cast), by=cast.ines)
    results = at_once(*[signer(round, Side.MARKETING)] * 4)
    kinds = Counter(type(result) for result in results)
    assert kinds == {Signature: 1, signing.AlreadySigned: 3}
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
            assert isinstance(signed, signing.RoundClosed), signed
            assert (version.state, version.digest) == ("in_review", "")


@pytest.mark.postgres(only=True)
def test_counting_signatures_without_holding_the_agreement_loses_the_moment(cast: Cast) -> None:
    """The control: what ``signing.sign`` would be without its first statement leaves a version both have signed in limbo."""
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
