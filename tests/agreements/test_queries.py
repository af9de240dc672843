"""What can be asked about agreements: standing, people, texts, what waits, what happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements import notices, queries
from agreements.models import Agreement, SigningRound, Version
from agreements.operations import (
    discussing,
    drafting,
    exporting,
    noting,
    publishing,
    reviewing,
    signing,
    suggesting,
)
from agreements.queries.account import SECTIONS, say
from agreements.rules import places
from agreements.rules.criteria.notation import Malformed
from agreements.rules.criteria.verdict import Facts
from agreements.rules.lifecycle import Party
from agreements.rules.terms import Terms
from slaportal.accounts.models import Side, User
from slaportal.audit import guards
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.factories import agreements, moments, people
from tests.factories.people import Cast

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


# --- standing


def test_a_version_stands_where_its_state_and_its_dates_put_it(cast: Cast, draft: Version) -> None:
    def key(at: datetime = moments.NOW) -> str:
        return queries.standing(Version.objects.get(pk=draft.pk), at).key

    assert key() == "draft"
    drafting.hand_over(draft, at=moments.BEGUN, by=cast.ines)
    assert key() == "in_review"
    round = agreements.propose(draft, by=cast.ines)
    assert key() == "out_for_signature"
    agreements.sign_both(round)
    assert [key(at) for at in (moments.SIGNED_BY_SALES, moments.IN_FORCE - INSTANT, moments.IN_FORCE)] == [
        "scheduled", "scheduled", "in_force",
    ]  # fmt: skip


def test_a_dropped_version_says_so(cast: Cast, draft: Version) -> None:
    dropped = drafting.drop(draft, at=moments.NOW, by=cast.ines)
    assert queries.standing(dropped, moments.NOW) == queries.Standing("dropped", "Dropped")


def test_every_agreement_in_force_is_listed_once_by_name(cast: Cast) -> None:
    first = agreements.in_force(cast, name="Zinc")
    second = agreements.in_force(cast, name="Alloys")
    agreements.begin(cast, name="Middle")
    newer = agreements.amend(second.agreement, {}, at=moments.NOW)
    assert list(queries.all_in_force(moments.NOW - INSTANT)) == [second, first]
    assert list(queries.all_in_force(moments.NOW)) == [newer, first]
    assert list(queries.all_in_force(moments.IN_FORCE - INSTANT)) == []


def test_versions_and_rounds_under_way_are_found(cast: Cast, in_force: Version) -> None:
    agreement = in_force.agreement
    assert (queries.open_version(agreement), queries.newest_signed(agreement)) == (None, in_force)
    draft = drafting.amend(agreement, at=moments.NOW, by=cast.ines)
    assert (queries.open_version(agreement), queries.open_round(draft)) == (draft, None)
    round = agreements.propose(draft, by=cast.ines, at=moments.NOW)
    assert queries.open_round(draft) == round
    signing.withdraw(round, reason="Not yet", at=moments.NOW, by=cast.ines)
    assert queries.open_round(draft) is None


def test_the_condition_of_being_in_force_can_be_asked_through_another_row(in_force: Version) -> None:
    rounds = SigningRound.objects.filter(queries.in_force_at(moments.NOW, "version__"))
    assert list(rounds) == list(in_force.rounds.all())
    assert not SigningRound.objects.filter(queries.in_force_at(moments.BEGUN, "version__")).exists()


# --- people


@pytest.mark.parametrize(
    ("who", "parties"),
    [
        ("ines", {Party.MARKETING, Party.BOUND}),
        ("daniel", {Party.SALES, Party.BOUND}),
        ("ruth", {Party.BOUND}),
        ("lena", {Party.BOUND}),
        ("helen", set()),
        ("alex", set()),
    ],
)
def test_everybody_is_to_an_agreement_what_their_place_makes_them(
    cast: Cast, agreement: Agreement, who: str, parties: set[Party]
) -> None:
    assert queries.parties(agreement, getattr(cast, who)) == parties


def test_nobody_is_the_portal_itself(agreement: Agreement) -> None:
    assert queries.parties(agreement, None) == {Party.PORTAL}


def test_a_leader_of_another_team_leads_nothing_here(cast: Cast, agreement: Agreement) -> None:
    other = people.person("Petra Vogel")
    people.team("Field marketing", Side.MARKETING, leader=other)
    assert queries.parties(agreement, other) == set()


def test_an_agreement_binds_its_teams_and_its_leaders_while_they_are_active(
    cast: Cast, agreement: Agreement
) -> None:
    User.objects.filter(pk=cast.tom.pk).update(is_active=False)
    assert set(queries.bound(agreement)) == {
        cast.ines, cast.ruth, cast.daniel, cast.priya, cast.marcus, cast.lena, cast.sofia,
    }  # fmt: skip


def test_who_has_not_read_is_named_and_signing_counts_as_reading(cast: Cast, in_force: Version) -> None:
    publishing.confirm_reading(in_force, at=moments.NOW, by=cast.tom)
    assert set(queries.still_to_read(in_force)) == {cast.ruth, cast.priya, cast.marcus, cast.lena, cast.sofia}


def test_an_agreement_is_read_by_those_it_binds_and_by_those_who_watch(cast: Cast) -> None:
    ours = agreements.begin(cast).agreement
    petra, omar = people.person("Petra Vogel"), people.person("Omar Haddad")
    theirs = drafting.begin(
        name="Pumps, Asia",
        marketing_leader=petra,
        sales_leader=omar,
        teams=[
            people.team("Field marketing", Side.MARKETING, leader=petra),
            people.team("Sales, Asia", Side.SALES, leader=omar),
        ],
        currency="USD",
        template="minimal",
        at=moments.BEGUN,
        by=petra,
    ).agreement
    for who in ("ines", "daniel", "ruth", "priya", "sofia"):
        assert list(queries.visible_to(getattr(cast, who))) == [ours]
    for who in ("helen", "alex"):
        assert list(queries.visible_to(getattr(cast, who))) == [ours, theirs]
    assert list(queries.visible_to(omar)) == [theirs]
    assert list(queries.visible_to(people.person("Nobody Special"))) == []


# --- texts


def test_a_draft_is_read_from_its_document_each_time(cast: Cast, draft: Version) -> None:
    before = queries.terms_of(draft)
    after = queries.terms_of(agreements.edit(draft, {"title": "Other"}, by=cast.ines, at=moments.NOW))
    assert (before.title, after.title) == ("Agreement on qualified leads, Instruments, Europe", "Other")


def test_a_signed_text_is_read_once_and_then_kept(in_force: Version) -> None:
    lean = Version.objects.defer("text", "document").get(pk=in_force.pk)
    again = Version.objects.defer("text", "document").get(pk=in_force.pk)
    assert queries.terms_of(lean) is queries.terms_of(again)
    assert queries.judge_of(lean) is queries.judge_of(again)
    assert queries.schedule_of(lean) is queries.schedule_of(again)
    with CaptureQueriesContext(connection) as asked:
        for read in (queries.terms_of, queries.judge_of, queries.schedule_of):
            read(again)
    assert len(asked) == 0


def test_a_text_without_its_hash_is_not_read(in_force: Version) -> None:
    queries.texts._reading.cache_clear()
    with guards.lifted():
        Version.objects.filter(pk=in_force.pk).update(text=in_force.text.replace("240", "420"))
    damaged = Version.objects.get(pk=in_force.pk)
    for read in (queries.terms_of, queries.judge_of, queries.schedule_of):
        with pytest.raises(queries.TextDamaged, match="not the one that was frozen"):
            read(damaged)


def test_a_draft_that_cannot_be_judged_yet_says_where(cast: Cast, draft: Version) -> None:
    broken = {"format": 1, "definition": {"kind": "nonsense"}}
    saved = agreements.edit(draft, {"definition": broken}, by=cast.ines, at=moments.NOW)
    with pytest.raises(Malformed, match="no kind of criterion"):
        queries.judge_of(saved)


def test_the_judge_and_the_schedule_are_those_of_the_text(in_force: Version) -> None:
    schedule = queries.schedule_of(in_force)
    assert schedule == queries.terms_of(in_force).hours.schedule()
    assert date(2026, 12, 25) in schedule.holidays
    verdict = queries.judge_of(in_force)(Facts({}, (), moments.NOW, schedule.zone))
    assert verdict.qualified is False


# --- what waits for whom


def test_a_draft_waits_for_the_one_whose_turn_it_is(cast: Cast, draft: Version) -> None:
    assert [need.title for need in queries.needs(cast.ines, moments.NOW)] == [
        "Your turn on version 1 of Instruments, Europe"
    ]
    drafting.hand_over(draft, at=moments.NOW, by=cast.ines)
    assert queries.needs(cast.ines, moments.NOW) == []
    (need,) = queries.needs(cast.daniel, moments.NOW)
    assert need.url == reverse("agreements:draft", args=["instruments-europe", 1])
    assert (need.action, need.due) == ("Open the draft", None)


def test_a_round_waits_for_each_leader_until_they_sign_or_it_ends(cast: Cast, draft: Version) -> None:
    ends = moments.PROPOSED + DAY * 20
    round = agreements.propose(draft, by=cast.ines, expires_at=ends)
    for person in (cast.ines, cast.daniel):
        (need,) = queries.needs(person, moments.PROPOSED)
        assert need == queries.Need(
            title="Sign version 1 of Instruments, Europe",
            text="Ines Marchetti put it before both leaders.",
            url=reverse("agreements:sign", args=["instruments-europe", 1]),
            action="Read and sign",
            icon="signature",
            due=ends,
        )
    agreements.sign(round, side=Side.MARKETING, by=cast.ines, at=moments.SIGNED_BY_MARKETING)
    assert queries.needs(cast.ines, moments.SIGNED_BY_SALES) == []
    assert len(queries.needs(cast.daniel, ends)) == 1
    assert queries.needs(cast.daniel, ends + INSTANT) == []


def test_a_signed_version_waits_to_be_read_by_those_it_binds(cast: Cast, in_force: Version) -> None:
    (need,) = queries.needs(cast.priya, moments.NOW)
    assert (need.title, need.action) == ("Read version 1 of Instruments, Europe", "Read and confirm")
    publishing.confirm_reading(in_force, at=moments.NOW, by=cast.priya)
    assert queries.needs(cast.priya, moments.NOW) == []
    assert queries.needs(cast.helen, moments.NOW) == []


def test_a_superseded_version_need_not_be_read_any_more(cast: Cast, in_force: Version) -> None:
    agreements.amend(in_force.agreement, {}, at=moments.NOW)
    assert [need.title for need in queries.needs(cast.lena, moments.NOW)] == [
        "Read version 2 of Instruments, Europe"
    ]


def test_a_review_waits_for_both_leaders_from_two_weeks_before_its_date(
    cast: Cast, in_force: Version
) -> None:
    noon = datetime(2026, 9, 21, 12, tzinfo=UTC)
    assert queries.needs(cast.ines, noon) == []
    for person in (cast.ines, cast.daniel):
        (need,) = queries.needs(person, noon + DAY)
        assert need.text == "Third quarter 2026, on 6 October 2026."
    review = in_force.agreement.reviews.get()
    agreements.conclude(review, conclusion="no_change", notes="Fine.", at=noon + DAY, by=cast.ines)
    assert queries.needs(cast.daniel, noon + DAY) == []


def test_what_waits_is_asked_with_as_many_queries_for_three_agreements_as_for_one(cast: Cast) -> None:
    counts = []
    for name in ("One", "Two", "Three"):
        agreements.begin(cast, name=name)
        with CaptureQueriesContext(connection) as asked:
            found = queries.needs(cast.ines, moments.NOW)
        counts.append((len(found), len(asked)))
    assert counts == [(1, 5), (2, 5), (3, 5)]


# --- what happened


def test_the_account_of_an_agreement_reads_as_sentences(cast: Cast, proposed: SigningRound) -> None:
    signing.view(proposed, at=moments.SIGNED_BY_MARKETING - INSTANT, by=cast.ines)
    agreements.sign(proposed, side=Side.MARKETING, by=cast.ines, at=moments.SIGNED_BY_MARKETING)
    signing.decline(proposed, reason="240 is too many.", at=moments.SIGNED_BY_SALES, by=cast.daniel)
    newest, signed, opened, *_, begun = [
        entry for entry in queries.account_of(proposed.version.agreement) if entry.kind
    ]
    assert (newest.who, newest.what, newest.detail, newest.note) == (
        "Daniel Osei", "declined to sign version 1", "no longer counts: the signature of Marketing", "240 is too many.",
    )  # fmt: skip
    assert (signed.what, signed.detail, signed.at) == (
        "signed version 1", "for Marketing", moments.SIGNED_BY_MARKETING,
    )  # fmt: skip
    assert opened.what == "opened version 1 to sign it"
    assert (begun.what, begun.detail) == ("began the agreement", "from the template “Industrial”")


def test_every_kind_of_event_this_app_records_is_put_into_words(cast: Cast) -> None:
    """A whole life: edits, rounds that end in every way, two signed versions, readings, reviews."""
    version = agreements.begin(cast)
    drafting.hand_over(version, at=moments.BEGUN, by=cast.ines)
    _negotiate(version, cast)
    for number in range(3):
        round = agreements.propose(version, by=cast.ines, expires_at=moments.PROPOSED + DAY)
        match number:
            case 0:
                noting.note_failed_authentication(round, at=moments.PROPOSED, by=cast.ines, ip_address=None)
                signing.withdraw(round, reason="A mistake", at=moments.PROPOSED, by=cast.ines)
            case 1:
                agreements.edit(
                    version,
                    {"title": "Other", "sales_party": "Sales team"},
                    by=cast.ines,
                    at=moments.PROPOSED,
                )
            case 2:
                signing.expire(round, at=moments.PROPOSED + DAY * 2)
    agreements.sign_both(agreements.propose(version, by=cast.ines))
    agreement = version.agreement
    agreements.amend(agreement, {}, at=moments.NOW)
    publishing.confirm_reading(
        Version.objects.get(agreement=agreement, number=2), at=moments.NOW, by=cast.priya
    )
    reviewing.open_review(
        agreement, quarter="2026-Q3", due_on=moments.FIRST_REVIEW, evidence={}, at=moments.NOW, by=None
    )
    reviewing.call_early(agreement, due_on=date(2026, 12, 1), reason="Slow", at=moments.NOW, by=cast.ines)
    draft = agreements.conclude(
        agreement.reviews.get(is_early=True),
        conclusion="amend",
        notes="Faster.",
        at=moments.NOW,
        by=cast.ines,
    )
    assert draft is not None
    drafting.drop(draft, at=moments.NOW, by=cast.ines)
    exporting.record(agreement, subject="it", format="csv", filter="", lines=3, at=moments.NOW, by=cast.ines)
    events = Event.objects.filter(stream=f"agreement:{agreement.pk}")
    assert {event.kind for event in events if say(event).icon == "point"} == set()
    assert all("%" not in say(event).what and say(event).what != event.kind for event in events)
    edits = [say(event).changes for event in events if event.kind == "version.edited"]
    assert ["Title", "Sales is called"] in [[change.name for change in changes] for changes in edits]


def test_an_edit_of_an_older_release_names_the_sections_it_changed() -> None:
    old = Event(kind="version.edited", data={"version": 1, "changed": ["title", "sales_party"], "why": ""})
    assert (say(old).detail, say(old).changes) == ("changed: title, parties", ())


def _negotiate(version: Version, cast: Cast) -> None:
    """A thread goes through all it can, and a suggestion ends in each way."""
    thread = discussing.open_thread(version, place="S1", text="Why?", at=moments.BEGUN, by=cast.priya)
    discussing.reply(thread, text="So.", at=moments.BEGUN, by=cast.ines)
    discussing.resolve(thread, at=moments.BEGUN, by=cast.ines)
    discussing.reopen(thread, at=moments.BEGUN, by=cast.ines)
    for ending in (
        suggesting.accept,
        partial(suggesting.reject, answer="No."),
        suggesting.withdraw,
    ):
        terms = queries.terms_of(Version.objects.get(pk=version.pk))
        part = {**places.part_of(terms, "purpose"), "purpose": f"{terms.purpose} And more."}
        suggestion = suggesting.suggest(
            version,
            place="purpose",
            part=part,
            seen_digest=places.digest_of(terms, "purpose"),
            why="More.",
            at=moments.BEGUN,
            by=cast.ines,
        )
        ending(suggestion, at=moments.BEGUN, by=cast.ines)
    version.refresh_from_db()


def test_an_event_of_an_older_release_reads_as_its_kind(cast: Cast) -> None:
    assert say(Event(kind="agreement.sung", data={})).what == "agreement.sung"


def test_every_field_of_the_terms_has_a_name_people_use() -> None:
    assert set(SECTIONS) == set(Terms.__dataclass_fields__) - {"currency", "extra"}


# --- what is told


def test_every_kind_of_news_that_is_told_is_in_the_table(cast: Cast) -> None:
    version = agreements.in_force(cast)
    agreements.amend(version.agreement, {}, at=moments.NOW)
    told = set(Notice.objects.values_list("kind", flat=True))
    assert told <= {kind.key for kind in notices.KINDS}
    assert {"agreement.sign", "agreement.signed", "agreement.in_force", "agreement.read"} == told
