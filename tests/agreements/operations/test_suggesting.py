"""Suggesting: another text for one place, accepted, rejected, withdrawn, outdated, and every refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from agreements import queries
from agreements.models import SigningRound, Suggestion, Version
from agreements.operations import discussing, drafting, holding, suggesting
from agreements.rules import places
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import Fact, children, find
from slaportal.accounts.models import User
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.agreements.operations.test_race import at_once
from tests.factories import agreements, moments, people
from tests.factories import terms as make
from tests.factories.people import Cast

HOUR = timedelta(hours=1)


def response(version: Version, percent: str) -> places.Part:
    """S1 with another target."""
    changed = make.with_clause(queries.terms_of(version), "response", target=Decimal(percent))
    return places.part_of(changed, "S1")


def suggest(
    version: Version, *, by: User, place: str = "S1", part: places.Part | None = None, **changes: Any
) -> Suggestion:
    """Suggest as somebody who has just opened the draft would: 90 % for S1 unless told otherwise."""
    version.refresh_from_db()
    given = {
        "part": part if part is not None else response(version, "90"),
        "seen_digest": places.digest_of(queries.terms_of(version), place),
        "why": "Nights are not staffed.",
        "at": moments.BEGUN,
    }
    return suggesting.suggest(version, place=place, by=by, **given | changes)


def told(kind: str) -> dict[str, str]:
    notices = Notice.objects.filter(kind=kind).select_related("recipient")
    return {notice.recipient.full_name: notice.subject for notice in notices}


def target(version: Version) -> Decimal:
    clause = queries.terms_of(Version.objects.get(pk=version.pk)).clause("response")
    assert clause is not None
    return clause.target


def test_a_suggestion_keeps_the_text_it_was_made_on_and_changes_nothing(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, by=cast.priya)
    assert suggestion.before["clauses.S1"]["target"] == "95"
    assert suggestion.proposed["clauses.S1"]["target"] == "90"
    assert suggestion.base_digest == places.digest("S1", suggestion.before)
    assert (suggestion.outcome, target(draft)) == ("", Decimal(95))


def test_both_leaders_hear_of_a_suggestion_with_its_reason(cast: Cast, draft: Version) -> None:
    suggest(draft, by=cast.priya)
    subject = "Priya Raman suggests another text for S1 First response, version 1 of Instruments, Europe"
    assert told("agreement.suggestion") == {"Ines Marchetti": subject, "Daniel Osei": subject}
    assert set(Notice.objects.values_list("body", flat=True)) == {"Nights are not staffed."}


def test_accepting_edits_the_draft_and_keeps_the_reason(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, by=cast.priya)
    edited = suggesting.accept(suggestion, answer="Agreed.", at=moments.NOW, by=cast.ines)
    suggestion.refresh_from_db()
    assert target(draft) == Decimal(90)
    assert (suggestion.outcome, suggestion.settled_by, suggestion.answer) == (
        "accepted",
        cast.ines,
        "Agreed.",
    )
    latest = edited.history.latest()
    reason = "Suggested by Priya Raman: Nights are not staffed."
    assert (latest.history_user, latest.history_change_reason) == (cast.ines, reason)
    kinds = list(Event.objects.order_by("sequence").values_list("kind", flat=True))[-3:]
    assert kinds == ["suggestion.made", "version.edited", "suggestion.accepted"]
    assert set(told("agreement.suggestion_settled")) == {"Priya Raman", "Daniel Osei"}


def test_accepting_while_out_for_signature_closes_the_round(cast: Cast, proposed: SigningRound) -> None:
    suggestion = suggest(proposed.version, by=cast.priya)
    edited = suggesting.accept(suggestion, at=moments.NOW, by=cast.daniel)
    proposed.refresh_from_db()
    assert (edited.state, edited.digest) == ("in_review", "")
    assert (proposed.outcome, proposed.closed_at) == ("edited", moments.NOW)
    assert "Nights are not staffed." in proposed.reason


def test_a_criterion_is_suggested_and_gets_an_id_that_lasts(cast: Cast, draft: Version) -> None:
    terms = queries.terms_of(draft)
    tree = notation.parse(terms.definition)
    wider = replace(tree, items=(*tree.items, Fact("employees", "at_least", 100)))
    part = {"definition": notation.dump(wider)}
    suggestion = suggest(draft, by=cast.tom, place="definition", part=part)
    new = children(notation.parse(suggestion.proposed["definition"]))[-1]
    assert new.id
    suggesting.accept(suggestion, at=moments.NOW, by=cast.ines)
    accepted = notation.parse(queries.terms_of(Version.objects.get(pk=draft.pk)).definition)
    assert find(accepted, new.id) is not None


def test_a_suggestion_on_another_place_is_not_outdated_by_an_edit(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, by=cast.priya)
    agreements.edit(draft, {"purpose": "Another purpose."}, by=cast.ines, at=moments.NOW)
    suggesting.accept(suggestion, at=moments.NOW, by=cast.ines)
    terms = queries.terms_of(Version.objects.get(pk=draft.pk))
    assert (terms.purpose, target(draft)) == ("Another purpose.", Decimal(90))


def test_rejecting_answers_and_leaves_the_text(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, by=cast.priya)
    suggesting.reject(suggestion, answer=" Nights are. ", at=moments.NOW, by=cast.daniel)
    suggestion.refresh_from_db()
    assert (suggestion.outcome, suggestion.answer, target(draft)) == ("rejected", "Nights are.", Decimal(95))
    assert set(told("agreement.suggestion_settled")) == {"Priya Raman", "Ines Marchetti"}


def test_whoever_made_it_takes_it_back(cast: Cast, draft: Version) -> None:
    suggestion = suggesting.withdraw(suggest(draft, by=cast.priya), at=moments.NOW, by=cast.priya)
    assert (suggestion.outcome, suggestion.settled_by) == ("withdrawn", cast.priya)
    assert set(told("agreement.suggestion_settled")) == {"Ines Marchetti", "Daniel Osei"}


def test_an_outdated_suggestion_is_never_applied_but_may_be_rejected(
    cast: Cast, draft: Version, refused: Refusal
) -> None:
    suggestion = suggest(draft, by=cast.priya)
    changed = make.with_clause(queries.terms_of(draft), "response", target=Decimal(97)).clauses
    agreements.edit(draft, {"clauses": changed}, by=cast.ines, at=moments.NOW)
    with refused(suggesting.Outdated, "“S1 First response” has changed since") as raised:
        suggesting.accept(suggestion, at=moments.NOW, by=cast.ines)
    assert "95\N{NO-BREAK SPACE}%" in raised.value.before[0]
    assert "97\N{NO-BREAK SPACE}%" in raised.value.now[0]
    assert raised.value.before[0] in str(raised.value) and raised.value.now[0] in str(raised.value)
    suggesting.reject(suggestion, answer="It moved.", at=moments.NOW, by=cast.ines)


def test_a_text_that_comes_back_makes_the_suggestion_current_again(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, by=cast.priya)
    before = queries.terms_of(draft)
    changed = make.with_clause(before, "response", target=Decimal(97)).clauses
    agreements.edit(draft, {"clauses": changed}, by=cast.ines, at=moments.NOW)
    agreements.edit(draft, before, by=cast.ines, at=moments.NOW)
    suggesting.accept(suggestion, at=moments.NOW, by=cast.ines)
    assert target(draft) == Decimal(90)


def test_a_suggestion_on_a_text_that_moved_is_refused_with_the_new_text(
    cast: Cast, draft: Version, refused: Refusal
) -> None:
    with refused(suggesting.MovedMeanwhile, "changed after you opened it. It now reads: The first") as raised:
        suggest(draft, by=cast.priya, seen_digest="0" * 64)
    assert raised.value.digest == places.digest_of(queries.terms_of(draft), "S1")


def test_a_suggestion_has_to_differ_and_to_say_why(cast: Cast, draft: Version, refused: Refusal) -> None:
    with refused(suggesting.SuggestsNothing, "what the text says already"):
        suggest(draft, by=cast.priya, part=response(draft, "95"))
    with refused(suggesting.WhyMissing, "Say why"):
        suggest(draft, by=cast.priya, why="  ")
    with refused(discussing.NoSuchPlace, "no place called “S9”"):
        suggesting.suggest(draft, place="S9", part={}, seen_digest="", why="?", at=moments.NOW, by=cast.priya)


def test_leaders_settle_and_nobody_else(cast: Cast, draft: Version, refused: Refusal) -> None:
    suggestion = suggest(draft, by=cast.priya)
    for person in (cast.priya, cast.ruth, cast.helen, cast.alex):
        with refused(holding.NotYours, "its leaders, can do that"):
            suggesting.accept(suggestion, at=moments.NOW, by=person)
        with refused(holding.NotYours, "its leaders, can do that"):
            suggesting.reject(suggestion, answer="No", at=moments.NOW, by=person)


def test_who_is_not_bound_suggests_nothing(cast: Cast, draft: Version, refused: Refusal) -> None:
    with refused(holding.NotYours, "Only the people it binds"):
        suggest(draft, by=cast.helen)


def test_nobody_withdraws_for_somebody_else(cast: Cast, draft: Version, refused: Refusal) -> None:
    suggestion = suggest(draft, by=cast.priya)
    with refused(suggesting.NotYourSuggestion, "Only Priya Raman can withdraw it"):
        suggesting.withdraw(suggestion, at=moments.NOW, by=cast.ines)


def test_a_rejection_says_why(cast: Cast, draft: Version, refused: Refusal) -> None:
    suggestion = suggest(draft, by=cast.priya)
    with refused(suggesting.AnswerMissing, "so that Priya Raman can answer"):
        suggesting.reject(suggestion, answer=" ", at=moments.NOW, by=cast.ines)


def test_what_is_settled_stays_settled(cast: Cast, draft: Version, refused: Refusal) -> None:
    suggestion = suggest(draft, by=cast.priya)
    suggesting.reject(suggestion, answer="No.", at=moments.NOW, by=cast.ines)
    with refused(suggesting.AlreadySettled, "rejected by Ines Marchetti"):
        suggesting.accept(suggestion, at=moments.NOW, by=cast.daniel)
    with refused(suggesting.AlreadySettled, "rejected by Ines Marchetti"):
        suggesting.reject(suggestion, answer="No!", at=moments.NOW, by=cast.daniel)
    with refused(suggesting.AlreadySettled, "rejected by Ines Marchetti"):
        suggesting.withdraw(suggestion, at=moments.NOW, by=cast.priya)
    with pytest.raises(DatabaseError, match="evidence"), transaction.atomic():
        Suggestion.objects.update(outcome="accepted")


def test_a_dropped_draft_takes_no_suggestions_and_settles_none(
    cast: Cast, draft: Version, refused: Refusal
) -> None:
    suggestion = suggest(draft, by=cast.priya)
    drafting.drop(draft, at=moments.NOW, by=cast.ines)
    with refused(holding.NotNow, "cannot be given suggestions now"):
        suggest(draft, by=cast.priya)
    with refused(holding.NotNow, "cannot be changed by a suggestion now"):
        suggesting.accept(suggestion, at=moments.NOW, by=cast.ines)


# --- at once


def accepting(suggestion: Suggestion, by: User) -> Callable[[], Version]:
    """Accept as a web process of its own would: with rows it has read itself."""

    def act() -> Version:
        mine = Suggestion.objects.select_related("version__agreement").get(pk=suggestion.pk)
        return suggesting.accept(mine, at=moments.NOW, by=by)

    return act


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_leaders_who_accept_the_same_at_once_change_the_text_once(transactional_db: None) -> None:
    cast = people.assemble()
    draft = agreements.begin(cast)
    for percent in range(90, 80, -1):
        suggestion = suggest(draft, by=cast.priya, part=response(draft, str(percent)))
        results = at_once(accepting(suggestion, cast.ines), accepting(suggestion, cast.daniel))
        assert Counter(map(type, results)) == {Version: 1, suggesting.AlreadySettled: 1}, results
        assert target(draft) == Decimal(percent)
    assert Event.objects.filter(kind="suggestion.accepted").count() == 10


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_texts_for_one_place_accepted_at_once_the_second_is_outdated(transactional_db: None) -> None:
    cast = people.assemble()
    draft = agreements.begin(cast)
    for round in range(10):
        first = suggest(draft, by=cast.priya, part=response(draft, str(60 + round)))
        second = suggest(draft, by=cast.tom, part=response(draft, str(80 + round)))
        results = at_once(accepting(first, cast.ines), accepting(second, cast.daniel))
        assert Counter(map(type, results)) == {Version: 1, suggesting.Outdated: 1}, results
        assert target(draft) in (60 + round, 80 + round)
