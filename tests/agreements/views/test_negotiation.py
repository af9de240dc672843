"""Comments and suggestions on the workshop's page: who may, what it says, and in how many queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements import queries
from agreements.models import Comment, SigningRound, Suggestion, Thread, Version
from agreements.operations import discussing, suggesting
from agreements.rules import places
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import Fact, walk
from slaportal.accounts.models import User
from tests.factories import agreements
from tests.factories import terms as make
from tests.factories.moments import NOW
from tests.factories.people import Cast

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _story_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def priya(client: Client, cast: Cast) -> Client:
    """A browser in which a rep is signed in, who may read the draft and not change it."""
    client.force_login(cast.priya)
    return client


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def door(name: str, *arguments: object) -> str:
    return reverse(f"agreements:{name}", args=["instruments-europe", 1, *arguments])


def page(client: Client, query: str = "") -> str:
    answer = client.get(door("draft") + query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def ask(draft: Version, by: User, text: str = "Is an hour fair at night?", place: str = "S1") -> Thread:
    return discussing.open_thread(draft, place=place, text=text, at=NOW - HOUR, by=by)


def suggest(draft: Version, by: User, percent: str = "90") -> Suggestion:
    terms = queries.terms_of(draft)
    changed = make.with_clause(terms, "response", target=Decimal(percent))
    return suggesting.suggest(
        draft,
        place="S1",
        part=places.part_of(changed, "S1"),
        seen_digest=places.digest_of(terms, "S1"),
        why="Nights are not staffed.",
        at=NOW - HOUR,
        by=by,
    )


def promise(version: Version, **changes: object) -> dict[str, Any]:
    """The form of S1 as the page gives it, to suggest with."""
    return {
        "seen_revision": version.revision,
        "base": places.digest_of(queries.terms_of(version), "S1"),
        "promised": "on",
        "within": "1",
        "within_unit": "business_days",
        "best": "30",
        "best_unit": "minutes",
        "target": "90",
        "why": "Nights are not staffed.",
        **changes,
    }


# --- comments


def test_a_rep_comments_on_a_clause_and_mentions_a_colleague(
    priya: Client, cast: Cast, draft: Version
) -> None:
    answer = priya.post(
        door("open_thread"),
        {"place": "S1", "text": "@Tom Hallett, is this fair?", "mentions": [cast.daniel.pk]},
    )
    comment = Comment.objects.get()
    assert answer.headers["Location"] == f"{door('draft')}?talk=S1#talk-S1"
    assert (comment.thread.place, comment.by, comment.at) == ("S1", cast.priya, NOW)
    assert set(comment.mentions.all()) == {cast.tom, cast.daniel}


def test_an_empty_comment_keeps_what_was_chosen_and_says_so(priya: Client, draft: Version) -> None:
    answer = priya.post(door("open_thread"), {"place": "M4", "text": ""})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "The comment is empty. Write what you think of this text." in html
    assert '<option value="M4" selected>' in html
    assert not Thread.objects.exists()


def test_comments_stand_beside_the_draft_with_what_is_new(priya: Client, cast: Cast, draft: Version) -> None:
    thread = ask(draft, cast.daniel)
    discussing.reply(thread, text="And at weekends?", at=NOW - HOUR, by=cast.priya)
    html = page(priya)
    assert "Is an hour fair at night?" in html and "And at weekends?" in html
    assert html.count('class="tk-new"') == 1, "one's own words are not new"
    assert "2 comments on S1 First response, 1 new" in html
    assert "Mark 1 new as read" in html


def test_what_was_read_is_not_new_any_more(priya: Client, cast: Cast, draft: Version) -> None:
    ask(draft, cast.daniel)
    priya.post(door("mark_read"))
    assert 'class="tk-new"' not in page(priya)
    with time_machine.travel(NOW + HOUR, tick=False):
        discussing.reply(Thread.objects.get(), text="Newer.", at=NOW + HOUR, by=cast.ines)
        assert page(priya).count('class="tk-new"') == 1


def test_a_thread_is_answered_resolved_and_reopened(priya: Client, cast: Cast, draft: Version) -> None:
    thread = ask(draft, cast.daniel)
    priya.post(door("reply", thread.pk), {"text": "Yes."})
    priya.post(door("resolve", thread.pk))
    thread.refresh_from_db()
    assert (thread.comments.count(), thread.resolved_by) == (2, cast.priya)
    html = page(priya)
    assert "One resolved thread" in html and "Resolved by Priya Raman" in html
    assert "0 comments on S1 First response" in html
    priya.post(door("reopen", thread.pk))
    thread.refresh_from_db()
    assert thread.resolved_at is None


def test_a_refusal_is_said_and_nothing_is_written(priya: Client, cast: Cast, draft: Version) -> None:
    thread = ask(draft, cast.daniel)
    answer = priya.post(door("reply", thread.pk), {"text": " "}, follow=True)
    assert "The comment is empty" in answer.content.decode()
    assert thread.comments.count() == 1


def test_a_thread_of_another_version_is_not_found(priya: Client, cast: Cast, draft: Version) -> None:
    other = agreements.begin(cast, name="Service")
    thread = ask(other, cast.daniel)
    for name in ("reply", "resolve", "reopen"):
        assert priya.post(door(name, thread.pk), {"text": "Hm"}).status_code == 404


def test_who_only_reads_along_is_offered_no_form(cast: Cast, draft: Version) -> None:
    ask(draft, cast.daniel)
    html = page(signed_in(cast.helen))
    assert "Is an hour fair at night?" in html
    for action in ("open_thread", "reply", "suggest"):
        arguments = {"reply": (Thread.objects.get().pk,), "suggest": ("S1",)}.get(action, ())
        assert (
            f'action="{door(action, *arguments)}#' not in html
            and f'action="{door(action, *arguments)}"' not in html
        )
    assert "?suggest=" not in html
    answer = signed_in(cast.helen).post(door("open_thread"), {"place": "S1", "text": "Hm"}, follow=True)
    assert "Only the people it binds can do that." in answer.content.decode()
    assert Thread.objects.count() == 1


def test_text_of_people_is_shown_as_text(priya: Client, cast: Cast, draft: Version) -> None:
    ask(draft, cast.daniel, text="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in page(priya)


@pytest.mark.parametrize("who", ["priya", "ines"])
def test_one_thread_or_three_take_the_same_queries(cast: Cast, draft: Version, who: str) -> None:
    client = signed_in(getattr(cast, who))
    for number, place in enumerate(("S1", "S1", "M4")):
        thread = ask(draft, cast.daniel, place=place)
        discussing.reply(thread, text="Hm.", mentions=[cast.tom], at=NOW, by=cast.ines)
        suggest(draft, cast.priya, percent=str(80 + number))
        client.get(door("draft"))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(door("draft"))
        if number == 0:
            first = len(captured)
    assert len(captured) == first
    assert first <= 24


# --- suggestions


def test_a_rep_suggests_with_the_same_form_that_a_leader_edits_with(
    priya: Client, cast: Cast, draft: Version
) -> None:
    html = page(priya, "?suggest=S1")
    assert f'action="{door("suggest", "S1")}#s-S1"' in html
    assert 'name="why"' in html and 'name="target"' in html
    answer = priya.post(door("suggest", "S1"), promise(draft))
    assert answer.headers["Location"] == f"{door('draft')}#s-S1"
    suggestion = Suggestion.objects.get()
    assert (suggestion.by, suggestion.place, suggestion.why) == (cast.priya, "S1", "Nights are not staffed.")
    assert suggestion.proposed["clauses.S1"]["target"] == "90"
    draft.refresh_from_db()
    assert draft.revision == 1, "the draft is as it was"


def test_an_open_suggestion_stands_in_place_as_struck_and_inserted_words(
    priya: Client, cast: Cast, draft: Version
) -> None:
    suggestion = suggest(draft, cast.priya)
    html = page(priya)
    assert "<del>95 %</del><ins>90 %</ins>" in html
    assert "Nights are not staffed." in html
    withdraw, accept = (door(name, suggestion.pk) for name in ("withdraw_suggestion", "accept_suggestion"))
    assert (withdraw in html, accept in html) == (True, False)
    leader = page(signed_in(cast.ines))
    assert (withdraw in leader, accept in leader) == (False, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"why": ""}, "Say why the text should be another one."),
        ({"why": "", "promised": ""}, "Say why the text should be another one."),
        ({"target": "95"}, "That is what the text says already."),
        ({"target": "none"}, "This is no number."),
    ],
)
def test_a_refused_suggestion_keeps_what_was_entered(
    priya: Client, draft: Version, changes: dict[str, str], said: str
) -> None:
    answer = priya.post(door("suggest", "S1"), promise(draft, **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_a_text_that_moved_under_the_form_is_shown_and_suggesting_once_more_is_meant(
    priya: Client, cast: Cast, draft: Version
) -> None:
    sent = promise(draft)
    changed = make.with_clause(queries.terms_of(draft), "response", target=Decimal(97)).clauses
    agreements.edit(draft, {"clauses": changed}, by=cast.ines, at=NOW)
    answer = priya.post(door("suggest", "S1"), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "was changed after you opened it. It now reads:" in html
    found = re.search(r'name="base" value="(\w{64})"', html)
    assert found is not None
    priya.post(door("suggest", "S1"), sent | {"base": found[1]})
    assert Suggestion.objects.get().before["clauses.S1"]["target"] == "97"


def settle(name: str, by: User, suggestion: Suggestion, **data: str) -> HttpResponse:
    answer: HttpResponse = signed_in(by).post(door(name, suggestion.pk), data, follow=True)  # type: ignore[assignment]
    suggestion.refresh_from_db()
    return answer


def test_a_leader_accepts_and_the_text_changes(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, cast.priya)
    answer = settle("accept_suggestion", cast.ines, suggestion)
    assert "Accepted. The text is changed, and Priya Raman was told." in answer.content.decode()
    draft.refresh_from_db()
    clause = queries.terms_of(draft).clause("response")
    assert clause is not None and clause.target == 90
    assert "One settled suggestion" in page(signed_in(cast.priya))


def test_accepting_while_it_is_out_for_signature_closes_the_round(cast: Cast, proposed: SigningRound) -> None:
    suggestion = suggest(proposed.version, cast.priya)
    settle("accept_suggestion", cast.ines, suggestion)
    proposed.refresh_from_db()
    assert (suggestion.outcome, proposed.outcome) == ("accepted", "edited")


def test_a_leader_rejects_with_an_answer_and_not_without(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, cast.priya)
    answer = settle("reject_suggestion", cast.daniel, suggestion, answer="")
    assert "Say why not, so that Priya Raman can answer." in answer.content.decode()
    assert suggestion.outcome == ""
    settle("reject_suggestion", cast.daniel, suggestion, answer="They are.")
    assert (suggestion.outcome, suggestion.answer) == ("rejected", "They are.")


def test_whoever_made_it_withdraws_it(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, cast.priya)
    settle("withdraw_suggestion", cast.priya, suggestion)
    assert suggestion.outcome == "withdrawn"


def test_a_rep_settles_nothing(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, cast.priya)
    for name in ("accept_suggestion", "reject_suggestion"):
        assert settle(name, cast.priya, suggestion, answer="No").status_code == 403
    assert suggestion.outcome == ""


def test_an_outdated_suggestion_shows_what_moved_and_cannot_be_accepted(cast: Cast, draft: Version) -> None:
    suggestion = suggest(draft, cast.priya)
    changed = make.with_clause(queries.terms_of(draft), "response", target=Decimal(97)).clauses
    agreements.edit(draft, {"clauses": changed}, by=cast.ines, at=NOW)
    html = page(signed_in(cast.ines))
    assert "Outdated" in html and "The text has changed since." in html
    assert "<del>95 %</del><ins>97 %</ins>" in html
    assert door("accept_suggestion", suggestion.pk) not in html
    answer = settle("accept_suggestion", cast.ines, suggestion)
    assert "has changed since. It was made on:" in answer.content.decode()
    assert suggestion.outcome == ""


# --- suggestions for the definition


def criterion(version: Version, word: str) -> str:
    """The id of the criterion about a word."""
    tree = notation.parse(queries.terms_of(version).definition)
    return next(
        place.node.id for place in walk(tree) if isinstance(place.node, Fact) and place.node.word == word
    )


def why(version: Version) -> dict[str, Any]:
    return {
        "seen_revision": version.revision,
        "base": places.digest_of(queries.terms_of(version), "definition"),
        "why": "Smaller ones ask the same.",
    }


def test_a_rep_suggests_another_criterion_with_the_builders_own_form(priya: Client, draft: Version) -> None:
    id = criterion(draft, "employees")
    assert door("suggest_criterion", id) in page(priya, "?suggest=definition")
    assert 'name="why"' in priya.get(door("suggest_criterion", id)).content.decode()
    data = {"operator": "between", "value": "100", "value_to": "5000", **why(draft)}
    answer = priya.post(door("suggest_criterion", id), data)
    assert answer.status_code == 302
    html = page(priya)
    assert "Employees: the lower limit lowered from 250 to 100." in html
    assert "<del>250</del><ins>100</ins> and 5,000" in html, "struck and inserted in its row too"


def test_a_rep_suggests_that_a_criterion_goes_after_saying_why(priya: Client, draft: Version) -> None:
    id = criterion(draft, "employees")
    address = door("suggest_criterion_remove", id)
    assert "You suggest to remove: Employees between 250 and 5,000" in priya.get(address).content.decode()
    assert priya.post(address, {**why(draft), "why": ""}).status_code == 422
    priya.post(address, why(draft))
    assert "Removed: Employees between 250 and 5,000." in page(priya)


def test_a_rep_suggests_a_new_criterion_and_a_new_group(priya: Client, draft: Version) -> None:
    group = re.search(r'id="add-(\w+)"', page(priya, "?suggest=definition"))
    assert group is not None
    data = {"operator": "at_least", "value": "1000000", **why(draft)}
    priya.post(f"{door('suggest_criterion_add', group[1])}?word=annual_revenue", data)
    priya.post(door("suggest_group_add", group[1]), {"kind": "any", "label": "More", **why(draft)})
    assert [str(each.why) for each in Suggestion.objects.all()] == ["Smaller ones ask the same."] * 2


def test_the_builders_editing_doors_stay_closed_to_a_rep(priya: Client, draft: Version) -> None:
    id = criterion(draft, "employees")
    assert priya.get(door("criterion", id)).status_code == 403
    assert priya.post(door("criterion_remove", id), why(draft)).status_code == 403


def test_a_place_that_does_not_exist_is_not_found(priya: Client, draft: Version) -> None:
    assert priya.post(door("suggest", "S9"), promise(draft)).status_code == 404
    assert priya.get(door("suggest_criterion", "none")).status_code == 404
    assert priya.post(door("accept_suggestion", 1)).status_code == 403
    assert priya.post(door("withdraw_suggestion", 1)).status_code == 404
