"""A bundle holds all that is needed to verify a sealed version far from the portal."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from agreements.models import Seal, Version
from agreements.operations import drafting
from agreements.queries.bundle import bundle_of
from slaportal.audit.models import Event
from tests.factories import agreements, moments
from tests.factories.people import Cast


def sha(prefix: str, text: str) -> str:
    return hashlib.sha256(prefix.encode() + text.encode()).hexdigest()


def test_every_hash_in_a_bundle_is_that_of_the_text_beside_it(in_force: Version) -> None:
    bundle = json.loads(bundle_of(in_force))
    prefixes = bundle["prefixes"]
    assert bundle["schema"] == "slaportal.bundle.v1"
    assert bundle["version"]["digest"] == sha(prefixes["text"], bundle["version"]["text"])
    assert [given["side"] for given in bundle["signatures"]] == ["marketing", "sales"]
    for given in bundle["signatures"]:
        assert given["digest"] == sha(prefixes["statement"], given["statement"])
        assert rfc8785.dumps(given["row"]).decode() == given["statement"]
        assert given["row"]["consent"]["digest"] == sha(prefixes["consent"], given["row"]["consent"]["text"])
    previous = ""
    for number, line in enumerate(bundle["ledger"], start=1):
        said = json.loads(line["text"])
        assert line["hash"] == sha(prefixes["event"], line["text"])
        assert (said["sequence"], said["previous"]) == (number, previous)
        previous = line["hash"]


def test_the_seal_of_a_bundle_vouches_for_its_other_parts(in_force: Version) -> None:
    bundle = json.loads(bundle_of(in_force))
    seal, says = bundle["seal"], json.loads(bundle["seal"]["text"])
    assert seal["digest"] == sha(bundle["prefixes"]["seal"], seal["text"])
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(bundle["keys"][seal["key"]]))
    key.verify(base64.b64decode(seal["signature"]), (bundle["prefixes"]["seal"] + seal["text"]).encode())
    assert says["text_digest"] == bundle["version"]["digest"]
    assert says["statements"] == {given["side"]: given["digest"] for given in bundle["signatures"]}
    assert says["round"] == bundle["round"]
    assert bundle["ledger"][says["ledger_sequence"] - 1]["hash"] == says["ledger_hash"]
    assert len(bundle["ledger"]) == says["ledger_sequence"] + 1
    last = json.loads(bundle["ledger"][-1]["text"])
    assert (last["kind"], last["data"]["seal"]) == ("version.sealed", seal["digest"])


def test_a_later_bundle_holds_the_earlier_seals_down_to_the_first(in_force: Version) -> None:
    second = agreements.amend(in_force.agreement, {"purpose": "Twice."}, at=moments.NOW)
    third = agreements.amend(in_force.agreement, {"purpose": "Thrice."}, at=moments.NOW)
    bundle = json.loads(bundle_of(third))
    assert [each["version"] for each in bundle["seals"]] == [1, 2]
    assert [json.loads(each["text"])["previous"] for each in (*bundle["seals"], bundle["seal"])] == [
        "", in_force.seal.digest, second.seal.digest,
    ]  # fmt: skip
    assert json.loads(bundle_of(in_force))["seals"] == []


def test_a_bundle_stays_the_same_while_the_agreement_goes_on(in_force: Version) -> None:
    before = bundle_of(in_force)
    assert before == rfc8785.dumps(json.loads(before)).decode()
    agreements.amend(in_force.agreement, {"purpose": "Something else."}, at=moments.NOW)
    assert bundle_of(Version.objects.get(pk=in_force.pk)) == before


def test_a_key_the_portal_has_no_more_is_said_to_be_missing(in_force: Version, settings: Settings) -> None:
    settings.SEAL_KEY = ""
    settings.SEAL_KEY_DIR = "/nowhere"
    bundle = json.loads(bundle_of(in_force))
    assert bundle["keys"] == {in_force.seal.key_id: None}


def test_there_is_no_bundle_without_a_seal(cast: Cast, draft: Version) -> None:
    dropped = drafting.drop(draft, at=moments.NOW, by=cast.ines)
    with pytest.raises(Seal.DoesNotExist):
        bundle_of(dropped)


def test_a_bundle_costs_the_same_number_of_queries_however_long_the_history(in_force: Version) -> None:
    def asked(version: Version) -> int:
        version = Version.objects.select_related("agreement").get(pk=version.pk)
        with CaptureQueriesContext(connection) as seen:
            bundle_of(version)
        return len(seen)

    first, lines = asked(in_force), Event.objects.count()
    newest = in_force
    for purpose in ("Once.", "Twice."):
        newest = agreements.amend(in_force.agreement, {"purpose": purpose}, at=moments.NOW)
    assert Event.objects.count() > 2 * lines
    assert asked(newest) == first
