"""The documents of a sealed version: what stands in them, and that each is made once whatever happens."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from agreements import queries
from agreements.models import Artifact, Misprint, SigningRound, Version
from agreements.operations import drafting, printing, signing
from agreements.queries import texts
from agreements.queries.certificate import head_of
from agreements.queries.papers import health, papers
from agreements.rules import clauses
from slaportal import typesetting
from slaportal.accounts.models import Side
from slaportal.audit import guards, keys
from tests.factories import agreements, moments
from tests.factories.people import Cast, assemble

PDF, BUNDLE = Artifact.Kind.PDF, Artifact.Kind.BUNDLE
MINUTE = timedelta(minutes=1)


def pdf_of(version: Version) -> PdfReader:
    return PdfReader(io.BytesIO(printing.document(version, PDF, at=moments.NOW).content))


def text_of(pdf: PdfReader) -> str:
    """All pages as words with one space between them."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def plain(text: str) -> str:
    return " ".join(text.split())


def broken(monkeypatch: pytest.MonkeyPatch, message: str = "no ink") -> None:
    def fail(*args: Any, **options: Any) -> bytes:
        raise typesetting.CannotBeSet(message)

    monkeypatch.setattr(typesetting, "typeset", fail)


# --- what stands in the PDF


def test_the_pdf_says_every_sentence_that_was_signed(in_force: Version) -> None:
    terms = queries.terms_of(in_force)
    said = text_of(pdf_of(in_force))
    for section in (*clauses.sections(terms), *clauses.annexes(terms)):
        for paragraph in section.paragraphs:
            about, colon, rest = paragraph.text.partition(": ")
            parts = [about, rest] if section.number.isalpha() and colon else [paragraph.text]
            for part in parts:
                assert plain(part) in said
            assert paragraph.number in said
    assert "Monday 09:00 – 17:30" in said
    assert "Sunday closed" in said


def test_every_page_names_version_digest_and_its_number(in_force: Version) -> None:
    pdf = pdf_of(in_force)
    for number, page in enumerate(pdf.pages, start=1):
        said = page.extract_text()
        assert "Version 1" in said
        assert in_force.digest in said
        assert f"Page {number} of {len(pdf.pages)}" in said


def test_the_certificate_says_how_both_signed_and_every_hash(in_force: Version) -> None:
    seal, said = in_force.seal, text_of(pdf_of(in_force))
    head = head_of(seal)
    for words in (
        "Ines Marchetti Daniel Osei",
        "leader of marketing leader of sales",
        "ines.marchetti@example.com",
        "signed in, password again",
        "Text opened not recorded not recorded",
        "24 June 2026, 11:52:00 UTC+01:00 24 June 2026, 14:08:00 UTC+01:00",
        "shown in the agreement’s zone, Europe/London",
        "192.0.2.41 192.0.2.41",
        "Firefox Firefox",
        "Seal before none: the first seal of this agreement",
        f"Ledger, line {head.sequence} (the seal) {head.hash}",
        f"Ledger, line {head.sequence - 1} {json.loads(seal.text)['ledger_hash']}",
        f"Seal {seal.digest}",
        f"Key {seal.key_id}",
        keys.public_text(keys.public_keys()[seal.key_id]),
        f"/verify/{seal.token}/",
        "These are simple electronic signatures.",
        printing.maker(),
    ):
        assert words in said, words
    for signature in seal.version.rounds.get().signatures.all():
        assert signature.statement_digest in said
        assert signature.consent_digest in said
        assert signature.consent_text in said
    assert seal.signature[:44] in said and seal.signature[44:] in said


def test_a_substitute_is_named_with_the_leader_whose_place_they_took(in_force: Version) -> None:
    signature = in_force.rounds.get().signatures.get(side=Side.SALES)
    with guards.lifted():
        signature.for_leader = in_force.agreement.sales_leader
        signature.typed_name = "Tom Hallett"
        signature.authenticated_by = "code by e-mail"
        signature.save()
    said = text_of(pdf_of(in_force))
    assert "Ines Marchetti Tom Hallett" in said
    assert "How known signed in, password again signed in, code by e-mail" in said
    assert "in place of Daniel Osei, leader of sales" in said


def test_what_is_missing_is_said_to_be_not_recorded(in_force: Version, settings: Settings) -> None:
    with guards.lifted():
        in_force.rounds.get().signatures.update(
            ip_address=None, user_agent="", consented_at=None, authenticated_by=""
        )
    settings.SEAL_KEY_DIR = "/nowhere"
    said = text_of(pdf_of(in_force))
    for label in ("How known", "Text opened", "Declaration accepted", "IP address", "Browser"):
        assert f"{label} not recorded not recorded" in said
    assert "Public key (Ed25519) not recorded" in said


def test_the_attached_text_is_the_one_that_was_hashed(in_force: Version) -> None:
    files = pdf_of(in_force).attachments
    assert files["agreement.json"] == [in_force.text.encode()]
    assert files["seal.json"] == [in_force.seal.text.encode()]
    for signature in in_force.rounds.get().signatures.all():
        assert files[f"statement-{signature.side}.json"] == [signature.statement.encode()]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "[U+738B U+5C0F U+660E]"),
        ("عمر الشريف", None),
        ("Ana 🚀 Lima", "Ana [U+1F680] Lima"),
        ("Wolfeschlegelsteinhausenbergerdorff" * 4, None),
        ("\u202eLima Ana", "[U+202E]Lima Ana"),
    ],
)
def test_no_name_keeps_a_version_from_being_printed(cast: Cast, name: str, shown: str | None) -> None:
    cast.ines.full_name = name
    cast.ines.save()
    version = agreements.in_force(cast)
    pdf = pdf_of(version)
    said = text_of(pdf)
    assert ("written by their Unicode numbers" in said) is (shown is not None)
    if shown:
        assert shown in said
    assert json.loads(pdf.attachments["agreement.json"][0])["version"]["signatories"][0]["name"] == name


# --- made once


def test_a_document_made_again_from_the_same_rows_has_the_same_bytes(in_force: Version) -> None:
    first = bytes(printing.document(in_force, PDF, at=moments.NOW).content)
    with guards.lifted():
        Artifact.objects.all().delete()
    agreements.amend(in_force.agreement, {"purpose": "Something else."}, at=moments.NOW)
    again = Version.objects.select_related("agreement").get(pk=in_force.pk)
    assert bytes(printing.document(again, PDF, at=moments.NOW + MINUTE).content) == first


def test_a_sweep_makes_what_is_missing_and_a_second_one_nothing(in_force: Version) -> None:
    second = agreements.amend(in_force.agreement, {}, at=moments.NOW)
    assert (printing.sweep(at=moments.NOW), printing.sweep(at=moments.NOW)) == (2, 0)
    kept = Artifact.objects.order_by("version_id", "kind")
    assert [(each.version, each.kind, each.maker) for each in kept] == [
        (version, kind, printing.maker()) for version in (in_force, second) for kind in (BUNDLE, PDF)
    ]
    for each in kept:
        assert each.digest == hashlib.sha256(each.content).hexdigest()
    assert health(at=moments.NOW) == {"documents": {"missing": 0, "failing": 0}}


def test_the_bundle_names_the_pdf_by_its_hash(in_force: Version) -> None:
    bundle = printing.document(in_force, BUNDLE, at=moments.NOW)
    pdf = Artifact.objects.get(kind=PDF)
    assert json.loads(bytes(bundle.content))["artifacts"] == [
        {"kind": "pdf", "maker": pdf.maker, "digest": pdf.digest}
    ]


def test_a_later_program_makes_no_second_document(in_force: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    first = printing.document(in_force, PDF, at=moments.NOW)
    monkeypatch.setattr(printing, "maker", lambda: "SLA Portal 9.9.9")
    assert printing.document(in_force, PDF, at=moments.NOW) == first


def test_what_is_not_sealed_is_not_printed(cast: Cast, proposed: SigningRound) -> None:
    with pytest.raises(printing.NotSealed, match="Version 1 is not sealed"):
        printing.document(proposed.version, PDF, at=moments.NOW)
    signing.withdraw(proposed, reason="Too early.", at=moments.NOW, by=cast.ines)
    dropped = drafting.drop(Version.objects.get(), at=moments.NOW, by=cast.ines)
    with pytest.raises(printing.NotSealed):
        printing.document(dropped, BUNDLE, at=moments.NOW)
    assert papers(dropped) is None
    assert printing.sweep(at=moments.NOW) == 0


def test_a_version_signed_before_there_were_seals_is_left_alone(in_force: Version) -> None:
    with guards.lifted():
        in_force.seal.delete()
    version = Version.objects.get(pk=in_force.pk)
    with pytest.raises(printing.NotSealed):
        printing.document(version, PDF, at=moments.NOW)
    assert printing.sweep(at=moments.NOW) == 0


def test_a_document_that_was_altered_is_not_handed_out(in_force: Version) -> None:
    made = printing.document(in_force, PDF, at=moments.NOW)
    with guards.lifted():
        Artifact.objects.filter(pk=made.pk).update(content=b"%PDF-1.7 other")
    with pytest.raises(printing.DocumentDamaged):
        printing.document(in_force, PDF, at=moments.NOW)


def test_printing_costs_the_same_number_of_queries_however_long_the_history(in_force: Version) -> None:
    def asked(version: Version) -> int:
        version = Version.objects.select_related("agreement").get(pk=version.pk)
        with CaptureQueriesContext(connection) as seen:
            printing.document(version, PDF, at=moments.NOW)
        return len(seen)

    first = asked(in_force)
    for purpose in ("Once.", "Twice."):
        newest = agreements.amend(in_force.agreement, {"purpose": purpose}, at=moments.NOW)
    assert asked(newest) == first
    assert first <= 20
    again = asked(in_force)
    assert again == 1


def test_setting_a_document_asks_the_typesetter_once(
    in_force: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    really = typesetting.typst.compile
    monkeypatch.setattr(
        typesetting.typst, "compile", lambda *args, **options: calls.append(1) or really(*args, **options)
    )
    made = printing.document(in_force, PDF, at=moments.NOW)
    assert len(calls) == 1
    assert len(made.content) < 200_000


# --- when it fails


def test_a_failure_is_on_record_and_tried_again_after_growing_pauses(
    in_force: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    at = moments.NOW
    waited = []
    for attempt in range(1, 9):
        assert printing.sweep(at=at) == 0
        misprint = Misprint.objects.get()
        assert (misprint.attempts, misprint.failed_at, misprint.error) == (attempt, at, "CannotBeSet: no ink")
        assert printing.sweep(at=misprint.retry_at - MINUTE / 2) == 0
        assert Misprint.objects.get().attempts == attempt
        waited.append((misprint.retry_at - at) // MINUTE)
        at = misprint.retry_at
    assert waited == [1, 5, 15, 60, 240, 1440, 1440, 1440]
    assert health(at=at) == {"documents": {"missing": 1, "failing": 1}}
    assert not Artifact.objects.exists()
    monkeypatch.undo()
    assert printing.sweep(at=at) == 1
    assert not Misprint.objects.exists()


def test_who_asks_meanwhile_is_told_and_does_not_lengthen_the_pause(
    in_force: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    for _ask in range(3):
        with pytest.raises(printing.NotPrinted, match="will be tried again"):
            printing.document(in_force, BUNDLE, at=moments.NOW)
    assert Misprint.objects.get().attempts == 1


def test_one_version_that_fails_keeps_no_other_waiting(cast: Cast, in_force: Version) -> None:
    second = agreements.in_force(cast, name="Services, Europe")
    with guards.lifted():
        Version.objects.filter(pk=in_force.pk).update(text=in_force.text.replace("240", "2400"))
    texts._reading.cache_clear()  # as in a process that has not read it yet
    assert printing.sweep(at=moments.NOW) == 1
    assert Misprint.objects.get().version == in_force
    assert "TextDamaged" in Misprint.objects.get().error
    assert second.artifacts.count() == 2


# --- two at once


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_the_same_moment_make_one_of_each(transactional_db: None) -> None:
    version = agreements.in_force(assemble())
    start = Barrier(2)

    def run() -> int:
        start.wait(timeout=30)
        try:
            return printing.sweep(at=moments.NOW)
        finally:
            connection.close()

    acts: list[Callable[[], int]] = [run, run]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda act: act(), acts))
    assert sorted(version.artifacts.values_list("kind", flat=True)) == ["bundle", "pdf"]
    assert not Misprint.objects.exists()
