"""A verification asks as much of a large portal as of a small one, and finds every act of a long life in order."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Artifact, Version
from agreements.operations import drafting, printing, publishing, reviewing, signing
from agreements.queries.verification import verify
from agreements.queries.verification.checked import checked
from agreements.rules.verification import Finding, Report, Severity, Verdict
from slaportal.accounts.models import Side
from slaportal.audit import ledger
from slaportal.audit.models import Event
from tests.factories import agreements, moments, tampering
from tests.factories.people import Cast

LATER = moments.NOW + timedelta(days=2)


@pytest.mark.postgres
def test_every_act_of_a_long_life_verifies(cast: Cast, in_force: Version) -> None:
    agreement = in_force.agreement
    publishing.confirm_reading(in_force, at=moments.NOW, by=cast.tom)
    reviewing.open_review(
        agreement, quarter="2026-Q3", due_on=moments.FIRST_REVIEW, evidence={}, at=moments.NOW, by=None
    )
    reviewing.call_early(
        agreement, due_on=LATER.date(), reason="Too many returns.", at=moments.NOW, by=cast.daniel
    )
    draft = drafting.amend(agreement, at=moments.NOW, by=cast.ines)
    drafting.hand_over(draft, at=moments.NOW, by=cast.ines)
    draft.refresh_from_db()
    agreements.edit(draft, {"purpose": "Once more."}, by=cast.daniel, at=moments.NOW)
    declined = agreements.propose(draft, by=cast.daniel, at=moments.NOW)
    agreements.sign(declined, side=Side.MARKETING, by=cast.ines, at=moments.NOW)
    signing.decline(declined, reason="Not yet.", at=moments.NOW, by=cast.daniel)
    expired = agreements.propose(draft, by=cast.ines, at=moments.NOW, expires_at=LATER)
    signing.expire(expired, at=LATER + timedelta(hours=1))
    withdrawn = agreements.propose(draft, by=cast.ines, at=LATER + timedelta(hours=2))
    signing.withdraw(withdrawn, reason="A mistake.", at=LATER + timedelta(hours=3), by=cast.ines)
    edited = agreements.propose(draft, by=cast.ines, at=LATER + timedelta(hours=4))
    signing.view(edited, at=LATER + timedelta(hours=5), by=cast.daniel)
    agreements.edit(draft, {"purpose": "Anew."}, by=cast.ines, at=LATER + timedelta(hours=6))
    drafting.drop(draft, at=LATER + timedelta(hours=7), by=cast.ines, why="Nobody wants it.")
    agreements.amend(
        agreement, {"purpose": "To come."}, at=LATER + timedelta(hours=8), effective_from=(LATER + timedelta(days=90)).date()
    )  # fmt: skip
    agreements.amend(agreement, {"purpose": "At once."}, at=LATER + timedelta(hours=9))
    report = verify()
    assert (report.findings, report.verdict) == ((), Verdict.EXACT)
    assert report.looked_at["signing rounds"] == 7


def test_a_large_portal_is_asked_no_more_than_a_small_one(cast: Cast, in_force: Version) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert verify().verdict is Verdict.EXACT
        return len(seen)

    small = asked()
    for number in range(3):
        agreements.amend(in_force.agreement, {"purpose": f"Amended {number}."}, at=moments.NOW)
        agreements.in_force(cast, name=f"Another {number}")
        publishing.confirm_reading(in_force, at=moments.NOW, by=(cast.tom, cast.lena, cast.sofia)[number])
    assert Event.objects.count() > 50
    assert asked() == small


def test_a_line_dated_long_before_its_neighbour_is_noted_and_no_more(cast: Cast, in_force: Version) -> None:
    publishing.confirm_reading(in_force, at=moments.NOW, by=cast.tom)
    publishing.confirm_reading(in_force, at=moments.NOW - timedelta(seconds=30), by=cast.priya)
    assert verify().findings == ()
    publishing.confirm_reading(in_force, at=moments.NOW - timedelta(days=1), by=cast.lena)
    report = verify()
    assert [(each.kind, each.severity) for each in report.findings] == [("ledger.moment", Severity.NOTE)]
    assert report.verdict is Verdict.EXACT


def test_one_agreement_is_verified_apart_from_the_others(cast: Cast, in_force: Version) -> None:
    other = agreements.in_force(cast, name="Another one")
    with tampering.unguarded():
        tampering.update(other, digest="0" * 64)
    assert verify(in_force.agreement).verdict is Verdict.EXACT
    assert verify(other.agreement).verdict is verify().verdict is Verdict.ALTERED


def test_ledgers_of_other_things_are_left_alone(cast: Cast, in_force: Version) -> None:
    ledger.record(cast.ines, "reauthentication_failed", at=moments.NOW, by=cast.ines)
    with tampering.unguarded():
        Event.objects.filter(stream__startswith="user:").update(hash="0" * 64)
    assert verify().findings == ()


@pytest.mark.slow
def test_a_pdf_printed_again_comes_out_the_same_unless_another_was_put_in_its_place(
    in_force: Version,
) -> None:
    made = printing.document(in_force, Artifact.Kind.PDF, at=moments.NOW)
    report = verify(reprint=True)
    assert (report.findings, report.looked_at["documents printed again"]) == ((), 1)
    other = bytes(made.content).replace(b"/Title", b"/TItle")
    with tampering.unguarded():
        tampering.update(made, content=other, digest=hashlib.sha256(other).hexdigest())
    assert verify().findings == ()
    assert [each.kind for each in verify(reprint=True).grave] == ["artifact.differs"]


def test_what_was_found_is_kept_until_something_changes(cast: Cast, in_force: Version) -> None:
    agreement = in_force.agreement
    agreement.refresh_from_db()
    first = checked(agreement, at=moments.NOW)
    assert checked(agreement, at=LATER).at == first.at == moments.NOW
    publishing.confirm_reading(in_force, at=LATER, by=cast.tom)
    agreement.refresh_from_db()
    assert checked(agreement, at=LATER).at == LATER


def test_a_report_weighs_the_worst(in_force: Version) -> None:
    note, unchecked, altered = (
        Finding(f"k{n}", "here", "So it is.", each) for n, each in enumerate([*Severity][::-1])
    )
    assert Report((note,), {}).verdict is Verdict.EXACT
    assert Report((note, unchecked), {}).verdict is Verdict.UNCHECKED
    assert Report((unchecked, note, altered), {}).verdict is Verdict.ALTERED
    assert Report((unchecked, note, altered), {}).grave == (altered, unchecked)
