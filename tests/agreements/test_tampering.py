"""Whoever has the database and not the key is found out: every way that was thought of, and how it is noticed.

``CASES`` is the table: "detected" by the portal alone, "cannot be checked" (which is no "exact" either), or "only with an anchor"
that was kept elsewhere. The test holds exactly that, so a check that stops noticing something, or begins to, fails here.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from agreements.models import (
    Agreement,
    Artifact,
    Decline,
    ReadReceipt,
    Review,
    Seal,
    Signature,
    SigningRound,
    Version,
)
from agreements.operations import anchoring, drafting, publishing, signing
from agreements.queries.verification import verify
from agreements.rules import consent, digest, statements
from agreements.rules.verification import Verdict
from slaportal.accounts.models import Side
from slaportal.audit.keys import SealKey
from slaportal.audit.models import Anchor, Event
from tests.factories import agreements, moments, tampering
from tests.factories.people import Cast
from tests.factories.tampering import delete, lines_of, rechain, retell, update

LATER = moments.NOW + timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """One agreement with a superseded, a current and a proposed version, another one, and an anchor kept elsewhere."""

    cast: Cast
    agreement: Agreement
    old: Version
    current: Version
    proposed: SigningRound
    declined: SigningRound
    other: Version
    anchor: str

    def signature(self, version: Version, side: str = "sales") -> Signature:
        """A signature on a version."""
        return Signature.objects.select_related("round__version").get(
            round__version=version, side=side, round__outcome="signed"
        )

    def line(self, kind: str) -> Event:
        """The newest line of a kind."""
        found: Event = lines_of(self.agreement).filter(kind=kind).last()
        return found


Attack = Callable[[World], Any]
DETECTED, UNCHECKED, ANCHOR = "detected", "cannot be checked", "only with an anchor"
CASES: dict[str, tuple[Attack, str, str]] = {}


def case(how: str, kind: str) -> Callable[[Attack], Attack]:
    """Put an attack on the table, with how it is noticed and one kind of finding it leaves."""

    def put(attack: Attack) -> Attack:
        CASES[attack.__name__] = (attack, how, kind)
        return attack

    return put


# Texts and signatures -------------------------------------------------------------------------------------


@case(DETECTED, "text.hash")
def a_letter_of_the_text(world: World) -> None:
    update(world.current, text=world.current.text.replace("qualified", "qualifled", 1))


@case(DETECTED, "text.hash")
def the_digest_of_the_text(world: World) -> None:
    update(world.current, digest="0" * 64)


@case(DETECTED, "seal.covers")
def text_and_digest_everywhere_they_stand(world: World) -> None:
    text = world.current.text.replace("240", "24")
    changed = {"text": text, "digest": digest.digest(text)}
    update(world.current, **changed, document=json.loads(text)["terms"])
    update(world.current.rounds.get(), **changed)


@case(DETECTED, "text.document")
def the_terms_beside_the_text(world: World) -> None:
    update(world.current, document=world.current.document | {"purpose": "Another one."})


@case(DETECTED, "signature.statement")
def the_name_as_typed(world: World) -> None:
    update(world.signature(world.current), typed_name="Somebody Else")


@case(DETECTED, "signature.statement")
def who_signed(world: World) -> None:
    update(world.signature(world.current), signer=world.cast.helen)


@case(DETECTED, "signature.hash")
def a_statement(world: World) -> None:
    signature = world.signature(world.current)
    update(signature, statement=signature.statement.replace("password", "passw0rd"))


@case(DETECTED, "seal.covers")
def a_signature_with_its_statement_and_its_line(world: World) -> None:
    signature = world.signature(world.current)
    text = signature.statement.replace("192.0.2.41", "192.0.2.99")
    new = statements.signature_digest(text)
    update(signature, ip_address="192.0.2.99", statement=text, statement_digest=new)

    def change(said: dict[str, Any]) -> dict[str, Any]:
        old = said["data"].get("statement") == signature.statement_digest
        return said | {"data": said["data"] | {"statement": new}} if old else said

    rechain(world.agreement, change)


@case(DETECTED, "seal.covers")
def a_signature_of_a_version_in_force_removed_with_its_line(world: World) -> None:
    signature = world.signature(world.current)
    delete(
        lines_of(world.agreement).filter(data__statement=signature.statement_digest),
        Signature.objects.filter(pk=signature.pk),
    )
    rechain(world.agreement)


@case(ANCHOR, "anchor.cut")
def a_signature_on_a_proposed_version_removed_with_its_line(world: World) -> None:
    delete(
        Event.objects.filter(pk=world.line("round.signed").pk), Signature.objects.filter(round=world.proposed)
    )


@case(DETECTED, "witness.no_line")
def a_signature_copied_to_another_agreement(world: World) -> None:
    signature = world.signature(world.current)
    signature.pk, signature.round = None, world.declined
    Signature.objects.bulk_create([signature])


@case(DETECTED, "text.of_another")
def a_version_moved_to_another_agreement(world: World) -> None:
    update(world.old, agreement=world.other.agreement, number=7)


@case(DETECTED, "consent.text")
def the_declaration_that_was_accepted(world: World) -> None:
    update(world.signature(world.current), consent_text="I accept everything, whatever it says.")


@case(DETECTED, "consent.unknown")
def a_declaration_that_this_release_does_not_know(world: World) -> None:
    signature = world.signature(world.current)
    text = signature.statement.replace(f'"version":{consent.CURRENT}', '"version":99')
    update(signature, consent_version=99, statement=text)


@case(DETECTED, "witness.no_row")
def a_decline_taken_away(world: World) -> None:
    delete(Decline.objects.all())


@case(DETECTED, "witness.differs")
def the_reason_of_a_closed_round(world: World) -> None:
    update(world.declined, reason="No reason at all.")


@case(DETECTED, "witness.no_row")
def a_confirmation_of_reading_taken_away(world: World) -> None:
    delete(ReadReceipt.objects.all())


@case(DETECTED, "witness.no_line")
def a_confirmation_of_reading_made_up(world: World) -> None:
    ReadReceipt.objects.bulk_create([ReadReceipt(version=world.current, person=world.cast.tom, at=LATER)])


# The ledger -----------------------------------------------------------------------------------------------


@case(DETECTED, "ledger.row")
def what_a_line_says_in_its_row(world: World) -> None:
    line = world.line("version.read")
    update(line, data=line.data | {"version": 1})


@case(DETECTED, "ledger.row")
def when_a_line_was_written(world: World) -> None:
    update(world.line("version.read"), at=moments.BEGUN)


@case(DETECTED, "ledger.chain")
def a_line_with_its_text_and_its_hash(world: World) -> None:
    retell(world.line("version.read"), kind="version.unread")


@case(DETECTED, "ledger.chain")
def the_order_of_two_lines(world: World) -> None:
    one, two = lines_of(world.agreement)[3:5]
    Event.objects.filter(pk=one.pk).update(sequence=10_000)
    retell(two, sequence=one.sequence)
    retell(one, sequence=two.sequence)


@case(DETECTED, "ledger.gap")
def a_line_in_the_middle_removed(world: World) -> None:
    delete(Event.objects.filter(pk=world.line("version.superseded").pk))


@case(DETECTED, "seal.covers")
def a_line_in_the_middle_removed_and_the_chain_closed(world: World) -> None:
    delete(Event.objects.filter(pk=lines_of(world.agreement)[2].pk))
    rechain(world.agreement)


@case(DETECTED, "seal.covers")
def the_whole_ledger_written_anew(world: World) -> None:
    rechain(world.agreement, lambda said: said | {"data": said["data"] | {"note": "rewritten"}})


@case(DETECTED, "ledger.empty")
def the_whole_ledger_removed(world: World) -> None:
    delete(lines_of(world.agreement))


@case(ANCHOR, "anchor.cut")
def the_tail_after_the_last_seal_cut_off(world: World) -> None:
    delete(
        Event.objects.filter(pk=world.line("round.signed").pk),
        Event.objects.filter(pk=world.line("round.viewed").pk),
        Signature.objects.filter(round=world.proposed),
    )


@case(ANCHOR, "anchor.rewritten")
def the_tail_after_the_last_seal_written_anew(world: World) -> None:
    line = world.line("round.viewed")

    def change(said: dict[str, Any]) -> dict[str, Any]:
        found = said["sequence"] == line.sequence
        return said | {"data": said["data"] | {"digest": "0" * 64}} if found else said

    rechain(world.agreement, change)


@case(ANCHOR, "anchor.cut")
def a_whole_agreement_removed(world: World) -> None:
    tampering.remove(world.other.agreement)


# Seals ----------------------------------------------------------------------------------------------------


@case(DETECTED, "seal.hash")
def what_a_seal_says(world: World) -> None:
    seal = world.current.seal
    update(seal, text=seal.text.replace('"round":1', '"round":2'))


@case(DETECTED, "seal.signature")
def a_seal_made_with_another_key_of_the_same_name(world: World) -> None:
    seal = world.current.seal
    update(seal, signature=_forger(seal.key_id).sign(statements.seal_message(seal.text)))


@case(UNCHECKED, "key.unknown")
def a_seal_made_with_a_key_of_another_name(world: World) -> None:
    seal = world.current.seal
    text = seal.text.replace(seal.key_id, "seal-2026-99")
    new = statements.seal_digest(text)
    signature = _forger("seal-2026-99").sign(statements.seal_message(text))
    update(seal, key_id="seal-2026-99", text=text, digest=new, signature=signature)

    def change(said: dict[str, Any]) -> dict[str, Any]:
        own = said["data"].get("seal") == seal.digest
        return said | {"data": said["data"] | {"seal": new, "key": "seal-2026-99"}} if own else said

    rechain(world.agreement, change)


@case(DETECTED, "witness.no_row")
def a_seal_taken_away(world: World) -> None:
    delete(Seal.objects.filter(pk=world.current.seal.pk))


@case(DETECTED, "seal.covers")
def the_link_of_a_seal_to_the_one_before(world: World) -> None:
    update(world.current.seal, previous="")


# Dates, histories, documents, guards ----------------------------------------------------------------------


@case(DETECTED, "dates.end")
def when_a_version_ended(world: World) -> None:
    update(world.old, in_force_until=moments.NOW + timedelta(days=1))


@case(DETECTED, "dates.overlap")
def a_version_that_never_ended(world: World) -> None:
    update(world.old, in_force_until=LATER, ended_why="terminated")


@case(DETECTED, "witness.differs")
def when_a_version_began(world: World) -> None:
    update(world.old, in_force_from=moments.SIGNED_BY_SALES)


@case(DETECTED, "history.drift")
def the_newest_line_of_a_history(world: World) -> None:
    update(world.current.history.latest("history_id"), turn="sales", saved_by=world.cast.alex)


@case(DETECTED, "history.no_line")
def a_line_in_the_middle_of_a_history_removed(world: World) -> None:
    delete(Version.history.filter(id=world.old.pk, revision=1).exclude(state="signed"))


@case(DETECTED, "history.beginning")
def the_first_line_of_a_history_removed(world: World) -> None:
    delete(Version.history.filter(id=world.old.pk, history_type="+"))


@case(DETECTED, "history.none")
def a_whole_history_removed(world: World) -> None:
    delete(Review.history.all())


@case(DETECTED, "history.no_event")
def a_line_of_a_history_made_up(world: World) -> None:
    line = world.current.history.latest("history_id")
    line.pk, line.history_date = None, LATER + timedelta(hours=1)
    type(line).objects.bulk_create([line])


@case(DETECTED, "history.drift")
def who_leads_a_side(world: World) -> None:
    update(world.agreement, sales_leader=world.cast.helen)


@case(DETECTED, "history.drift")
def the_date_of_a_review(world: World) -> None:
    update(Review.objects.first(), due_on=moments.FIRST_REVIEW + timedelta(days=90))


@case(DETECTED, "artifact.hash")
def a_bit_of_a_document(world: World) -> None:
    update(Artifact.objects.get(), content=b"%PDF-1.7 paid 2400 instead of 240")


@case(ANCHOR, "anchor.document_gone")
def a_document_put_in_the_place_of_another(world: World) -> None:
    update(Artifact.objects.get(), content=b"%PDF-1.7 2400", digest=_sha(b"%PDF-1.7 2400"))


@case(DETECTED, "guard.missing")
def the_guards_of_the_ledger_dropped(world: World) -> None:
    with connection.cursor() as cursor:
        on = ' ON "audit_event"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "guard_audit_event_0_delete"{on}')


@case(DETECTED, "anchor.hash")
def an_anchor_kept_in_the_database(world: World) -> None:
    anchor = _kept_anchor()
    update(anchor, text=anchor.text.replace('"sequence":', '"sequence":1'))


@case(DETECTED, "anchor.cut")
def the_tail_cut_off_and_the_anchors_in_the_database_forgotten(world: World) -> None:
    _kept_anchor()
    a_signature_on_a_proposed_version_removed_with_its_line(world)


def _kept_anchor() -> Anchor:
    """The anchor of the world put back into the database, from which it is otherwise taken away."""
    return anchoring.export(at=LATER).anchor


def _forger(id: str) -> SealKey:
    return SealKey(id, Ed25519PrivateKey.generate())


class _Undone(Exception):
    """Leaves the savepoint of a case."""


@pytest.fixture
def world(cast: Cast, in_force: Version, settings: Settings, tmp_path: Path) -> World:
    """The world of the cases, verified as exact."""
    settings.ANCHOR_DIR = tmp_path / "anchors"
    agreement = in_force.agreement
    draft = agreements.amend(agreement, {"purpose": "Still to agree."}, at=moments.NOW)
    publishing.confirm_reading(draft, at=moments.NOW, by=cast.priya)
    other = agreements.in_force(cast, name="Another one")
    declined = agreements.propose(agreements.begin(cast, name="A declined one"), by=cast.ines)
    proposed = _propose_the_third(agreement)
    signing.decline(declined, reason="The volume is too high.", at=LATER, by=cast.daniel)
    Artifact.objects.create(
        version=draft, kind="pdf", maker="test", content=b"%PDF", digest=_sha(b"%PDF"), made_at=LATER
    )
    written = anchoring.export(at=LATER)
    return World(
        cast=cast,
        agreement=agreement,
        old=Version.objects.get(pk=in_force.pk),
        current=Version.objects.get(pk=draft.pk),
        proposed=proposed,
        declined=SigningRound.objects.get(pk=declined.pk),
        other=other,
        anchor=written.path.read_text(),
    )


def _propose_the_third(agreement: Agreement) -> SigningRound:
    """A third version before both leaders: sales opened it, marketing signed it."""
    draft = drafting.amend(agreement, at=LATER, by=agreement.marketing_leader)
    agreements.edit(draft, {"purpose": "Once more."}, by=agreement.marketing_leader, at=LATER)
    round = agreements.propose(draft, by=agreement.marketing_leader, at=LATER)
    signing.view(round, at=LATER, by=agreement.sales_leader)
    agreements.sign(round, side=Side.MARKETING, by=agreement.marketing_leader, at=LATER)
    return round


def test_what_nobody_touched_is_exact(world: World) -> None:
    report = verify(anchor=world.anchor)
    assert (report.findings, report.verdict) == ((), Verdict.EXACT)
    assert verify(world.agreement).findings == ()


@pytest.mark.postgres
@pytest.mark.slow
def test_every_way_of_tampering_is_noticed_as_the_table_says(world: World) -> None:
    noticed = {name: _noticed(world, attack, kind) for name, (attack, _how, kind) in CASES.items()}
    assert noticed == {name: (how, {kind}) for name, (_attack, how, kind) in CASES.items()}


def _noticed(world: World, attack: Attack, kind: str) -> tuple[str, set[str]]:
    """How an attack is noticed, and whether it leaves this kind of finding."""
    with suppress(_Undone), transaction.atomic():
        with tampering.unguarded():
            tampering.without_anchors()
            if attack is not the_guards_of_the_ledger_dropped:
                attack(world)
        if attack is the_guards_of_the_ledger_dropped:
            attack(world)
        alone, with_anchor = verify(), verify(anchor=world.anchor)
        raise _Undone
    report = alone if alone.verdict is not Verdict.EXACT else with_anchor
    how = {
        Verdict.ALTERED: DETECTED if report is alone else ANCHOR,
        Verdict.UNCHECKED: UNCHECKED,
        Verdict.EXACT: "not at all",
    }[report.verdict]
    return how, {finding.kind for finding in report.grave} & {kind}


def test_an_old_backup_put_back_is_noticed_only_with_an_anchor(world: World, settings: Settings) -> None:
    folder = settings.ANCHOR_DIR = Path(settings.ANCHOR_DIR) / "later"
    with suppress(_Undone), transaction.atomic():
        third = agreements.sign(
            world.proposed, side=Side.SALES, by=world.cast.daniel, at=LATER + timedelta(days=1)
        )
        anchor = anchoring.export(at=LATER + timedelta(days=1)).path.read_text()
        assert third.round.version.number == 3
        raise _Undone
    assert [path.name for path in folder.iterdir()] == ["anchor-2026-11-18.json"]
    assert verify().verdict is Verdict.EXACT
    found = verify(anchor=anchor)
    assert {finding.kind for finding in found.grave} == {"anchor.cut", "anchor.seal_gone"}


def test_another_key_in_the_environment_does_not_hold_the_seals(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.SEAL_KEY_DIR = str(tmp_path / "other keys")
    seed = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
    settings.SEAL_KEY = f"{world.current.seal.key_id}:{seed}"
    assert {finding.kind for finding in verify().grave} == {"seal.signature", "anchor.signature"}
    settings.SEAL_KEY = f"seal-2026-99:{seed}"
    assert (verify().verdict, {finding.kind for finding in verify().grave}) == (
        Verdict.UNCHECKED,
        {"key.unknown"},
    )
    settings.SEAL_KEY = "broken"
    assert "key.unreadable" in {finding.kind for finding in verify().grave}


def test_what_no_operation_would_write_stops_no_verification(world: World) -> None:
    strange: list[dict[str, Any]] = [
        {"data": {"version": [1]}},
        {"data": [1, 2]},
        {"kind": "round.signed", "data": {"version": {}, "round": None, "side": 3}},
        {"kind": "version.signed", "data": {"version": 1, "in_force_until": 7}},
    ]
    with tampering.unguarded():
        for number, said in enumerate(strange, start=1):
            retell(lines_of(world.agreement)[number], **said)
        update(world.current.seal, text="[]")
        update(world.current, text="[]", document=[])
        update(world.proposed, text="nothing")
        update(world.signature(world.old), statement="")
    assert verify().verdict is Verdict.ALTERED


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
