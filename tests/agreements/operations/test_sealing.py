"""Both signatures seal a version in the transaction that brings it into force."""

from __future__ import annotations

import json

import pytest
from pytest_django.fixtures import Settings

from agreements import queries
from agreements.models import Seal, Signature, SigningRound, Version
from agreements.rules import statements
from slaportal.accounts.models import Side
from slaportal.audit import keys, ledger
from slaportal.audit.models import Event
from tests.factories import agreements, moments
from tests.factories.people import Cast


def test_a_seal_covers_text_statements_and_the_ledger_so_far(in_force: Version) -> None:
    seal = in_force.seal
    says = json.loads(seal.text)
    given = dict(Signature.objects.values_list("side", "statement_digest"))
    signed = Event.objects.get(kind="version.signed")
    assert says == {
        "schema": "slaportal.seal.v1",
        "agreement": in_force.agreement_id,
        "version": 1,
        "round": 1,
        "text_digest": in_force.digest,
        "statements": given,
        "previous": "",
        "ledger_sequence": signed.sequence,
        "ledger_hash": signed.hash,
        "key": seal.key_id,
        "sealed_at": "2026-06-24T13:08:00.000000+00:00",
    }
    assert seal.digest == statements.seal_digest(seal.text)
    assert keys.holds(keys.public_keys()[seal.key_id], seal.signature, statements.seal_message(seal.text))
    sealed = Event.objects.filter(stream=ledger.stream_of(in_force.agreement)).latest("sequence")
    assert (sealed.kind, sealed.data["seal"]) == ("version.sealed", seal.digest)


def test_each_seal_names_the_one_before(in_force: Version) -> None:
    later = agreements.amend(in_force.agreement, {"purpose": "Still to agree."}, at=moments.NOW)
    assert later.seal.previous == in_force.seal.digest
    assert json.loads(later.seal.text)["previous"] == in_force.seal.digest
    assert later.seal.token != in_force.seal.token


def test_a_statement_is_written_again_from_its_row(in_force: Version) -> None:
    for signature in Signature.objects.select_related("round__version", "signer"):
        assert queries.statement_of(signature) == signature.statement
        assert statements.signature_digest(signature.statement) == signature.statement_digest
        event = Event.objects.get(kind="round.signed", data__side=signature.side)
        assert event.data["statement"] == signature.statement_digest


def test_without_a_readable_key_the_second_signature_is_not_taken(
    cast: Cast, proposed: SigningRound, settings: Settings
) -> None:
    agreements.sign(proposed, side=Side.MARKETING, by=cast.ines, at=moments.SIGNED_BY_MARKETING)
    settings.SEAL_KEY = "broken"
    with pytest.raises(keys.BadKey):
        agreements.sign(proposed, side=Side.SALES, by=cast.daniel, at=moments.SIGNED_BY_SALES)
    assert Signature.objects.count() == 1
    assert not Seal.objects.exists()
    settings.SEAL_KEY = ""
    agreements.sign(proposed, side=Side.SALES, by=cast.daniel, at=moments.SIGNED_BY_SALES)
    assert Seal.objects.get().version_id == proposed.version_id
