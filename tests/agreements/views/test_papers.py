"""What people take away from agreements: who may, under which name, and what is said when it is not there."""

from __future__ import annotations

import io
import json

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from agreements.models import Artifact, Version
from agreements.operations import printing, scheduling
from slaportal import typesetting
from slaportal.accounts.models import Side, User
from slaportal.notifications import delivering
from slaportal.notifications.models import Notice
from tests.factories import agreements, moments, people
from tests.factories.people import Cast

HERE = ["instruments-europe", 1]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("who", ["ines", "daniel", "ruth", "priya", "helen", "alex"])
def test_whoever_may_read_an_agreement_takes_its_documents_away(
    cast: Cast, in_force: Version, who: str
) -> None:
    client = signed_in(getattr(cast, who))
    pdf = client.get(reverse("agreements:pdf", args=HERE))
    assert (pdf.status_code, pdf.headers["Content-Type"]) == (200, "application/pdf")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="instruments-europe-v1.pdf"'
    assert PdfReader(io.BytesIO(pdf.content)).attachments["agreement.json"] == [in_force.text.encode()]
    bundle = client.get(reverse("agreements:bundle", args=HERE))
    assert bundle.headers["Content-Disposition"] == 'attachment; filename="instruments-europe-v1-bundle.json"'
    assert json.loads(bundle.content)["seal"]["digest"] == in_force.seal.digest
    days = client.get(reverse("agreements:calendar", args=HERE[:1]))
    assert days.headers["Content-Type"].startswith("text/calendar")
    assert Artifact.objects.count() == 2


def test_for_others_there_is_nothing(cast: Cast, in_force: Version) -> None:
    stranger = people.person("Vera Lang")
    people.team("Other marketing", Side.MARKETING, leader=stranger)
    client = signed_in(stranger)
    for name in ("agreements:pdf", "agreements:bundle"):
        assert client.get(reverse(name, args=HERE)).status_code == 404
    assert client.get(reverse("agreements:calendar", args=HERE[:1])).status_code == 404
    assert not Artifact.objects.exists()


def test_a_version_that_is_not_sealed_says_so_and_offers_nothing(cast: Cast, draft: Version) -> None:
    client = signed_in(cast.ines)
    answer = client.get(reverse("agreements:pdf", args=HERE), follow=True)
    assert answer.redirect_chain[0][0] == reverse("agreements:version", args=HERE)
    assert "Version 1 is not sealed" in answer.content.decode()
    assert reverse("agreements:bundle", args=HERE) not in answer.content.decode()


def test_both_pages_offer_the_documents_of_the_version_they_show(cast: Cast, in_force: Version) -> None:
    agreements.amend(in_force.agreement, {}, at=moments.NOW)
    client = signed_in(cast.priya)
    with time_machine.travel(moments.NOW, tick=False):
        for page, number in (
            (reverse("agreements:version", args=HERE), 1),
            (reverse("agreements:detail", args=HERE[:1]), 2),
        ):
            shown = client.get(page).content.decode()
            for name in ("agreements:pdf", "agreements:bundle"):
                assert reverse(name, args=[HERE[0], number]) in shown
            assert reverse("agreements:calendar", args=HERE[:1]) in shown


def test_a_document_that_cannot_be_made_is_said_on_the_page(
    cast: Cast, in_force: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> bytes:
        raise typesetting.CannotBeSet("no ink")

    monkeypatch.setattr(typesetting, "typeset", fail)
    shown = signed_in(cast.ines).get(reverse("agreements:pdf", args=HERE), follow=True).content.decode()
    assert "The document could not be made." in shown
    assert "It is tried again at" in shown
    health = Client().get("/healthz").json()
    assert (health["ok"], health["documents"]) == (True, {"missing": 1, "failing": 1})


def test_both_leaders_get_the_signed_pdf_once(cast: Cast, in_force: Version) -> None:
    cast.daniel.mail = User.Mail.NEVER
    cast.daniel.save()
    second = agreements.amend(in_force.agreement, {}, at=moments.NOW)
    news = Notice.objects.filter(kind="agreement.in_force", attachments=[f"signed-pdf:{second.pk}"])
    assert {notice.recipient for notice in news} == {cast.ines, cast.daniel}
    for _round in range(2):
        delivering.deliver(clock=lambda: moments.NOW)
    pdf = bytes(printing.document(second, Artifact.Kind.PDF, at=timezone.now()).content)
    sent = [letter for letter in mail.outbox if letter.subject.startswith("Version 2")]
    assert sorted(to for letter in sent for to in letter.to) == [cast.daniel.email, cast.ines.email]
    for letter in sent:
        assert letter.attachments == [("instruments-europe-v2.pdf", pdf, "application/pdf")]
        assert second.seal.digest in letter.body


def test_a_pdf_that_fails_keeps_no_letter_back(
    cast: Cast, in_force: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> bytes:
        raise typesetting.CannotBeSet("no ink")

    monkeypatch.setattr(typesetting, "typeset", fail)
    delivering.deliver(clock=lambda: moments.NOW)
    sent = [letter for letter in mail.outbox if "is signed by both" in letter.subject]
    assert len(sent) == 2
    assert [letter.attachments for letter in sent] == [[], []]
    assert all("could not be attached" in letter.body for letter in sent)


def test_the_letter_about_a_coming_review_carries_the_calendar(cast: Cast, in_force: Version) -> None:
    at = moments.NOW.replace(month=9, day=22)
    scheduling.chase(at=at)
    delivering.deliver(clock=lambda: at)
    (letter, _other) = [letter for letter in mail.outbox if letter.subject.startswith("Review of")]
    ((name, content, kind),) = letter.attachments
    assert (name, kind) == ("instruments-europe.ics", "text/calendar")
    assert "DTSTART;VALUE=DATE:20261006" in str(content)
