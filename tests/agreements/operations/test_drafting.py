"""Drafting: begun, edited, handed over, proposed, amended, dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from agreements import queries
from agreements.models import Agreement, SigningRound, Version
from agreements.operations import drafting, holding, signing
from agreements.rules import digest
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import All, Fact, walk, with_items
from agreements.rules.terms import Duration, Hours
from slaportal.accounts.models import Side
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import agreements, moments, people
from tests.factories import terms as make
from tests.factories.people import Cast

HOUR = timedelta(hours=1)


def events(agreement: Agreement) -> list[str]:
    return list(
        Event.objects.filter(stream=f"agreement:{agreement.pk}")
        .order_by("sequence")
        .values_list("kind", flat=True)
    )


def start(cast: Cast, **changes: object) -> Version:
    arguments = {
        "name": "Instruments, Europe",
        "marketing_leader": cast.ines,
        "sales_leader": cast.daniel,
        "teams": cast.teams,
        "currency": "EUR",
        "template": "software",
        "at": moments.BEGUN,
        "by": cast.ines,
    }
    return drafting.begin(**arguments | changes)  # type: ignore[arg-type]


# --- beginning


def test_an_agreement_begins_with_a_draft_from_its_template(cast: Cast) -> None:
    version = start(cast)
    terms = queries.terms_of(version)
    assert (version.number, version.state, version.turn) == (1, "draft", "marketing")
    assert version.agreement.slug == "instruments-europe"
    assert set(version.agreement.teams.all()) == set(cast.teams)
    assert (terms.marketing_leader, terms.sales_leader, terms.currency) == (
        "Ines Marchetti",
        "Daniel Osei",
        "EUR",
    )
    assert terms.hours.zone == "Europe/London"
    assert terms.clause("nurture") is not None
    assert events(version.agreement) == ["agreement.begun", "version.begun"]


def test_the_history_says_who_began_it_and_when(cast: Cast) -> None:
    line = start(cast).history.get()
    assert (line.history_user, line.history_date) == (cast.ines, moments.BEGUN)


def test_country_and_zone_can_be_chosen(cast: Cast) -> None:
    hours = queries.terms_of(start(cast, country="DE", zone="Europe/Berlin")).hours
    assert (hours.zone, hours.country) == ("Europe/Berlin", "DE")
    assert date(2026, 10, 3) in hours.holidays


def test_two_names_that_look_alike_in_an_address_get_different_addresses(cast: Cast) -> None:
    slugs = [
        start(cast, name=name).agreement.slug for name in ("North & South", "North, South", "???", "!!!")
    ]
    assert slugs == ["north-south", "north-south-2", "agreement", "agreement-2"]


def test_a_name_is_taken_in_any_case(cast: Cast, refused: Refusal) -> None:
    start(cast)
    with refused(drafting.NameTaken, "already an agreement called"):
        start(cast, name="  INSTRUMENTS,   europe ")


def test_one_person_cannot_lead_both_sides(cast: Cast, refused: Refusal) -> None:
    with refused(drafting.LeadersMustDiffer, "One person cannot sign for both sides"):
        start(cast, sales_leader=cast.ines)


def test_a_leader_has_to_lead_a_team_of_that_side(cast: Cast, refused: Refusal) -> None:
    with refused(drafting.NotALeader, "Ruth Adeyemi leads no marketing team"):
        start(cast, marketing_leader=cast.ruth)
    with refused(drafting.NotALeader, "Priya Raman leads no sales team"):
        start(cast, sales_leader=cast.priya)


def test_both_sides_have_a_team_in_it(cast: Cast, refused: Refusal) -> None:
    with refused(drafting.BothSidesNeeded, "at least one sales team"):
        start(cast, teams=[cast.demand])
    with refused(drafting.BothSidesNeeded, "at least one marketing team"):
        start(cast, teams=[cast.islands])


# --- editing


def test_an_edit_changes_the_text_and_says_what_it_changed(cast: Cast, draft: Version) -> None:
    edited = drafting.edit(
        draft, terms={"purpose": "Fewer, better leads."}, seen_revision=draft.revision, at=moments.BEGUN + HOUR,
        by=cast.daniel, why="Daniel asked for it",
    )  # fmt: skip
    assert queries.terms_of(edited).purpose == "Fewer, better leads."
    assert (edited.revision, edited.saved_by, edited.saved_at) == (
        draft.revision + 1, cast.daniel, moments.BEGUN + HOUR,
    )  # fmt: skip
    last = Event.objects.get(stream=f"agreement:{draft.agreement_id}", sequence=len(events(draft.agreement)))
    assert (last.kind, last.data["changed"]) == ("version.edited", ["purpose"])
    line = edited.history.latest()
    assert (line.history_user, line.history_change_reason) == (cast.daniel, "Daniel asked for it")


def test_saving_what_is_there_changes_nothing(cast: Cast, proposed: SigningRound) -> None:
    version = Version.objects.get(pk=proposed.version_id)
    before = events(version.agreement)
    drafting.edit(
        version, terms=queries.terms_of(version), seen_revision=version.revision, at=moments.NOW, by=cast.ines
    )
    version.refresh_from_db()
    proposed.refresh_from_db()
    assert (version.state, proposed.closed_at) == ("out_for_signature", None)
    assert events(version.agreement) == before


def test_nobody_saves_over_what_they_have_not_seen(cast: Cast, draft: Version, refused: Refusal) -> None:
    drafting.edit(
        draft, terms={"purpose": "First."}, seen_revision=draft.revision, at=moments.NOW, by=cast.ines
    )
    with refused(drafting.SavedMeanwhile, "Ines Marchetti saved this draft after you opened it") as raised:
        drafting.edit(
            draft, terms={"purpose": "Second."}, seen_revision=draft.revision, at=moments.NOW, by=cast.daniel
        )
    assert queries.terms_of(raised.value.version).purpose == "First."


def test_names_of_leaders_and_the_currency_are_the_agreements(cast: Cast, draft: Version) -> None:
    edited = agreements.edit(
        draft,
        {"sales_leader": "Somebody Else", "currency": "JPY", "title": "Other"},
        by=cast.ines,
        at=moments.NOW,
    )
    terms = queries.terms_of(edited)
    assert (terms.sales_leader, terms.currency, terms.title) == ("Daniel Osei", "GBP", "Other")


def test_every_criterion_gets_an_id_that_no_removed_one_had(cast: Cast, draft: Version) -> None:
    tree = notation.parse(queries.terms_of(draft).definition)
    assert isinstance(tree, All)
    removed = tree.items[-1]
    new = with_items(tree, [*tree.items[:-1], Fact("age", "at_least", 18)])
    edited = agreements.edit(draft, {"definition": notation.dump(new)}, by=cast.ines, at=moments.NOW)
    after = notation.parse(queries.terms_of(edited).definition)
    assert isinstance(after, All)
    assert [item.id for item in after.items[:-1]] == [item.id for item in tree.items[:-1]]
    assert after.items[-1].id not in {place.node.id for place in walk(removed)} | {""}


def test_an_unfinished_definition_can_be_saved_and_not_proposed(
    cast: Cast, draft: Version, refused: Refusal
) -> None:
    unfinished = {"format": 1, "definition": {"kind": "all", "items": []}}
    saved = agreements.edit(draft, {"definition": unfinished, "title": ""}, by=cast.ines, at=moments.NOW)
    with refused(drafting.NotReady, "cannot be proposed yet") as raised:
        agreements.propose(saved, by=cast.ines)
    assert [fault.path for fault in raised.value.faults] == ["title", "definition.items"]


def test_a_signed_text_is_never_edited(cast: Cast, in_force: Version, refused: Refusal) -> None:
    with refused(holding.NotNow, "Version 1 is signed; it cannot be changed now."):
        agreements.edit(in_force, {"purpose": "Other."}, by=cast.ines, at=moments.NOW)


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_only_the_two_leaders_edit(cast: Cast, draft: Version, refused: Refusal, who: str) -> None:
    with refused(holding.NotYours, "Only Ines Marchetti and Daniel Osei, its leaders, can do that."):
        agreements.edit(draft, {"purpose": "Other."}, by=getattr(cast, who), at=moments.NOW)


def test_an_edit_during_signing_closes_the_round_and_voids_the_signature(
    cast: Cast, proposed: SigningRound
) -> None:
    agreements.sign(proposed, side=Side.MARKETING, by=cast.ines, at=moments.SIGNED_BY_MARKETING)
    edited = agreements.edit(
        proposed.version, {"purpose": "Other."}, by=cast.ines, at=moments.SIGNED_BY_SALES
    )
    proposed.refresh_from_db()
    assert (proposed.outcome, proposed.closed_at) == ("edited", moments.SIGNED_BY_SALES)
    assert (edited.state, edited.text, edited.digest) == ("in_review", "", "")
    assert proposed.signatures.count() == 1, "what was signed stays on record"
    assert digest.digest(proposed.text) == proposed.digest, "with the text it was given on"
    assert "round.edited" in events(edited.agreement)
    assert Notice.objects.filter(
        recipient=cast.daniel, subject__contains="Ines Marchetti changed version 1"
    ).exists()
    again = agreements.propose(edited, by=cast.ines, at=moments.SIGNED_BY_SALES)
    assert (again.number, again.signatures.count()) == (2, 0)


# --- handing over


def test_the_turn_goes_to_the_other_side_and_back(cast: Cast, draft: Version) -> None:
    handed = drafting.hand_over(draft, at=moments.NOW, by=cast.ines)
    assert (handed.state, handed.turn) == ("in_review", "sales")
    assert (
        Notice.objects.get(recipient=cast.daniel).subject == "Your turn on version 1 of Instruments, Europe"
    )
    back = drafting.hand_over(draft, at=moments.NOW + HOUR, by=cast.daniel)
    assert (back.state, back.turn) == ("in_review", "marketing")


def test_nobody_hands_over_a_turn_that_is_not_theirs(cast: Cast, draft: Version, refused: Refusal) -> None:
    with refused(drafting.AlreadyTheirTurn, "Ines Marchetti’s turn already"):
        drafting.hand_over(draft, at=moments.NOW, by=cast.daniel)


# --- proposing


def test_proposing_freezes_the_text_and_asks_both_leaders(cast: Cast, draft: Version) -> None:
    ends = moments.PROPOSED + timedelta(days=7)
    round = agreements.propose(draft, by=cast.ines, expires_at=ends)
    version = Version.objects.get(pk=draft.pk)
    assert version.state == "out_for_signature"
    assert version.text == round.text
    assert version.digest == round.digest == digest.digest(version.text)
    assert digest.read(version.text) == queries.terms_of(version)
    assert (round.number, round.expires_at, round.opened_by) == (1, ends, cast.ines)
    asked = Notice.objects.filter(kind="agreement.sign")
    assert {notice.recipient for notice in asked} == {cast.ines, cast.daniel}
    assert asked[0].body.endswith("The round ends on 23 June 2026, 15:00 Europe/London.")


def test_a_round_cannot_end_before_it_begins(cast: Cast, draft: Version, refused: Refusal) -> None:
    with refused(drafting.WrongDate, "end before it begins"):
        agreements.propose(draft, by=cast.ines, expires_at=moments.PROPOSED)


def test_a_term_that_is_over_cannot_be_proposed(cast: Cast, draft: Version, refused: Refusal) -> None:
    agreements.edit(
        draft,
        {"effective_from": None, "first_review_on": None, "effective_until": date(2026, 6, 16)},
        by=cast.ines,
        at=moments.BEGUN,
    )
    with refused(drafting.WrongDate, "The last day of the agreement is past"):
        agreements.propose(draft, by=cast.ines)


def test_a_leader_who_changed_their_name_signs_under_the_new_one(cast: Cast, draft: Version) -> None:
    cast.daniel.full_name = "Daniel Osei-Bonsu"
    cast.daniel.save()
    round = agreements.propose(draft, by=cast.ines)
    assert digest.read(round.text).sales_leader == "Daniel Osei-Bonsu"


def test_what_was_proposed_is_not_proposed_again(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    with refused(holding.NotNow, "Version 1 is out for signature; it cannot be proposed now."):
        agreements.propose(proposed.version, by=cast.ines)


# --- amending


def test_an_amendment_starts_from_the_signed_text_and_leaves_it_in_force(
    cast: Cast, in_force: Version
) -> None:
    draft = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.daniel)
    assert (draft.number, draft.state, draft.turn, draft.based_on) == (2, "draft", "sales", in_force)
    before, after = queries.terms_of(in_force), queries.terms_of(draft)
    assert after == replace(before, effective_from=None, first_review_on=date(2027, 4, 12))
    assert queries.in_force(in_force.agreement, moments.NOW) == in_force


def test_an_amendment_names_the_review_that_lies_ahead(cast: Cast, in_force: Version) -> None:
    draft = drafting.amend(in_force.agreement, at=moments.IN_FORCE, by=cast.ines)
    assert queries.terms_of(draft).first_review_on == moments.FIRST_REVIEW


def test_an_amendment_can_bring_its_terms(cast: Cast, in_force: Version) -> None:
    terms = make.with_clause(queries.terms_of(in_force), "volume", leads=270)
    draft = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines, terms=terms)
    clause = queries.terms_of(draft).clause("volume")
    assert clause is not None and clause.leads == 270


def test_one_draft_is_written_at_a_time(cast: Cast, draft: Version, refused: Refusal) -> None:
    with refused(drafting.OneDraftAtATime, "Version 1 is a draft. Finish or drop it") as raised:
        drafting.amend(draft.agreement, at=moments.NOW, by=cast.ines)
    assert raised.value.version == draft


def test_only_leaders_amend(cast: Cast, in_force: Version, refused: Refusal) -> None:
    with refused(holding.NotYours, "its leaders, can do that"):
        drafting.amend(in_force.agreement, at=moments.NOW, by=cast.priya)


def test_an_agreement_of_which_nothing_was_signed_starts_again(cast: Cast, draft: Version) -> None:
    agreements.edit(draft, {"purpose": "First try."}, by=cast.ines, at=moments.BEGUN)
    drafting.drop(draft, at=moments.BEGUN, by=cast.ines, why="Not this year")
    again = drafting.amend(draft.agreement, at=moments.NOW, by=cast.ines)
    assert (again.number, queries.terms_of(again).purpose) == (2, "First try.")


def test_an_amendment_names_what_it_replaces(cast: Cast, in_force: Version) -> None:
    draft = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines)
    round = agreements.propose(draft, by=cast.ines, at=moments.NOW)
    assert f'"replaces":{{"digest":"{in_force.digest}","number":1}}' in round.text


# --- dropping


def test_a_dropped_draft_stays_readable(cast: Cast, draft: Version) -> None:
    dropped = drafting.drop(draft, at=moments.NOW, by=cast.daniel, why="We merge the teams")
    assert dropped.state == "dropped"
    assert queries.terms_of(dropped).purpose != ""
    assert queries.open_version(dropped.agreement) is None
    assert dropped.history.latest().history_change_reason == "We merge the teams"


def test_a_version_out_for_signature_is_withdrawn_before_it_is_dropped(
    cast: Cast, proposed: SigningRound, refused: Refusal
) -> None:
    with refused(holding.NotNow, "out for signature; it cannot be dropped"):
        drafting.drop(proposed.version, at=moments.NOW, by=cast.ines)
    signing.withdraw(proposed, reason="We drop it", at=moments.NOW, by=cast.ines)
    assert drafting.drop(proposed.version, at=moments.NOW, by=cast.ines).state == "dropped"


# --- what holds for all


def test_a_leader_who_no_longer_leads_may_do_nothing(cast: Cast, draft: Version, refused: Refusal) -> None:
    cast.demand.memberships.filter(user=cast.ines).delete()
    revoked = people.User.objects.get(pk=cast.ines.pk)
    with refused(holding.NotYours, "its leaders, can do that"):
        drafting.hand_over(draft, at=moments.NOW, by=revoked)


def test_an_agreement_that_has_ended_does_not_change(cast: Cast, draft: Version, refused: Refusal) -> None:
    Agreement.objects.filter(pk=draft.agreement_id).update(ended_at=moments.NOW)
    with refused(holding.AgreementEnded, "have ended this agreement as of 17 November 2026"):
        drafting.hand_over(draft, at=moments.NOW, by=cast.ines)


def test_an_agreement_is_held_inside_a_transaction_only(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        holding.hold(1)


def test_the_hours_and_promises_of_a_draft_can_be_edited_one_by_one(cast: Cast, draft: Version) -> None:
    terms = queries.terms_of(draft)
    hours = Hours("Europe/Berlin", terms.hours.weekly, "DE", own_holidays=(date(2026, 12, 24),))
    edited = agreements.edit(draft, {"hours": hours}, by=cast.ines, at=moments.NOW)
    edited = agreements.edit(
        edited,
        make.with_clause(
            queries.terms_of(edited), "decision", target=Decimal(90), within=Duration(2, "business_days")
        ),
        by=cast.daniel,
        at=moments.NOW,
    )
    after = queries.terms_of(edited)
    decision = after.clause("decision")
    assert after.hours == hours
    assert decision is not None and (decision.target, decision.within) == (
        Decimal(90),
        Duration(2, "business_days"),
    )


# --- reasons -------------------------------------------------------------------------


def test_a_first_draft_needs_no_reason(cast: Cast, draft: Version) -> None:
    edited = agreements.edit(draft, {"required": ("name",)}, by=cast.ines, at=moments.NOW, why="")
    assert queries.terms_of(edited).required == ("name",)


def test_an_amendment_says_why_what_is_counted_changes(cast: Cast, in_force: Version) -> None:
    amendment = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines)
    with pytest.raises(drafting.SaysNotWhy, match="Version 1 was signed without this change"):
        agreements.edit(amendment, {"required": ("name",)}, by=cast.ines, at=moments.NOW, why="  ")
    edited = agreements.edit(
        amendment, {"required": ("name",)}, by=cast.ines, at=moments.NOW, why=" Reps ask anyway. "
    )
    assert edited.history.latest().history_change_reason == "Reps ask anyway."
    line = Event.objects.filter(kind="version.edited").latest("sequence")
    assert line.data["why"] == "Reps ask anyway."
    assert [place for place, _before, _after in line.data["said"]] == ["Required information"]


def test_words_of_an_amendment_change_without_a_reason(cast: Cast, in_force: Version) -> None:
    amendment = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines)
    edited = agreements.edit(amendment, {"purpose": "Other."}, by=cast.ines, at=moments.NOW, why="")
    assert queries.terms_of(edited).purpose == "Other."
