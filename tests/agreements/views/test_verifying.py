"""The verification page says of any document whether it is exact, altered or not ours, and survives every file."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agreements.models import Artifact, Version
from agreements.operations import printing
from agreements.queries.bundle import bundle_of
from agreements.queries.verification import attachments, brought
from tests.factories import agreements, moments, tampering
from tests.factories.people import Cast

PAGE = "/verify/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(moments.NOW, tick=False):
        yield
    cache.clear()


def pdf_with(*attached: bytes, password: str = "") -> bytes:
    """A PDF of one empty page with texts attached."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    for number, content in enumerate(attached):
        writer.add_attachment(f"agreement-{number}.json", content)
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.fixture
def issued(in_force: Version) -> bytes:
    """A PDF that the portal gave out for the version in force."""
    content = pdf_with(in_force.text.encode())
    Artifact.objects.create(
        version=in_force,
        kind=Artifact.Kind.PDF,
        maker="test",
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        made_at=moments.NOW,
    )
    return content


def bring(client: Client, content: bytes, name: str = "agreement.pdf") -> str:
    """Bring a document, and return the page."""
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


EXACT, ALTERED = "The document is exact", "The document was altered"
DOUBTFUL, UNKNOWN = "Not the document it seems to be", "Not known here"


def test_the_address_on_a_document_says_what_it_is_and_how_it_stands(
    client: Client, in_force: Version
) -> None:
    answer = client.get(reverse("agreements:verify_token", args=[in_force.seal.token]))
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "What was signed stands unchanged" in page
    for said in (
        "Instruments, Europe",
        "Version 1",
        "Ines Marchetti",
        "Daniel Osei",
        "In force",
        "1 Jul",
        in_force.digest,
    ):
        assert said in page
    for secret in ("@example.com", "192.0.2.41", "Firefox"):
        assert secret not in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_superseded_version_names_the_one_that_took_over(client: Client, in_force: Version) -> None:
    agreements.amend(in_force.agreement, {"purpose": "Anew."}, at=moments.NOW - timedelta(days=1))
    page = client.get(reverse("agreements:verify_token", args=[in_force.seal.token])).content.decode()
    assert "Superseded" in page
    assert "by version 2," in page


def test_a_token_nobody_was_given_is_answered_kindly(client: Client, in_force: Version) -> None:
    answer = client.get(reverse("agreements:verify_token", args=["no-such-token"]))
    assert answer.status_code == 404
    assert "Nothing is known under this address" in answer.content.decode()
    assert "Instruments" not in answer.content.decode()


def test_a_record_that_was_altered_is_told_to_the_holder(client: Client, in_force: Version) -> None:
    with tampering.unguarded():
        tampering.update(in_force, text=in_force.text.replace("240", "24"))
    page = client.get(reverse("agreements:verify_token", args=[in_force.seal.token])).content.decode()
    assert "What the portal keeps was altered" in page
    assert "stands unchanged" not in page


def test_the_file_that_was_given_out_is_exact(client: Client, in_force: Version, issued: bytes) -> None:
    page = bring(client, issued)
    assert EXACT in page
    assert "byte for byte" in page
    assert in_force.digest in page


@pytest.mark.slow
def test_the_signed_pdf_and_bundle_of_the_portal_are_exact_and_carry_the_text(
    client: Client, in_force: Version
) -> None:
    bundle = bytes(printing.document(in_force, Artifact.Kind.BUNDLE, at=moments.NOW).content)
    pdf = bytes(printing.document(in_force, Artifact.Kind.PDF, at=moments.NOW).content)
    assert EXACT in bring(client, pdf)
    assert EXACT in bring(client, bundle, "bundle.json")
    assert in_force.text.encode() in attachments.attachments_of(pdf)
    page = bring(client, pdf + b"\n% one line more")
    assert DOUBTFUL in page
    assert in_force.digest in page


def test_a_pdf_with_one_bit_turned_is_not_the_one_given_out(client: Client, issued: bytes) -> None:
    place = issued.index(b"MediaBox")
    page = bring(client, issued[:place] + b"m" + issued[place + 1 :])
    assert DOUBTFUL in page
    assert "is not one that the portal gave out" in page


def test_a_pdf_that_was_edited_by_adding_to_it_is_found_out(client: Client, issued: bytes) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(issued), incremental=True)
    writer.pages[0].rotate(90)
    file = io.BytesIO()
    writer.write(file)
    assert file.getvalue().startswith(issued)
    assert DOUBTFUL in bring(client, file.getvalue())


def test_a_pdf_with_another_text_in_it_was_altered(client: Client, in_force: Version, issued: bytes) -> None:
    page = bring(client, pdf_with(in_force.text.replace("240", "24").encode()))
    assert ALTERED in page
    assert in_force.digest not in page


def test_a_pdf_of_somebody_else_is_not_known(client: Client, in_force: Version) -> None:
    assert "it does not come from this portal" in bring(client, pdf_with())
    assert "it does not come from this portal" in bring(client, pdf_with(b"an invoice"))


def test_the_text_and_the_bundle_are_exact_or_altered(client: Client, in_force: Version) -> None:
    text, bundle = in_force.text, bundle_of(in_force)
    assert "to the letter" in bring(client, text.encode(), "text.json")
    assert "written out in another way" in bring(
        client, json.dumps(json.loads(text), indent=2).encode(), "a.json"
    )
    assert ALTERED in bring(client, text.replace("240", "24").encode(), "text.json")
    assert "in every part" in bring(client, bundle.encode(), "bundle.json")
    page = bring(client, bundle.replace("192.0.2.41", "192.0.2.99").encode(), "bundle.json")
    assert "other parts of it were altered: signatures" in page
    assert ALTERED in bring(client, bundle.replace("240", "24").encode(), "bundle.json")


def test_a_text_that_was_proposed_and_never_signed_binds_nobody(
    client: Client, cast: Cast, draft: Version
) -> None:
    proposed = agreements.propose(draft, by=cast.ines)
    page = bring(client, proposed.text.encode(), "text.json")
    assert "never signed by both" in page
    assert "Instruments, Europe" not in page


HOSTILE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "half a PDF": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "a circle": b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Names 1 0 R/Pages 1 0 R/Kids[1 0 R]>>\nendobj\n"
    b"trailer <</Root 1 0 R/Prev 0>>\nstartxref\n0\n%%EOF",
    "deep JSON": b"[" * 100_000,
    "half a character": json.dumps({"schema": "slaportal.bundle.v1", "version": {"text": "\ud800"}}).encode(),
    "a strange bundle": b'{"schema": "slaportal.bundle.v1", "version": 7}',
    "a strange text": b'{"schema": "slaportal.agreement.v1", "n": 1.5, "m": 1e400}',
    "a large number": b'{"schema": "slaportal.agreement.v1", "n": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_in_a_sentence(client: Client, in_force: Version, name: str) -> None:
    page = bring(client, HOSTILE[name], "x.pdf")
    assert EXACT not in page
    assert UNKNOWN in page or ALTERED in page
    assert in_force.digest not in page


def test_an_encrypted_pdf_is_said_to_be_one(client: Client, in_force: Version) -> None:
    assert "is encrypted" in bring(client, pdf_with(in_force.text.encode(), password="secret"))


@pytest.mark.slow
def test_a_stream_that_bursts_is_not_unpacked(client: Client, in_force: Version) -> None:
    bomb = pdf_with(b"\0")
    packed = zlib.compress(b"\0" * 400_000_000, 9)
    assert len(packed) < 1_000_000
    start = bomb.index(b"/EmbeddedFile")
    begin = bomb.index(b"stream\n", start) + len(b"stream\n")
    end = bomb.index(b"\nendstream", begin)
    header = bomb[bomb.rindex(b"<<", 0, start) : begin]
    changed = b"<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    burst = bomb.replace(header, changed).replace(
        bomb[begin:end] + b"\nendstream", packed + b"\nendstream", 1
    )
    began = time.monotonic()
    page = bring(client, burst)
    assert UNKNOWN in page
    assert time.monotonic() - began < attachments.PATIENCE + 5


@pytest.mark.slow
def test_reading_that_never_ends_is_ended(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(attachments.attached, "__file__", str(endless))
    monkeypatch.setattr(attachments, "PATIENCE", 1)
    assert "takes too long or too much" in bring(client, pdf_with())


def test_a_file_that_is_too_large_is_refused_unread(in_force: Version) -> None:
    browser = Client(enforce_csrf_checks=True)

    class Unread(io.BytesIO):
        def read(self, *args: object) -> bytes:
            raise AssertionError("The body was read.")

    answer = browser.post(
        PAGE,
        headers={"content-length": str(50 * 1024 * 1024)},
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(50 * 1024 * 1024)},  # type: ignore[arg-type]
    )
    assert answer.status_code == 413
    assert "larger than 10 MB" in answer.content.decode()
    assert brought.examine(b"x" * (brought.MAX_BYTES + 1), at=moments.NOW).said == brought.too_large()


def test_a_form_from_elsewhere_is_not_examined(in_force: Version) -> None:
    browser = Client(enforce_csrf_checks=True)
    file = SimpleUploadedFile("text.json", in_force.text.encode())
    assert browser.post(PAGE, {"file": file}).status_code == 403
    token = browser.get(PAGE).context["csrf_token"]
    file.seek(0)
    assert browser.post(PAGE, {"file": file, "csrfmiddlewaretoken": str(token)}).status_code == 200


def test_nothing_brought_says_so(client: Client, db: None) -> None:
    answer = client.post(PAGE)
    assert answer.status_code == 422


def test_who_brings_too_much_waits(client: Client, db: None) -> None:
    answers = [client.post(PAGE).status_code for _ in range(31)]
    assert answers[-2:] == [422, 429]


def test_a_document_costs_the_same_queries_however_many_there_are(
    client: Client, cast: Cast, in_force: Version, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        agreements.in_force(cast, name=f"Another {number}")
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        client.get(reverse("agreements:verify_token", args=[in_force.seal.token]))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(reverse("agreements:verify_token", args=[in_force.seal.token]))


def test_beside_the_signatures_stands_whether_the_seal_holds(
    client: Client, cast: Cast, in_force: Version
) -> None:
    client.force_login(cast.priya)
    address = reverse("agreements:seal", args=[in_force.agreement.slug])
    assert address in client.get(f"/agreements/{in_force.agreement.slug}/").content.decode()
    page = client.get(address).content.decode()
    assert "Seal holds" in page
    assert in_force.seal.key_id in page
    with tampering.unguarded():
        tampering.update(in_force, text=in_force.text.replace("240", "24"))
    cache.clear()
    page = client.get(address).content.decode()
    assert "Altered" in page
    assert "The text does not have its hash." in page
